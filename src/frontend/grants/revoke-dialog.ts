import { html } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Grant } from "../../protocol/grants.ts";
import { CallError } from "../client.ts";
import { DialogElement } from "../dialog-element.ts";
import { dialogStyles } from "../dialog-styles.ts";
import "../components/button.ts";

/** Ends what an application may do for the person who is here. */
@customElement("ac-revoke-dialog")
export class AcRevokeDialog extends DialogElement {
  @property({ attribute: false }) accessor grant!: Grant;
  revoked = false;

  static override readonly styles = dialogStyles;

  protected override get size() {
    return "small" as const;
  }

  protected override heading(): string {
    return this.localize("grants.revoke_title", { name: this.#name });
  }

  protected override content() {
    return html`<p>${this.localize("grants.revoke_text", { name: this.#name })}</p>`;
  }

  protected override actions() {
    const { localize } = this;
    return html`
      <ac-button slot="actions" appearance="text" autofocus @click=${this.leave}>${localize("common.cancel")}</ac-button>
      <ac-button slot="actions" appearance="filled" variant="danger" ?loading=${this.save.busy} @click=${this.#revoke}>${localize("applications.access.revoke")}</ac-button>
    `;
  }

  get #name(): string {
    return this.grant.application_name ?? this.grant.application_id;
  }

  readonly #revoke = async (): Promise<void> => {
    const done = await this.save.run(() => this.#send());
    if (!done) return;
    this.revoked = true;
    this.leave();
  };

  /** That it ended meanwhile is what was wanted. */
  async #send(): Promise<boolean> {
    try {
      await this.client.call("application_credentials/grant/revoke", { grant_id: this.grant.grant_id });
    } catch (error) {
      if (!(error instanceof CallError && error.code === "not_found")) throw error;
    }
    return true;
  }
}
