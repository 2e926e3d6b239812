import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { DialogElement } from "../dialog-element.ts";
import { dialogStyles } from "../dialog-styles.ts";
import { resend } from "../resend.ts";
import { consequencesStyles } from "./consequences-styles.ts";
import type { IntegrationStatus } from "./status-controller.ts";
import { PLAIN_TEXT_FILE, PLUGIN_FOLDER } from "./status-texts.ts";
import "../components/button.ts";

/** Removes Home Assistant's own file with its secrets in clear text. */
@customElement("ac-remove-plain-text-dialog")
export class AcRemovePlainTextDialog extends DialogElement {
  @property({ attribute: false }) accessor plainText!: IntegrationStatus["plain_text"];
  @state() private accessor removed = false;

  static override readonly styles = [dialogStyles, consequencesStyles];

  protected override heading(): string {
    return this.localize(
      this.removed ? "home_assistant.remove_plain_text.done_title" : "home_assistant.remove_plain_text.title",
    );
  }

  protected override content() {
    const { localize } = this;
    if (this.removed)
      return html`<p role="status">${localize("home_assistant.remove_plain_text.done", { file: PLAIN_TEXT_FILE })}</p>`;
    const { credentials: count, kept_current: current } = this.plainText;
    return html`<ul>
      <li>${localize("home_assistant.remove_plain_text.file", { count, file: PLAIN_TEXT_FILE })}</li>
      ${current ? html`<li>${localize("home_assistant.remove_plain_text.not_kept")}</li>` : nothing}
      <li>${localize("home_assistant.remove_plain_text.needs_plugin", { folder: PLUGIN_FOLDER })}</li>
      <li>${localize("home_assistant.remove_plain_text.backups")}</li>
    </ul>`;
  }

  protected override actions() {
    const { localize } = this;
    if (this.removed)
      return html`<ac-button slot="actions" appearance="filled" autofocus @click=${this.leave}>${localize("common.close")}</ac-button>`;
    return html`
      <ac-button slot="actions" appearance="text" autofocus @click=${this.leave}>${localize("common.cancel")}</ac-button>
      <ac-button slot="actions" appearance="filled" variant="danger" ?loading=${this.save.busy} @click=${this.#run}>
        ${this.progressText(localize("home_assistant.remove_plain_text.confirm"), localize("home_assistant.remove_plain_text.busy"))}
      </ac-button>
    `;
  }

  readonly #run = async (): Promise<void> => {
    const { client } = this;
    const done = await this.save.run(async (signal) => {
      await resend(client, () => client.call("application_credentials/home_assistant/remove_plain_text", {}), signal);
      return true;
    });
    this.removed = done === true;
  };
}
