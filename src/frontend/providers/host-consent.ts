import { consume } from "@lit/context";
import { html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Client } from "../client.ts";
import type { AcButton } from "../components/button.ts";
import { clientContext, localizeContext } from "../context.ts";
import type { Localize } from "../localize.ts";
import { SaveController } from "../save-controller.ts";
import "../components/alert.ts";
import "../components/button.ts";

/**
 * Asks whether the hub may go to hosts on the own network. Sends up `hosts-allowed` once it may; nothing is allowed
 * without the click.
 */
@customElement("ac-host-consent")
export class AcHostConsent extends LitElement {
  @property({ attribute: false }) accessor hosts: readonly string[] = [];
  @consume({ context: clientContext, subscribe: true }) accessor client!: Client;
  @consume({ context: localizeContext, subscribe: true }) accessor localize!: Localize;
  readonly #save = new SaveController(this);

  override render() {
    const { localize } = this;
    const host = this.hosts.join(", ");
    return html`<ac-alert type="warning">
      ${localize("provider.allow_question", { host })} ${localize("provider.allow_text", { host })}
      <ac-button slot="action" appearance="outlined" ?loading=${this.#save.busy} @click=${this.#allow}>
        ${localize("provider.allow", { host })}
      </ac-button>
    </ac-alert>
    ${
      this.#save.error
        ? html`<ac-alert type="error">${localize("common.failed", { message: this.#save.error.message })}</ac-alert>`
        : nothing
    }`;
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("hosts")) void this.#focusButton();
  }

  /** It has nothing to focus before it is drawn. */
  async #focusButton(): Promise<void> {
    const button = this.renderRoot.querySelector<AcButton>("ac-button");
    await button?.updateComplete;
    button?.focus();
  }

  readonly #allow = async (): Promise<void> => {
    const allowed = await this.#save.run(() =>
      Promise.all(this.hosts.map((host) => this.client.call("application_credentials/allowed_host/add", { host }))),
    );
    if (allowed) this.dispatchEvent(new CustomEvent("hosts-allowed", { bubbles: true, composed: true }));
  };
}
