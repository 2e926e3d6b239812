import { html } from "lit";
import { customElement, state } from "lit/decorators.js";
import { DialogElement } from "../dialog-element.ts";
import { dialogStyles } from "../dialog-styles.ts";
import { resend } from "../resend.ts";
import { consequencesStyles } from "./consequences-styles.ts";
import { PLAIN_TEXT_FILE, PLUGIN_FOLDER } from "./status-texts.ts";
import "../components/button.ts";

/** Writes every credential into Home Assistant's own file, so that the plugin can be removed. */
@customElement("ac-hand-back-dialog")
export class AcHandBackDialog extends DialogElement {
  /** How many were written. */
  @state() private accessor written: number | undefined;

  static override readonly styles = [dialogStyles, consequencesStyles];

  protected override heading(): string {
    return this.localize(
      this.written === undefined ? "home_assistant.hand_back.title" : "home_assistant.hand_back.done_title",
    );
  }

  protected override content() {
    return this.written === undefined ? this.#consequences() : this.#result(this.written);
  }

  #consequences() {
    const { localize } = this;
    return html`<ul>
      <li>${localize("home_assistant.hand_back.clear_text", { file: PLAIN_TEXT_FILE })}</li>
      <li>${localize("home_assistant.hand_back.kept_current")}</li>
      <li>${localize("home_assistant.hand_back.removal", { folder: PLUGIN_FOLDER })}</li>
    </ul>`;
  }

  #result(count: number) {
    const { localize } = this;
    return html`<p role="status">${localize("home_assistant.hand_back.done", { count, file: PLAIN_TEXT_FILE })}</p>
      <p>${localize("home_assistant.hand_back.next")}</p>
      <ol>
        <li>${localize("home_assistant.hand_back.delete_folder", { folder: PLUGIN_FOLDER })}</li>
        <li>${localize("home_assistant.hand_back.restart")}</li>
      </ol>`;
  }

  protected override actions() {
    const { localize } = this;
    if (this.written !== undefined)
      return html`<ac-button slot="actions" appearance="filled" autofocus @click=${this.leave}>${localize("common.close")}</ac-button>`;
    return html`
      <ac-button slot="actions" appearance="text" autofocus @click=${this.leave}>${localize("common.cancel")}</ac-button>
      <ac-button slot="actions" appearance="filled" ?loading=${this.save.busy} @click=${this.#run}>
        ${this.progressText(localize("home_assistant.hand_back.confirm"), localize("home_assistant.hand_back.busy"))}
      </ac-button>
    `;
  }

  readonly #run = async (): Promise<void> => {
    const { client } = this;
    const result = await this.save.run((signal) =>
      resend(client, () => client.call("application_credentials/home_assistant/hand_back", {}), signal),
    );
    this.written = result?.credentials;
  };
}
