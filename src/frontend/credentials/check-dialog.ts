import { html, nothing, type PropertyValues } from "lit";
import { customElement, property } from "lit/decorators.js";
import { DialogElement } from "../dialog-element.ts";
import { dialogStyles } from "../dialog-styles.ts";
import { CheckController } from "./check-controller.ts";
import type { CredentialRow } from "./credential-row.ts";
import "../components/button.ts";
import "./check-line.ts";

/** Asks the provider whether it knows a stored credential, at once, and shows what it said. */
@customElement("ac-check-dialog")
export class AcCheckDialog extends DialogElement {
  @property({ attribute: false }) accessor row!: CredentialRow;
  /** It was closed to enter another secret. */
  wantsAnotherSecret = false;
  readonly #check = new CheckController(this);

  static override readonly styles = dialogStyles;

  override firstUpdated(changed: PropertyValues): void {
    super.firstUpdated(changed);
    void this.#check.run({ application_credentials_id: this.row.id });
  }

  protected override heading(): string {
    return this.localize("check.title", { name: this.row.name });
  }

  protected override content() {
    return html`<ac-check-line .state=${this.#check.state}></ac-check-line>`;
  }

  protected override actions() {
    const { localize } = this;
    const { state } = this.#check;
    const rejected = state.step === "done" && state.result.status === "rejected";
    return html`
      ${
        rejected
          ? html`<ac-button slot="actions" appearance="text" @click=${this.#changeSecret}>${localize("rotate.menu")}</ac-button>`
          : nothing
      }
      <ac-button slot="actions" appearance="filled" autofocus @click=${this.leave}>${localize("common.close")}</ac-button>
    `;
  }

  readonly #changeSecret = (): void => {
    this.wantsAnotherSecret = true;
    this.leave();
  };
}
