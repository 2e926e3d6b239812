import { consume } from "@lit/context";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { ConfigEntry } from "../../../protocol/home-assistant.ts";
import { type Hass, PATHS } from "../../../protocol/page.ts";
import { navigate } from "../app/navigate.ts";
import { messageOfError } from "../session/call-api.ts";
import { type Texts, textsContext } from "../texts/texts.ts";
import "../../../frontend/components/alert.ts";
import "../../../frontend/components/button.ts";
import "../../../frontend/components/dialog.ts";

/** Asks before an entry is removed and says what goes with it. Sends up `hub-closed`. */
@customElement("hub-remove-dialog")
export class HubRemoveDialog extends LitElement {
  @property({ attribute: false }) accessor hass!: Hass;
  @property({ attribute: false }) accessor entry!: ConfigEntry;
  /** The integration's name. */
  @property() accessor integration = "";
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;
  @state() private accessor busy = false;
  @state() private accessor problem: string | undefined;

  static override readonly styles = css`
    p {
      margin: 0 0 12px;
      overflow-wrap: anywhere;
    }
  `;

  override render() {
    const names = { title: this.entry.title, integration: this.integration };
    return html`<ac-dialog open .heading=${this.texts("remove.title", names)} .closeLabel=${this.texts("common.close")} @closed=${this.#close}>
      <p>${this.texts("remove.text", names)}</p>
      <p>${this.texts("remove.credential_stays")}</p>
      ${this.problem === undefined ? nothing : html`<ac-alert type="error">${this.problem}</ac-alert>`}
      <ac-button slot="actions" appearance="text" @click=${this.#close}>${this.texts("common.cancel")}</ac-button>
      <ac-button slot="actions" appearance="filled" variant="danger" ?loading=${this.busy} @click=${this.#remove}>
        ${this.texts("remove.confirm")}
      </ac-button>
    </ac-dialog>`;
  }

  readonly #close = (): void => void this.dispatchEvent(new CustomEvent("hub-closed"));

  readonly #remove = async (): Promise<void> => {
    if (this.busy) return;
    this.busy = true;
    this.problem = undefined;
    try {
      await this.hass.callApi("DELETE", `config/config_entries/entry/${this.entry.entry_id}`);
      navigate(PATHS.dashboard, { replace: true });
    } catch (error) {
      this.problem = this.texts("remove.failed", { message: messageOfError(error) });
    } finally {
      this.busy = false;
    }
  };
}
