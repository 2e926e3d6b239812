import { consume } from "@lit/context";
import { html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { FormField, FormStep } from "../../../protocol/flow.ts";
import { configText, type IntegrationTexts } from "../integrations/integration-texts.ts";
import { type Texts, textsContext } from "../texts/texts.ts";
import { choiceStyles } from "../theme/choice-styles.ts";
import { stepStyles } from "./step-styles.ts";
import "../../../frontend/components/alert.ts";
import "../../../frontend/components/button.ts";

/**
 * A form of a config flow: the choice of a credential, or the question before signing in again; its fields are choices.
 * Sends up `hub-flow-submit` with the fields' values as detail.
 */
@customElement("hub-flow-form")
export class HubFlowForm extends LitElement {
  @property({ attribute: false }) accessor step!: FormStep;
  @property({ attribute: false }) accessor integrationTexts: IntegrationTexts = {};
  /** The integration's name. */
  @property() accessor name = "";
  @property({ type: Boolean }) accessor busy = false;
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;

  static override readonly styles = [stepStyles, choiceStyles];

  override firstUpdated(): void {
    this.renderRoot.querySelector("input")?.focus();
  }

  override render() {
    const { step_id, data_schema, errors } = this.step;
    const problem = errors?.base;
    return html`<form @submit=${this.#submit}>
      <h3>${this.#text(`step.${step_id}.title`) ?? this.texts(`flow.${step_id}.title`, this.#names())}</h3>
      <p>${this.#description()}</p>
      ${problem ? html`<ac-alert type="error">${this.#text(`error.${problem}`) ?? problem}</ac-alert>` : nothing}
      ${data_schema.map((field) => this.#choice(field))}
      <div class="actions">
        <ac-button type="submit" appearance="filled" ?autofocus=${data_schema.length === 0} ?loading=${this.busy}>${this.texts("common.next")}</ac-button>
      </div>
    </form>`;
  }

  /** An integration knows only of sign-ins that the provider no longer accepts, not of moves to another credential. */
  #description(): string {
    const { step_id, description_placeholders } = this.step;
    const credential = description_placeholders?.credential;
    if (credential !== undefined) return this.texts("flow.reauth_confirm.move_text", { ...this.#names(), credential });
    return this.#text(`step.${step_id}.description`) ?? this.texts(`flow.${step_id}.text`, this.#names());
  }

  #choice({ name, options = [] }: FormField) {
    return html`<fieldset>
      <legend>${this.#text(`step.${this.step.step_id}.data.${name}`) ?? this.#legend()}</legend>
      ${options.map(
        ([value, label], index) =>
          html`<label><input type="radio" name=${name} value=${value} ?checked=${index === 0} />${this.#label(value, label)}</label>`,
      )}
    </fieldset>`;
  }

  #legend(): string {
    const { step_id } = this.step;
    return step_id === "reauth_confirm" ? "" : this.texts(`flow.${step_id}.field`);
  }

  /** Credentials have names of their own; what else there is to choose has a text. */
  #label(value: string, label: string): string {
    const isOurs = this.step.step_id === "confirm_account" && (value === "again" || value === "use");
    return isOurs ? this.texts(`flow.confirm_account.${value}`, this.#names()) : label;
  }

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
