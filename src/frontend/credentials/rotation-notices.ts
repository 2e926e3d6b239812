import { consume } from "@lit/context";
import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Rotation } from "../../protocol/rotation.ts";
import type { Client } from "../client.ts";
import { tokens } from "../components/styles.ts";
import { clientContext, localizeContext } from "../context.ts";
import type { Localize } from "../localize.ts";
import { backOutOnce } from "../resend.ts";
import { SaveController } from "../save-controller.ts";
import type { CredentialRow } from "./credential-row.ts";
import { RotationsController } from "./rotations-controller.ts";
import { showCheckDialog } from "./show-check-dialog.ts";
import { showRotateDialog } from "./show-rotate-dialog.ts";
import "../components/alert.ts";
import "../components/button.ts";
import "../components/time.ts";

const NOTICES = {
  unused: { type: "info", text: "rotate.unused" },
  rejected: { type: "warning", text: "rotate.rejected" },
  worked: { type: "success", text: "rotate.worked" },
} as const;

/** How changes of secrets stand, one notice each, with the way back for as long as there is one. */
@customElement("ac-rotation-notices")
export class AcRotationNotices extends LitElement {
  @property({ attribute: false }) accessor rows: readonly CredentialRow[] = [];
  /** Why nothing can be changed at the moment; blank where it can. */
  @property({ attribute: false }) accessor readOnly = "";
  @consume({ context: clientContext, subscribe: true }) accessor client!: Client;
  @consume({ context: localizeContext, subscribe: true }) accessor localize!: Localize;
  readonly #rotations = new RotationsController(this);
  readonly #save = new SaveController(this);
  /** The id of the credential whose change is being taken back. */
  #backingOut = "";

  static override readonly styles = [
    tokens,
    css`
      :host {
        display: block;
      }
      ac-alert {
        margin-block-end: 12px;
      }
      .reason {
        display: block;
      }
      ac-time {
        color: var(--_quiet);
      }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (this.readOnly === "" && changed.get("readOnly")) this.#rotations.retry();
  }

  override render() {
    return this.#rotations.rotations.map((rotation) => {
      const row = this.rows.find(({ id }) => id === rotation.application_credentials_id);
      return row ? this.#notice(rotation, row) : nothing;
    });
  }

  #notice({ state, since, reason }: Rotation, row: CredentialRow) {
    const { localize } = this;
    return html`<ac-alert type=${NOTICES[state].type}>
      ${localize(NOTICES[state].text, { name: row.name })} <ac-time datetime=${since} language=${localize.language}></ac-time>
      ${reason === undefined ? nothing : html`<span class="reason">${reason}</span>`}
      ${this.#failure(row)}
      ${state === "worked" ? nothing : this.#actions(row)}
    </ac-alert>`;
  }

  #failure({ id }: CredentialRow) {
    const { error } = this.#save;
    if (!error || id !== this.#backingOut) return nothing;
    return html`<span class="reason" role="alert">${this.localize("common.failed", { message: error.message })}</span>`;
  }

  #actions(row: CredentialRow) {
    const { localize, readOnly } = this;
    const disabled = readOnly !== "";
    return html`
      <ac-button slot="action" appearance="text" ?disabled=${disabled} title=${readOnly || nothing}
        @click=${() => void showCheckDialog(this, row)}>${localize("check.now")}</ac-button>
      <ac-button slot="action" appearance="text" ?disabled=${disabled} title=${readOnly || nothing}
        @click=${() => void showRotateDialog(this, row)}>${localize("rotate.another")}</ac-button>
      <ac-button slot="action" appearance="outlined" ?disabled=${disabled} title=${readOnly || nothing}
        ?loading=${this.#save.busy && this.#backingOut === row.id} @click=${() => this.#backOut(row)}>${localize("rotate.back_out")}</ac-button>
    `;
  }

  async #backOut({ id }: CredentialRow): Promise<void> {
    if (this.#save.busy) return;
    this.#backingOut = id;
    await this.#save.run((signal) => backOutOnce(this.client, id, signal));
  }
}
