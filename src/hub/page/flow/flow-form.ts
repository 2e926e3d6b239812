import { consume } from "@lit/context";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { FormField, FormStep } from "../../../protocol/flow.ts";
import { configText, type IntegrationTexts } from "../integrations/integration-texts.ts";
import { type Texts, textsContext } from "../texts/texts.ts";
import { choiceStyles } from "../theme/choice-styles.ts";
import { readyMadeIds } from "./ready-made.ts";
import { stepStyles } from "./step-styles.ts";
import "../../../frontend/components/alert.ts";
import "../../../frontend/components/button.ts";

/**
 * A form of a config flow: the choice of a credential, or the question before signing in again; its fields are choices.
 * Sends up `hub-flow-submit` with the fields' values as detail, and `flow-own-credential`.
 */
@customElement("hub-flow-form")
export class HubFlowForm extends LitElement {
  @property({ attribute: false }) accessor step!: FormStep;
  @property({ attribute: false }) accessor integrationTexts: IntegrationTexts = {};
  /** The integration's name. */
  @property() accessor name = "";
  @property({ type: Boolean }) accessor busy = false;
  /** The person just added a credential of their own: that one is chosen, not what comes ready-made. */
  @property({ type: Boolean }) accessor prefersOwn = false;
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;

  static override readonly styles = [
    stepStyles,
    choiceStyles,
    css`
      small {
        display: block;
        color: var(--secondary-text-color);
        font-size: 0.875rem;
      }
    `,
  ];

  override firstUpdated(): void {
    this.renderRoot.querySelector("input")?.focus();
  }

  override render() {
    const { data_schema, errors } = this.step;
    const problem = errors?.base;
    return html`<form @submit=${this.#submit}>
      <h3>${this.#title()}</h3>
      <p>${this.#description()}</p>
      ${problem ? html`<ac-alert type="error">${this.#text(`error.${problem}`) ?? problem}</ac-alert>` : nothing}
      ${data_schema.map((field) => this.#choice(field))}
      <div class="actions">
        ${this.#addOwn()}
        <ac-button type="submit" appearance="filled" ?autofocus=${data_schema.length === 0} ?loading=${this.busy}>${this.texts("common.next")}</ac-button>
      </div>
    </form>`;
  }

  #title(): string {
    const { step_id } = this.step;
    if (readyMadeIds(this.step).size > 0) return this.texts("flow.pick_implementation.title_ready_made");
    return this.#text(`step.${step_id}.title`) ?? this.texts(`flow.${step_id}.title`, this.#names());
  }

  /** An integration knows only of sign-ins that the provider no longer accepts, not of moves or services of the hub. */
  #description(): string {
    const { step_id, description_placeholders } = this.step;
    const credential = description_placeholders?.credential;
    if (credential !== undefined) return this.texts("flow.reauth_confirm.move_text", { ...this.#names(), credential });
    if (readyMadeIds(this.step).size > 0) return this.texts("flow.pick_implementation.text_ready_made", this.#names());
    return this.#text(`step.${step_id}.description`) ?? this.texts(`flow.${step_id}.text`, this.#names());
  }

  #choice({ name, options = [] }: FormField) {
    const readyMade = readyMadeIds(this.step);
    const chosen = Math.max(this.prefersOwn ? options.findLastIndex(([value]) => !readyMade.has(value)) : 0, 0);
    return html`<fieldset>
      <legend>${readyMade.size > 0 ? this.texts("flow.pick_implementation.field_ready_made") : this.#legend(name)}</legend>
      ${options.map(
        ([value, label], index) =>
          html`<label><input type="radio" name=${name} value=${value} ?checked=${index === chosen} />
            <span>${this.#label(value, label)} ${readyMade.size > 0 ? this.#kind(readyMade.has(value)) : nothing}</span></label>`,
      )}
    </fieldset>`;
  }

  #legend(field: string): string {
    const { step_id } = this.step;
    const own = this.#text(`step.${step_id}.data.${field}`);
    return own ?? (step_id === "reauth_confirm" ? "" : this.texts(`flow.${step_id}.field`));
  }

  /** Credentials have names of their own; what else there is to choose has a text. */
  #label(value: string, label: string): string {
    const isOurs = this.step.step_id === "confirm_account" && (value === "again" || value === "use");
    return isOurs ? this.texts(`flow.confirm_account.${value}`, this.#names()) : label;
  }

  #kind(isReadyMade: boolean) {
    const key = isReadyMade ? "flow.pick_implementation.ready_made" : "flow.pick_implementation.own";
    return html`<small>${this.texts(key)}</small>`;
  }

  #addOwn() {
    if (readyMadeIds(this.step).size === 0) return nothing;
    return html`<ac-button appearance="text" @click=${this.#onAddOwn}>${this.texts("flow.pick_implementation.add_own")}</ac-button>`;
  }

  readonly #onAddOwn = (): void =>
    void this.dispatchEvent(new CustomEvent("flow-own-credential", { bubbles: true, composed: true, detail: null }));

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (this.busy) return;
    const values = Object.fromEntries(new FormData(event.target as HTMLFormElement));
    this.dispatchEvent(new CustomEvent("hub-flow-submit", { detail: values }));
  };

  #text(key: string): string | undefined {
    const placeholders = { ...this.#names(), ...this.step.description_placeholders };
    return configText(this.integrationTexts, this.step.handler, key, placeholders);
  }

  #names(): Record<string, string> {
    const { name, account } = this.step.description_placeholders ?? {};
    return { name: name ?? this.name, ...(account !== undefined && { account }) };
  }
}
