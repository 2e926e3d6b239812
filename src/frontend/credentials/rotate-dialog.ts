import { css, html } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { submitOnEnter } from "../components/text-field.ts";
import { DialogElement } from "../dialog-element.ts";
import { dialogStyles } from "../dialog-styles.ts";
import { resend } from "../resend.ts";
import { CheckController, skipsCheck } from "./check-controller.ts";
import type { CredentialRow } from "./credential-row.ts";
import { formErrors, formWarnings } from "./form-values.ts";
import "../components/button.ts";
import "../components/secret-field.ts";
import "./check-line.ts";

/** Guides through a change of a client secret: made at the provider, pasted here, used, and taken back if need be. */
@customElement("ac-rotate-dialog")
export class AcRotateDialog extends DialogElement {
  @property({ attribute: false }) accessor row!: CredentialRow;
  @state() private accessor secret = "";
  @state() private accessor tried = false;
  /** What was pasted is what the hub has already. */
  @state() private accessor unchanged = false;
  readonly #check = new CheckController(this);

  static override readonly styles = [
    dialogStyles,
    css`
      ol {
        display: grid;
        gap: 6px;
        margin: 0 0 18px;
        padding-inline-start: 1.4em;
      }
    `,
  ];

  protected override get dirty(): boolean {
    return this.secret.trim() !== "";
  }

  protected override heading(): string {
    return this.localize("rotate.title", { name: this.row.name });
  }

  protected override content() {
    const { localize } = this;
    return html`<form novalidate @submit=${this.#submit}>
      <ol>
        <li>${localize("rotate.step_make")}</li>
        <li>${localize("rotate.step_paste")}</li>
        <li>${localize("rotate.step_check")}</li>
        <li>${localize("rotate.step_keep")}</li>
      </ol>
      <ac-secret-field autofocus required name="client_secret" .label=${localize("rotate.secret")} .value=${this.secret}
        .error=${this.#error()} .warning=${formWarnings(this.#values(), localize).client_secret ?? ""}
        .showLabel=${localize("form.show_secret")} .hideLabel=${localize("form.hide_secret")}
        @input=${this.#onInput} @keydown=${this.#onKey}></ac-secret-field>
      <ac-check-line .state=${this.#check.state} ?offered=${this.dirty} @check=${this.#checkNow}></ac-check-line>
    </form>`;
  }

  protected override actions() {
    const { localize } = this;
    return html`
      <ac-button slot="actions" appearance="text" @click=${this.leave}>${localize("common.cancel")}</ac-button>
      <ac-button slot="actions" appearance="filled" ?loading=${this.save.busy} @click=${this.#submit}>${this.progressText(localize(this.#check.holdsBack ? "rotate.commit_anyway" : "rotate.commit"))}</ac-button>
    `;
  }

  protected override errorText(code: string, message: string): string {
    return code === "not_found" ? this.localize("edit.gone") : super.errorText(code, message);
  }

  #values() {
    return { name: "", client_id: this.row.credential.client_id, client_secret: this.secret };
  }

  #error(): string {
    if (this.unchanged) return this.localize("rotate.same");
    return this.tried ? (formErrors(this.#values(), true, this.localize).client_secret ?? "") : "";
  }

  readonly #onInput = (event: Event): void => {
    this.secret = (event.target as HTMLInputElement).value;
    this.unchanged = false;
    this.#check.reset();
  };

  readonly #checkNow = (): void => void this.#check.run(this.#client());

  #client() {
    const { domain, client_id, authorization_server } = this.row.credential;
    const client = { domain, client_id, client_secret: this.secret };
    return { ...client, ...(authorization_server && { authorization_server }) };
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.composedPath()[0] instanceof HTMLInputElement) submitOnEnter(event.currentTarget as Element, event);
  };

  readonly #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    this.tried = true;
    if (this.secret.trim() === "") return this.#focusField();
    if (this.save.busy || skipsCheck(event, this.#check)) return;
    if (!(await this.#check.allows(this.#client()))) return;
    const fields = { application_credentials_id: this.row.id, client_secret: this.secret };
    const rotation = await this.save.run((signal) =>
      resend(this.client, () => this.client.call("application_credentials/rotate", fields), signal),
    );
    if (rotation) return this.leave();
    if (rotation === undefined) return;
    this.unchanged = true;
    this.#focusField();
  };

  #focusField(): void {
    this.renderRoot.querySelector<HTMLElement>("ac-secret-field")?.focus();
  }
}
