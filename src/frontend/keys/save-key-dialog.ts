import { mdiDownload } from "@mdi/js";
import { css, html } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { ResultOfType } from "../../protocol/index.ts";
import { tokens } from "../components/styles.ts";
import { DialogElement } from "../dialog-element.ts";
import { dialogStyles } from "../dialog-styles.ts";
import { withRecentLogin } from "../login/recent-login.ts";
import { saveFile } from "../save-file.ts";
import "../components/alert.ts";
import "../components/button.ts";
import "../components/copy-button.ts";

type SavedKey = ResultOfType<"application_credentials/key/save">;

/** Shows the key this once, as 24 words and as a file; it does not close unasked before one of them was taken. */
@customElement("ac-save-key-dialog")
export class AcSaveKeyDialog extends DialogElement {
  @state() private accessor key: SavedKey | undefined;
  @state() private accessor taken = false;

  static override readonly styles = [
    tokens,
    dialogStyles,
    css`
      ol {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(120px, 1fr));
        gap: 6px 12px;
        margin: 12px 0;
        padding: 12px 12px 12px 16px;
        border-radius: 8px;
        background: var(--_fill);
        counter-reset: word;
        list-style: none;
        font-family: var(--_code);
        font-size: 0.9375rem;
      }
      li {
        counter-increment: word;
      }
      li::before {
        content: counter(word) ".";
        display: inline-block;
        min-inline-size: 2.2em;
        color: var(--_quiet);
      }
      .ways {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
      }
      .copy {
        display: flex;
        align-items: center;
        color: var(--_quiet);
        font-size: 0.875rem;
      }
    `,
  ];

  protected override get dirty(): boolean {
    return this.key !== undefined && !this.taken;
  }

  protected override heading(): string {
    return this.localize(this.key ? "keys.save_dialog.shown_title" : "keys.save_dialog.title");
  }

  protected override content() {
    const { localize, key } = this;
    if (!key) {
      return html`<p>${localize("keys.save_dialog.what")}</p>
        <p>${localize("keys.save_dialog.where")}</p>
        <ac-alert type="warning">${localize("keys.save_dialog.once")}</ac-alert>`;
    }
    return html`
      <p role="status">${localize("keys.save_dialog.shown", { id: key.key_id })}</p>
      <ol translate="no" dir="ltr" aria-label=${localize("keys.save_dialog.words")}>
        ${key.phrase.split(" ").map((word) => html`<li>${word}</li>`)}
      </ol>
      <div class="ways">
        <ac-button appearance="filled" .icon=${mdiDownload} @click=${this.#download}>${localize("keys.save_dialog.download")}</ac-button>
        <span class="copy" @click=${this.#take}>
          <ac-copy-button .text=${key.phrase} .label=${localize("keys.save_dialog.copy")} .copiedLabel=${localize("common.copied")}
            .failedLabel=${localize("common.copy_failed")}></ac-copy-button>${localize("keys.save_dialog.copy")}
        </span>
      </div>
    `;
  }

  protected override actions() {
    const { localize } = this;
    if (this.key)
      return html`<ac-button slot="actions" appearance="text" @click=${this.leave}>${localize("keys.save_dialog.done")}</ac-button>`;
    return html`
      <ac-button slot="actions" appearance="text" autofocus @click=${this.leave}>${localize("common.cancel")}</ac-button>
      <ac-button slot="actions" appearance="filled" ?loading=${this.save.busy} @click=${this.#show}>
        ${this.progressText(localize("keys.save_dialog.show"), localize("keys.save_dialog.busy"))}
      </ac-button>
    `;
  }

  protected override discardTexts() {
    const { localize } = this;
    return {
      question: localize("keys.save_dialog.leave_question"),
      keep: localize("keys.save_dialog.stay"),
      discard: localize("keys.save_dialog.leave"),
    };
  }

  /** Never sent twice by itself: the hub shows a key once. */
  readonly #show = async (): Promise<void> => {
    this.key = await this.save.run(() =>
      withRecentLogin(this, () => this.client.call("application_credentials/key/save", {})),
    );
  };

  readonly #download = (): void => {
    if (!this.key) return;
    saveFile(`application_credentials-${this.key.key_id}.key`, `${this.key.key}\n`, "text/plain");
    this.#take();
  };

  readonly #take = (): void => {
    this.taken = true;
  };
}
