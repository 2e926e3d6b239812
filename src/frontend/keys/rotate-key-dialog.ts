import { css, html } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { KeyState } from "../../protocol/keys.ts";
import { DialogElement } from "../dialog-element.ts";
import { dialogStyles } from "../dialog-styles.ts";
import { withRecentLogin } from "../login/recent-login.ts";
import { resend } from "../resend.ts";
import "../components/button.ts";

const OWN_KEY = [
  "keys.rotate_dialog.what",
  "keys.rotate_dialog.goes_on",
  "keys.rotate_dialog.backups",
  "keys.rotate_dialog.save",
] as const;
const KEY_FROM_OUTSIDE = [
  "keys.rotate_dialog.what_outside",
  "keys.rotate_dialog.goes_on",
  "keys.rotate_dialog.outside",
] as const;

/** Asks before the key is changed: what is done, what goes on, and what the old key is still needed for. */
@customElement("ac-rotate-key-dialog")
export class AcRotateKeyDialog extends DialogElement {
  @property({ attribute: false }) accessor place: KeyState["place"] = "file";

  static override readonly styles = [
    dialogStyles,
    css`
      ul {
        margin: 0;
        padding-inline-start: 1.3em;
      }
      li {
        margin-block-end: 8px;
        overflow-wrap: anywhere;
      }
    `,
  ];

  protected override heading(): string {
    return this.localize("keys.rotate_dialog.title");
  }

  protected override content() {
    const { localize } = this;
    const sentences = this.place === "file" ? OWN_KEY : KEY_FROM_OUTSIDE;
    return html`<ul>${sentences.map((sentence) => html`<li>${localize(sentence)}</li>`)}</ul>`;
  }

  protected override actions() {
    const { localize } = this;
    return html`
      <ac-button slot="actions" appearance="text" autofocus @click=${this.leave}>${localize("common.cancel")}</ac-button>
      <ac-button slot="actions" appearance="filled" ?loading=${this.save.busy} @click=${this.#rotate}>
        ${this.progressText(localize("keys.rotate_dialog.confirm"), localize("keys.rotate_dialog.busy"))}
      </ac-button>
    `;
  }

  readonly #rotate = async (): Promise<void> => {
    const { client } = this;
    // Asked again while a rotation goes on, the hub begins no second one.
    const status = await this.save.run((signal) =>
      withRecentLogin(this, () => resend(client, () => client.call("application_credentials/key/rotate", {}), signal)),
    );
    if (status) this.leave();
  };
}
