import { consume } from "@lit/context";
import { mdiClose } from "@mdi/js";
import { css, html, LitElement, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { AllowedHost } from "../../protocol/providers.ts";
import type { Client } from "../client.ts";
import { focusRing, tokens } from "../components/styles.ts";
import { clientContext, localizeContext } from "../context.ts";
import type { Localize } from "../localize.ts";
import "../components/icon-button.ts";

/** The hosts on the own network that were allowed, folded, each with the way to take it back. */
@customElement("ac-allowed-hosts")
export class AcAllowedHosts extends LitElement {
  /** Another value has the list asked for anew. */
  @property({ attribute: false }) accessor version = 0;
  @consume({ context: clientContext, subscribe: true }) accessor client!: Client;
  @consume({ context: localizeContext, subscribe: true }) accessor localize!: Localize;
  @state() private accessor hosts: readonly AllowedHost[] = [];

  static override readonly styles = [
    tokens,
    focusRing,
    css`
      :host([hidden]) {
        display: none;
      }
      summary {
        display: list-item;
        min-block-size: 24px;
        padding-block: 10px;
        border-radius: 6px;
        color: var(--_quiet);
        cursor: pointer;
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 8px;
      }
      code {
        font: 0.875em var(--_code);
        overflow-wrap: anywhere;
      }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("version")) void this.#load();
    this.hidden = this.hosts.length === 0;
  }

  override render() {
    const { localize, hosts } = this;
    return html`<details>
      <summary>${localize("provider.allowed_hosts", { count: hosts.length })}</summary>
      <ul>
        ${hosts.map(
          ({ host }) => html`<li>
            <code>${host}</code>
            <ac-icon-button .path=${mdiClose} .label=${localize("provider.forbid", { host })} @click=${() => this.#remove(host)}></ac-icon-button>
          </li>`,
        )}
      </ul>
    </details>`;
  }

  /** Without the list there is nothing to take back here; the fields work all the same. */
  async #load(): Promise<void> {
    this.hosts = await this.client.call("application_credentials/allowed_host/list", {}).catch(() => this.hosts);
  }

  async #remove(host: string): Promise<void> {
    // That it is gone already, or can't be reached now, shows in the list.
    await this.client.call("application_credentials/allowed_host/remove", { host }).catch(() => undefined);
    await this.#load();
    this.renderRoot.querySelector<HTMLElement>("summary")?.focus();
  }
}
