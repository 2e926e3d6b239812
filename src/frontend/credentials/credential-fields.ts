import { consume } from "@lit/context";
import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { submitOnEnter } from "../components/text-field.ts";
import { localizeContext } from "../context.ts";
import { dialogStyles } from "../dialog-styles.ts";
import type { Localize } from "../localize.ts";
import { EMPTY, type FormNotes, type FormValues, formErrors, formWarnings } from "./form-values.ts";
import "../components/secret-field.ts";

/**
 * Name, client ID and secret, with what is missing or looks wrong said at each field.
 * Sends up `values-change` with the new `FormValues` as detail.
 */
@customElement("ac-credential-fields")
export class AcCredentialFields extends LitElement {
  @property({ attribute: false }) accessor values: FormValues = EMPTY;
  /** The stored secret's last characters; undefined when there is none yet, and one is needed. */
  @property({ attribute: false }) accessor secretHint: string | undefined;
  /** More about the client ID, such as what its change would break. */
  @property({ attribute: false }) accessor idWarning = "";
  /** Leaves the name out: a wizard asks only for what it needs. */
  @property({ type: Boolean }) accessor nameless = false;
  @consume({ context: localizeContext, subscribe: true }) accessor localize!: Localize;
  /** Fields show what they lack only after the first try. */
  @state() private accessor tried = false;

  static override readonly styles = dialogStyles;

  override render() {
    const { localize, values } = this;
    const errors = this.tried ? this.#errors() : {};
    const warnings = formWarnings(values, localize);
    const stored = this.secretHint !== undefined;
    return html`<div class="fields" @input=${this.#onInput} @keydown=${this.#onKey}>
      ${
        this.nameless
          ? nothing
          : html`<ac-text-field name="name" .label=${localize("form.name")} .helper=${localize("form.name_helper")} .value=${values.name}></ac-text-field>`
      }
      <ac-text-field name="client_id" required .label=${localize("form.client_id")} .value=${values.client_id}
        .error=${errors.client_id ?? ""} .warning=${warnings.client_id ?? this.idWarning}></ac-text-field>
      <ac-secret-field name="client_secret" ?required=${!stored} .label=${localize("form.client_secret")} .value=${values.client_secret}
        .placeholder=${this.#secretPlaceholder()} .helper=${stored ? localize("form.keep_secret") : ""}
        .error=${errors.client_secret ?? ""} .warning=${warnings.client_secret ?? ""}
        .showLabel=${localize("form.show_secret")} .hideLabel=${localize("form.hide_secret")}></ac-secret-field>
    </div>`;
  }

  /** Shows what is missing, with the focus there. @returns whether all is there. */
  validate(): boolean {
    this.tried = true;
    const [first] = Object.keys(this.#errors());
    if (first === undefined) return true;
    this.renderRoot.querySelector<HTMLElement>(`[name=${first}]`)?.focus();
    return false;
  }

  #errors(): FormNotes {
    return formErrors(this.values, this.secretHint === undefined, this.localize);
  }

  #secretPlaceholder(): string {
    return this.secretHint === undefined ? "" : `•••• ${this.secretHint}`.trim();
  }

  readonly #onInput = (event: Event): void => {
    const field = event.target as HTMLElement & { name: string; value: string };
    this.values = { ...this.values, [field.name]: field.value };
    this.dispatchEvent(new CustomEvent("values-change", { detail: this.values, bubbles: true, composed: true }));
  };

  /** The form is around this element, where the fields inside can't see it. */
  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.composedPath()[0] instanceof HTMLInputElement) submitOnEnter(this, event);
  };
}
