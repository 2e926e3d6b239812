import { mdiDownload } from "@mdi/js";
import { html } from "lit";
import { customElement, state } from "lit/decorators.js";
import { DialogElement } from "../dialog-element.ts";
import { dialogStyles } from "../dialog-styles.ts";
import { resend } from "../resend.ts";
import { saveFile } from "../save-file.ts";
import "../components/button.ts";

/** Has the browser save the list of all credentials, and says what it is good for: it holds no secrets. */
@customElement("ac-export-dialog")
export class AcExportDialog extends DialogElement {
  @state() private accessor saved: string | undefined;

  static override readonly styles = dialogStyles;

  protected override heading(): string {
    return this.localize("file.export.title");
  }

  protected override content() {
    const { localize, saved } = this;
    return html`<p>${localize("file.export.what")}</p>
      <p>${localize("file.export.no_secrets")}</p>
      <p role="status">${saved === undefined ? "" : localize("file.export.saved", { file: saved })}</p>`;
  }

  protected override actions() {
    const { localize } = this;
    const done = this.saved !== undefined;
    return html`
      <ac-button slot="actions" appearance="text" @click=${this.leave}>${localize(done ? "common.close" : "common.cancel")}</ac-button>
      <ac-button slot="actions" appearance=${done ? "outlined" : "filled"} autofocus .icon=${mdiDownload} ?loading=${this.save.busy}
        @click=${this.#download}>${this.progressText(localize("file.export.download"))}</ac-button>
    `;
  }

  readonly #download = async (): Promise<void> => {
    const { client } = this;
    const list = await this.save.run((signal) =>
      resend(client, () => client.call("application_credentials/file/export", {}), signal),
    );
    if (!list) return;
    const name = `application_credentials-list-${new Date().toISOString().slice(0, 10)}.json`;
    saveFile(name, JSON.stringify(list, undefined, 2), "application/json");
    this.saved = name;
  };
}
