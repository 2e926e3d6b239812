import { html } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { InputOfType } from "../../protocol/index.ts";
import { DialogElement } from "../dialog-element.ts";
import { dialogStyles } from "../dialog-styles.ts";
import { resend } from "../resend.ts";
import { CheckController, skipsCheck } from "./check-controller.ts";
import type { AcCredentialFields } from "./credential-fields.ts";
import type { CredentialRow } from "./credential-row.ts";
import { clientChanged, type FormValues, isComplete } from "./form-values.ts";
import "../components/button.ts";
import "./check-line.ts";
import "./credential-fields.ts";

/** Changes a credential's name, client ID or secret; a blank secret keeps the stored one. */
@customElement("ac-edit-dialog")
export class AcEditDialog extends DialogElement {
  @property({ attribute: false }) accessor row!: CredentialRow;
  @state() private accessor typed: FormValues | undefined;
  readonly #check = new CheckController(this);

  static override readonly styles = dialogStyles;

  protected override get dirty(): boolean {
    return Object.keys(this.#changes()).length > 1;
  }

  protected override heading(): string {
    return this.localize("edit.title", { name: this.row.name });
  }

  protected override content() {
    return html`<form novalidate @submit=${this.#submit} @values-change=${this.#onValues}>
      <ac-credential-fields .values=${this.#values()} .secretHint=${this.row.credential.client_secret_hint}
        .idWarning=${this.#idWarning()}></ac-credential-fields>
      <ac-check-line .state=${this.#check.state} ?offered=${this.#client() !== undefined} @check=${this.#checkNow}></ac-check-line>
    </form>`;
  }

  protected override actions() {
    const { localize } = this;
    return html`
      <ac-button slot="actions" appearance="text" @click=${this.leave}>${localize("common.cancel")}</ac-button>
      <ac-button slot="actions" appearance="filled" ?loading=${this.save.busy} @click=${this.#submit}>${this.progressText(localize(this.#check.holdsBack ? "check.save_anyway" : "common.save"))}</ac-button>
    `;
  }

  protected override errorText(code: string, message: string): string {
    return code === "not_found" ? this.localize("edit.gone") : super.errorText(code, message);
  }

  #values(): FormValues {
    const { name = "", client_id } = this.row.credential;
    return this.typed ?? { name, client_id, client_secret: "" };
  }

  /** What the hub is told: only what is different, beside the id. */
  #changes(): InputOfType<"application_credentials/update"> {
    const { id, name = "", client_id } = this.row.credential;
    const values = this.#values();
    return {
      application_credentials_id: id,
      ...(values.name.trim() !== name && { name: values.name }),
      ...(values.client_id.trim() !== client_id && { client_id: values.client_id }),
      ...(values.client_secret.trim() !== "" && { client_secret: values.client_secret }),
    };
  }

  /** What can be checked: a stored secret is not sent to the page, so that a client ID alone can't. */
  #client() {
    const { domain, authorization_server } = this.row.credential;
    const values = this.#values();
    if (!isComplete(values)) return undefined;
    const { client_id, client_secret } = values;
    return { domain, client_id, client_secret, ...(authorization_server && { authorization_server }) };
  }

  readonly #checkNow = (): void => {
    const client = this.#client();
    if (client) void this.#check.run(client);
  };

  /** Refresh tokens belong to one client: with another ID the provider refuses them all. */
  #idWarning(): string {
    const count = this.row.usedBy?.length ?? 0;
    if (count === 0 || this.#changes().client_id === undefined) return "";
    return this.localize("edit.id_warning", { count });
  }

  readonly #onValues = (event: CustomEvent<FormValues>): void => {
    if (clientChanged(this.#values(), event.detail)) this.#check.reset();
    this.typed = event.detail;
  };

  readonly #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!this.renderRoot.querySelector<AcCredentialFields>("ac-credential-fields")?.validate()) return;
    if (!this.dirty) return this.leave();
    if (this.save.busy || skipsCheck(event, this.#check)) return;
    const client = this.#client();
    if (client && !(await this.#check.allows(client))) return;
    const changes = this.#changes();
    const updated = await this.save.run((signal) =>
      resend(this.client, () => this.client.call("application_credentials/update", changes), signal),
    );
    if (updated) this.leave();
  };
}
