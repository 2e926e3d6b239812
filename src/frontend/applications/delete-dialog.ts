import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Application } from "../../protocol/applications.ts";
import { CallError } from "../client.ts";
import { DialogElement } from "../dialog-element.ts";
import { dialogStyles } from "../dialog-styles.ts";
import { withRecentLogin } from "../login/recent-login.ts";
import "../components/alert.ts";
import "../components/button.ts";
import "../components/text-field.ts";

/** Deletes an application after its name was typed where people use it; disabling it is the milder way. */
@customElement("ac-delete-application-dialog")
export class AcDeleteApplicationDialog extends DialogElement {
  @property({ attribute: false }) accessor application!: Application;
  /** How many people let it act for them; undefined until it is known. */
  @state() private accessor people: number | undefined;
  @state() private accessor typed = "";
  @state() private accessor mismatch = false;
  deleted = false;

  static override readonly styles = dialogStyles;

  override firstUpdated(): void {
    void this.#count();
  }

  protected override get size() {
    return "small" as const;
  }

  protected override heading(): string {
    return this.localize("applications.delete.title", { name: this.application.name });
  }

  protected override content() {
    const { localize, people } = this;
    const { name, enabled } = this.application;
    return html`
      <p>${localize("applications.delete.text", { count: people ?? 0 })}</p>
      ${enabled ? html`<p>${localize("applications.delete.disable_instead")}</p>` : nothing}
      ${
        people
          ? html`<form novalidate @submit=${this.#delete}>
              <ac-text-field .label=${localize("applications.delete.type_name", { name })} .value=${this.typed} autofocus
                .error=${this.mismatch ? localize("applications.delete.mismatch") : ""} @input=${this.#onTyped}></ac-text-field>
            </form>`
          : nothing
      }
    `;
  }

  protected override actions() {
    const { localize } = this;
    return html`
      <ac-button slot="actions" appearance="text" autofocus @click=${this.leave}>${localize("common.cancel")}</ac-button>
      <ac-button slot="actions" appearance="filled" variant="danger" ?loading=${this.save.busy} ?disabled=${this.people === undefined}
        @click=${this.#delete}>${localize("applications.delete.confirm")}</ac-button>
    `;
  }

  async #count(): Promise<void> {
    const application_id = this.application.id;
    const details = await this.client
      .call("application_credentials/application/details", { application_id })
      .catch(() => undefined);
    this.people = details?.grants ?? 0;
  }

  readonly #onTyped = (event: Event): void => {
    this.typed = (event.target as HTMLInputElement).value;
    this.mismatch = false;
  };

  readonly #delete = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.save.busy || this.people === undefined) return;
    this.mismatch = this.people > 0 && this.typed.trim() !== this.application.name.trim();
    if (this.mismatch) return;
    const application_id = this.application.id;
    const done = await this.save.run(() => withRecentLogin(this, () => this.#send(application_id)));
    if (!done) return;
    this.deleted = true;
    this.leave();
  };

  /** That it is gone already is what was wanted. */
  async #send(application_id: string): Promise<boolean> {
    try {
      await this.client.call("application_credentials/application/delete", { application_id });
    } catch (error) {
      if (!(error instanceof CallError && error.code === "not_found")) throw error;
    }
    return true;
  }
}
