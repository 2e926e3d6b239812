import { css, html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import type { KeyState } from "../../protocol/keys.ts";
import { dateLocale } from "../components/date-locale.ts";
import { tokens } from "../components/styles.ts";
import { DialogElement } from "../dialog-element.ts";
import { dialogStyles } from "../dialog-styles.ts";
import type { TextKey } from "../localize.ts";
import { KeysController } from "./keys-controller.ts";
import { showRotateKeyDialog } from "./show-rotate-key-dialog.ts";
import { showSaveKeyDialog } from "./show-save-key-dialog.ts";
import "../components/alert.ts";
import "../components/button.ts";
import "../components/copy-button.ts";
import "../components/spinner.ts";
import "./key-progress.ts";

/** Where this program's commands are typed in. */
const COMMANDS = {
  backup: "npm run backup -- FILE",
  restore: "npm run restore -- FILE",
} as const;

const PLACES = {
  file: "keys.place.file",
  variable: "keys.place.variable",
  systemd: "keys.place.systemd",
} as const satisfies Record<KeyState["place"], TextKey>;

/** The key that seals everything: its id, its place, how far a rotation is, and what a backup is worth without it. */
@customElement("ac-keys-dialog")
export class AcKeysDialog extends DialogElement {
  readonly #keys = new KeysController(this);

  static override readonly styles = [
    tokens,
    dialogStyles,
    css`
      h3 {
        margin: 20px 0 8px;
        font-size: 1rem;
        font-weight: 500;
      }
      h3:first-child {
        margin-block-start: 0;
      }
      dl {
        display: grid;
        grid-template-columns: minmax(6em, max-content) 1fr;
        gap: 4px 16px;
        align-items: center;
        margin: 0 0 12px;
      }
      dt {
        color: var(--_quiet);
      }
      dd {
        display: flex;
        align-items: center;
        min-inline-size: 0;
        margin: 0;
        overflow-wrap: anywhere;
      }
      code {
        font-family: var(--_code);
        font-size: 0.875rem;
        overflow-wrap: anywhere;
      }
      .command {
        display: flex;
        align-items: center;
        gap: 8px;
        margin-block-end: 12px;
        padding-inline-start: 12px;
        border-radius: 8px;
        background: var(--_fill);
      }
      .command code {
        flex: 1;
        min-inline-size: 0;
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        margin-block: 12px 0;
      }
      .loading {
        display: grid;
        place-items: center;
        min-block-size: 160px;
      }
    `,
  ];

  protected override heading(): string {
    return this.localize("keys.title");
  }

  protected override content() {
    const { state, error } = this.#keys;
    if (error) return this.#failure();
    if (!state)
      return html`<div class="loading" role="status" aria-label=${this.localize("keys.loading")}><ac-spinner></ac-spinner></div>`;
    return html`${this.#key(state)} ${this.#backup(state)}`;
  }

  protected override actions() {
    return html`<ac-button slot="actions" appearance="text" autofocus @click=${this.leave}>${this.localize("common.close")}</ac-button>`;
  }

  #failure() {
    return html`<ac-alert type="error">
      ${this.localize("keys.failed")}
      <ac-button slot="action" appearance="text" @click=${() => this.#keys.retry()}>${this.localize("common.retry")}</ac-button>
    </ac-alert>`;
  }

  #key(state: KeyState) {
    const { localize } = this;
    const inFile = state.place === "file";
    return html`
      <h3>${localize("keys.key_heading")}</h3>
      <p>${localize("keys.key_text")}</p>
      <dl>
        <dt>${localize("keys.key_id")}</dt>
        <dd><code>${state.key_id}</code>${this.#copy(state.key_id, localize("keys.copy_key_id"))}</dd>
        <dt>${localize("keys.place_label")}</dt>
        <dd>${localize(PLACES[state.place])}</dd>
        <dt>${localize("keys.kept_label")}</dt>
        <dd>${this.#kept(state)}</dd>
      </dl>
      <ac-key-progress .state=${state}></ac-key-progress>
      <div class="buttons">
        ${
          inFile && !state.saved
            ? html`<ac-button appearance="filled" @click=${() => void showSaveKeyDialog(this)}>${localize("keys.save")}</ac-button>`
            : nothing
        }
        <ac-button appearance="text" ?disabled=${state.rotating} @click=${() => void showRotateKeyDialog(this, state.place)}>
          ${localize("keys.rotate")}
        </ac-button>
      </div>
    `;
  }

  #kept({ place, saved }: KeyState): string {
    const { localize } = this;
    if (place !== "file") return localize("keys.kept_elsewhere");
    if (!saved) return localize("keys.not_saved");
    const date = new Intl.DateTimeFormat(dateLocale(localize.language), { dateStyle: "long" }).format(
      new Date(saved.at),
    );
    return localize("keys.saved", { date, name: saved.by });
  }

  #backup({ backup }: KeyState) {
    const { localize } = this;
    const command = (text: string) =>
      html`<div class="command"><code>${text}</code>${this.#copy(text, localize("keys.copy_command"))}</div>`;
    return html`
      <h3>${localize("keys.backup_heading")}</h3>
      <p>${localize("keys.backup_worth")}</p>
      ${
        backup === "hub"
          ? html`<p>${localize("keys.backup_by_hub")}</p>`
          : html`<p>${localize("keys.backup_command")}</p>
            ${command(COMMANDS.backup)}
            <p>${localize("keys.restore_command")}</p>
            ${command(COMMANDS.restore)}`
      }
    `;
  }

  #copy(text: string, label: string) {
    const { localize } = this;
    return html`<ac-copy-button .text=${text} .label=${label} .copiedLabel=${localize("common.copied")}
      .failedLabel=${localize("common.copy_failed")}></ac-copy-button>`;
  }
}
