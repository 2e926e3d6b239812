import { consume } from "@lit/context";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { KeyState } from "../../protocol/keys.ts";
import type { Client } from "../client.ts";
import { clientContext, localizeContext } from "../context.ts";
import type { Localize } from "../localize.ts";
import { showSaveKeyDialog } from "./show-save-key-dialog.ts";
import "../components/alert.ts";
import "../components/button.ts";

/** So many names are listed; the rest is counted. */
const LISTED = 5;

/** What the list says of the key: that it should be saved, and which credentials have lost their secrets. */
@customElement("ac-key-notices")
export class AcKeyNotices extends LitElement {
  @property({ attribute: false }) accessor state: KeyState | undefined;
  /** The names of credentials, by id. */
  @property({ attribute: false }) accessor names: ReadonlyMap<string, string> = new Map();
  @consume({ context: clientContext, subscribe: true }) accessor client!: Client;
  @consume({ context: localizeContext, subscribe: true }) accessor localize!: Localize;

  static override readonly styles = css`
    :host {
      display: block;
    }
    ac-alert {
      margin-block-end: 16px;
    }
  `;

  override render() {
    const { localize, state } = this;
    if (!state) return nothing;
    const lost = state.secrets_lost.flatMap((id) => this.names.get(id) ?? []);
    return html`
      ${lost.length > 0 ? html`<ac-alert type="warning">${localize("keys.lost", { count: lost.length, names: this.#list(lost) })}</ac-alert>` : nothing}
      ${
        state.ask_to_save
          ? html`<ac-alert type="info">
            ${localize("keys.ask_to_save")}
            <ac-button slot="action" appearance="text" @click=${this.#dismiss}>${localize("keys.not_now")}</ac-button>
            <ac-button slot="action" appearance="text" @click=${() => void showSaveKeyDialog(this)}>${localize("keys.save")}</ac-button>
          </ac-alert>`
          : nothing
      }
    `;
  }

  #list(names: readonly string[]): string {
    const shown = names.slice(0, LISTED).join(", ");
    const more = names.length - LISTED;
    return more > 0 ? this.localize("keys.lost_more", { names: shown, count: more }) : shown;
  }

  readonly #dismiss = (): void => {
    // Where it fails the notice stays, and can be dismissed again.
    void this.client.call("application_credentials/key/dismiss", {}).catch(() => undefined);
  };
}
