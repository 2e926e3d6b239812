import { consume } from "@lit/context";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { ConfigEntry } from "../../../protocol/home-assistant.ts";
import { type Hass, PATHS } from "../../../protocol/page.ts";
import { navigate } from "../app/navigate.ts";
import { messageOfError } from "../session/call-api.ts";
import { type Texts, textsContext } from "../texts/texts.ts";
import { choiceStyles } from "../theme/choice-styles.ts";
import { credentialOnlyOf, deleteCredential, type LeftCredential } from "./only-credential.ts";
import "../../../frontend/components/alert.ts";
import "../../../frontend/components/button.ts";
import "../../../frontend/components/dialog.ts";

/**
 * Asks before an entry is removed, says what goes with it, and offers to remove a credential that nothing else uses
 * (F10). Sends up `hub-closed`.
 */
@customElement("hub-remove-dialog")
export class HubRemoveDialog extends LitElement {
  @property({ attribute: false }) accessor hass!: Hass;
  @property({ attribute: false }) accessor entry!: ConfigEntry;
  /** The integration's name. */
  @property() accessor integration = "";
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;
  /** The credential that would go unused. */
  @state() private accessor credential: LeftCredential | undefined;
  @state() private accessor removesCredential = false;
  @state() private accessor busy = false;
  @state() private accessor problem: string | undefined;
  /** The entry is gone. */
  #removed = false;
  /** Why its credential is not. */
  @state() private accessor credentialStayed: string | undefined;

  static override readonly styles = [
    choiceStyles,
    css`
      p {
        margin: 0 0 12px;
        overflow-wrap: anywhere;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#findCredential();
  }

  override render() {
    const names = { title: this.entry.title, integration: this.integration };
    const done = this.credentialStayed !== undefined;
    const heading = this.texts(done ? "remove.done_title" : "remove.title", names);
    return html`<ac-dialog open .heading=${heading} .closeLabel=${this.texts("common.close")} @closing=${this.#onClosing} @closed=${this.#close}>
      ${done ? this.#stayed(this.credentialStayed ?? "") : this.#question(names)}
    </ac-dialog>`;
  }

  #question(names: { readonly title: string; readonly integration: string }) {
    return html`
      <p>${this.texts("remove.text", names)}</p>
      ${this.credential ? this.#choice(this.credential) : html`<p>${this.texts("remove.credential_stays")}</p>`}
      ${this.problem === undefined ? nothing : html`<ac-alert type="error">${this.problem}</ac-alert>`}
      <ac-button slot="actions" appearance="text" @click=${this.#close}>${this.texts("common.cancel")}</ac-button>
      <ac-button slot="actions" appearance="filled" variant="danger" ?loading=${this.busy} @click=${this.#remove}>
        ${this.texts(this.removesCredential ? "remove.confirm_both" : "remove.confirm")}
      </ac-button>
    `;
  }

  #choice({ name }: LeftCredential) {
    return html`<fieldset @change=${this.#choose}>
      <legend>${this.texts("remove.credential_unused", { name })}</legend>
      <label><input type="radio" name="credential" value="keep" .checked=${!this.removesCredential} />${this.texts("remove.credential_keep")}</label>
      <label><input type="radio" name="credential" value="remove" .checked=${this.removesCredential} />${this.texts("remove.credential_remove")}</label>
    </fieldset>`;
  }

  #stayed(message: string) {
    const name = this.credential?.name ?? "";
    return html`
      <ac-alert type="warning">${this.texts("remove.credential_failed", { name, message })}</ac-alert>
      <ac-button slot="actions" appearance="filled" autofocus @click=${this.#close}>${this.texts("common.close")}</ac-button>
    `;
  }

  /** Without an answer nothing is offered: the credential stays, which loses nothing. */
  async #findCredential(): Promise<void> {
    this.credential = await credentialOnlyOf(this.hass, this.entry.entry_id).catch(() => undefined);
  }

  readonly #choose = (event: Event): void => {
    this.removesCredential = (event.target as HTMLInputElement).value === "remove";
  };

  /** What is under way is waited for: only this dialog can say that the credential stayed. */
  readonly #onClosing = (event: Event): void => {
    if (this.busy) event.preventDefault();
  };

  readonly #close = (): void => {
    this.dispatchEvent(new CustomEvent("hub-closed"));
    if (this.#removed) navigate(PATHS.dashboard, { replace: true });
  };

  readonly #remove = async (): Promise<void> => {
    if (this.busy) return;
    this.busy = true;
    this.problem = undefined;
    try {
      await this.hass.callApi("DELETE", `config/config_entries/entry/${this.entry.entry_id}`);
      this.#removed = true;
      this.credentialStayed = await this.#removeCredential();
    } catch (error) {
      this.problem = this.texts("remove.failed", { message: messageOfError(error) });
    }
    this.busy = false;
    if (this.#removed && this.credentialStayed === undefined) this.#close();
  };

  /** @returns why it stayed, where it should have gone. */
  async #removeCredential(): Promise<string | undefined> {
    if (!this.credential || !this.removesCredential) return undefined;
    try {
      await deleteCredential(this.hass, this.credential);
      return undefined;
    } catch (error) {
      return messageOfError(error);
    }
  }
}
