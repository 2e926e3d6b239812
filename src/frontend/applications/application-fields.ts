import { consume } from "@lit/context";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { MAX_NAME } from "../../protocol/fields.ts";
import { focusRing, tokens } from "../components/styles.ts";
import { localizeContext } from "../context.ts";
import type { Localize } from "../localize.ts";
import { TYPES } from "./application-texts.ts";
import { type ApplicationErrors, type ApplicationValues, NO_ERRORS } from "./application-values.ts";
import "../components/text-field.ts";
import "./redirect-field.ts";
import "./scope-switches.ts";

const KINDS = ["confidential", "public"] as const;

/** The form of an application. Sends `values-change` with the new values as detail. */
@customElement("ac-application-fields")
export class AcApplicationFields extends LitElement {
  @property({ attribute: false }) accessor values!: ApplicationValues;
  @property({ attribute: false }) accessor errors: ApplicationErrors = NO_ERRORS;
  @property({ attribute: false }) accessor offered: readonly string[] = [];
  /** The type can't be changed afterwards. */
  @property({ type: Boolean }) accessor typeFixed = false;
  /** Name and addresses are the application's own to say. */
  @property({ type: Boolean }) accessor scopesOnly = false;
  @consume({ context: localizeContext, subscribe: true }) accessor localize!: Localize;
  @query("[data-invalid]") private accessor firstInvalid!: HTMLElement | null;

  static override readonly styles = [
    tokens,
    focusRing,
    css`
      :host {
        display: grid;
        gap: 18px;
      }
      fieldset {
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend,
      .heading {
        padding: 0 0 6px;
        font-size: 0.875rem;
        font-weight: 500;
      }
      .heading {
        display: flex;
        justify-content: space-between;
        gap: 12px;
      }
      .count {
        color: var(--_quiet);
        font-weight: 400;
      }
      .type {
        display: flex;
        gap: 12px;
        min-block-size: 44px;
        padding-block: 6px;
        cursor: pointer;
      }
      .type input {
        flex: none;
        inline-size: 20px;
        block-size: 20px;
        margin: 2px;
        accent-color: var(--_primary);
      }
      .type small {
        display: block;
        color: var(--_quiet);
        font-size: 0.8125rem;
        line-height: 1.4;
      }
    `,
  ];

  /** Puts the focus on the first field with an error. */
  focusInvalid(): void {
    this.firstInvalid?.focus();
  }

  override render() {
    const { localize, values, errors } = this;
    return html`
      ${
        this.scopesOnly
          ? nothing
          : html`<ac-text-field .label=${localize("applications.name")} .helper=${localize("applications.name_helper")} .value=${values.name}
            .error=${errors.name} ?data-invalid=${errors.name !== ""} required maxlength=${MAX_NAME}
            @input=${(event: Event) => this.#change({ name: textOf(event) })}></ac-text-field>
          <ac-redirect-field .label=${localize("applications.redirects")} .helper=${localize("applications.redirects_helper")}
            .value=${values.redirects} .error=${errors.redirects} ?data-invalid=${errors.redirects !== ""} required
            placeholder="https://app.example.com/callback" @input=${(event: Event) => this.#change({ redirects: textOf(event) })}></ac-redirect-field>
          ${this.typeFixed ? nothing : this.#types()}`
      }
      <div>
        <div class="heading"><span>${localize("applications.permissions")}</span>
          <span class="count" role="status">${localize("applications.chosen", { count: values.scopes.length })}</span></div>
        <ac-scope-switches .offered=${this.offered} .chosen=${values.scopes} .error=${errors.scopes} ?data-invalid=${errors.scopes !== ""}
          @change=${(event: CustomEvent<string[]>) => this.#change({ scopes: event.detail })}></ac-scope-switches>
      </div>
    `;
  }

  #types() {
    const { localize } = this;
    return html`<fieldset>
      <legend>${localize("applications.kind")}</legend>
      ${KINDS.map(
        (type) => html`<label class="type">
          <input type="radio" name="type" .checked=${this.values.type === type} @change=${() => this.#change({ type })} />
          <span>${localize(TYPES[type][0])}<small>${localize(TYPES[type][1])}</small></span>
        </label>`,
      )}
    </fieldset>`;
  }

  #change(part: Partial<ApplicationValues>): void {
    // A password manager fills several fields in one turn, before they are drawn again.
    this.values = { ...this.values, ...part };
    this.dispatchEvent(new CustomEvent("values-change", { detail: this.values }));
  }
}

const textOf = (event: Event): string => (event.target as HTMLInputElement).value;
