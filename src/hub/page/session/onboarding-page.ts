import { consume } from "@lit/context";
import { html, LitElement, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { type Texts, textsContext } from "../texts/texts.ts";
import { entranceForm } from "./entrance-form.ts";
import { createOwner, type SignInError } from "./sign-in.ts";
import { SignInForm } from "./sign-in-form.ts";
import "../../../frontend/components/alert.ts";
import "../../../frontend/components/button.ts";
import "../../../frontend/components/secret-field.ts";
import "../../../frontend/components/text-field.ts";
import "./entrance.ts";

/** The hub's only rule for passwords, in UTF-16 code units (PROTOCOL section 2). */
const MIN_PASSWORD = 8;

/**
 * Makes the owner's account. Sends up `hub-signed-in` with the new `Auth` as detail,
 * and `hub-owner-exists` when somebody was faster and the person wants to sign in.
 */
@customElement("hub-onboarding-page")
export class HubOnboardingPage extends LitElement {
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;
  readonly #form = new SignInForm(this, { name: "", username: "", password: "" });

  static override readonly styles = entranceForm;

  override render() {
    const { values, problem, busy } = this.#form;
    return html`<hub-entrance heading=${this.texts("onboarding.title")}>
      <p slot="lead">${this.texts("onboarding.lead")}</p>
      <form novalidate @submit=${this.#submit}>
        ${problem ? this.#problem(problem) : nothing}
        <ac-text-field name="name" autocomplete="name" autofocus required .label=${this.texts("onboarding.name")}
          .value=${values.name} .error=${this.#missing(values.name)}></ac-text-field>
        <ac-text-field name="username" autocomplete="username" required .label=${this.texts("onboarding.username")}
          .helper=${this.texts("onboarding.username_helper")} .value=${values.username} .error=${this.#missing(values.username)}></ac-text-field>
        <ac-secret-field name="password" .showLabel=${this.texts("password.show")} .hideLabel=${this.texts("password.hide")} autocomplete="new-password" required .label=${this.texts("onboarding.password")}
          .helper=${this.texts("onboarding.password_helper", { count: MIN_PASSWORD })} .value=${values.password}
          .error=${this.#passwordError()}></ac-secret-field>
        <ac-button type="submit" appearance="filled" ?loading=${busy}>${this.texts("onboarding.submit")}</ac-button>
      </form>
    </hub-entrance>`;
  }

  #missing(value: string): string {
    return this.#form.tried && value.trim() === "" ? this.texts("common.required") : "";
  }

  #passwordError(): string {
    const { tried, values } = this.#form;
    if (!tried || values.password.length >= MIN_PASSWORD) return "";
    return this.texts("onboarding.password_short", { count: MIN_PASSWORD });
  }

  #problem({ problem, message }: SignInError) {
    if (problem !== "owner_exists")
      return html`<ac-alert type="error">${message || this.texts("login.error.unreachable")}</ac-alert>`;
    return html`<ac-alert type="info">
      ${this.texts("onboarding.owner_exists")}
      <ac-button slot="action" appearance="outlined" @click=${() => this.dispatchEvent(new CustomEvent("hub-owner-exists"))}>${this.texts("login.submit")}</ac-button>
    </ac-alert>`;
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    const { name, username, password } = this.#form.values;
    const valid = name.trim() !== "" && username.trim() !== "" && password.length >= MIN_PASSWORD;
    const owner = { name: name.trim(), username: username.trim(), password, language: this.texts.language };
    void this.#form.submit(valid, () => createOwner(owner));
  };
}
