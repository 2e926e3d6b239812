import { consume } from "@lit/context";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Hass, PageConnection } from "../../../protocol/page.ts";
import { type Texts, textsContext } from "../texts/texts.ts";
import "../../../frontend/components/spinner.ts";

/** Says that the connection is lost, and goes when it is back. */
@customElement("hub-connection-banner")
export class HubConnectionBanner extends LitElement {
  @property({ attribute: false }) accessor hass!: Hass;
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;
  @state() private accessor lost = false;
  #connection: PageConnection | undefined;

  static override readonly styles = css`
    :host {
      position: sticky;
      inset-block-start: 57px;
      z-index: 2;
    }
    div {
      display: flex;
      align-items: center;
      justify-content: center;
      gap: 12px;
      padding: 10px 16px;
      background: var(--warning-color);
      color: var(--card-background-color);
      font-weight: 500;
    }
  `;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#follow(undefined);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hass) this.#follow(this.hass.connection);
  }

  override willUpdate(): void {
    this.#follow(this.hass.connection);
  }

  override render() {
    // The live region stands before its text comes, else screen readers miss it.
    return html`<section role="status">
      ${this.lost ? html`<div><ac-spinner size="small"></ac-spinner>${this.texts("connection.lost")}</div>` : nothing}
    </section>`;
  }

  #follow(connection: PageConnection | undefined): void {
    if (connection === this.#connection) return;
    this.#connection?.removeEventListener("disconnected", this.#onLost);
    this.#connection?.removeEventListener("ready", this.#onBack);
    this.#connection = connection;
    connection?.addEventListener("disconnected", this.#onLost);
    connection?.addEventListener("ready", this.#onBack);
    this.lost = connection !== undefined && !connection.connected;
  }

  readonly #onLost = (): void => {
    this.lost = true;
  };

  readonly #onBack = (): void => {
    this.lost = false;
  };
}
