import { consume } from "@lit/context";
import { html, LitElement, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { type Texts, textsContext } from "../texts/texts.ts";
import { entranceForm } from "./entrance-form.ts";
import { type SignInError, signIn } from "./sign-in.ts";
import { SignInForm } from "./sign-in-form.ts";
import "../../../frontend/components/alert.ts";
import "../../../frontend/components/button.ts";
import "../../../frontend/components/secret-field.ts";
import "../../../frontend/components/text-field.ts";
import "./entrance.ts";

/** Name and password. Sends up `hub-signed-in` with the new `Auth` as detail. */
@customElement("hub-login-page")
export class HubLoginPage extends LitElement {
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;
  readonly #form = new SignInForm(this, { username: "", password: "" });

  static override readonly styles = entranceForm;

  override render() {
    const { values, problem, busy } = this.#form;
    return html`<hub-entrance heading=${this.texts("login.title")}>
      <form novalidate @submit=${this.#submit}>
        ${problem ? html`<ac-alert type="error">${this.#problemText(problem)}</ac-alert>` : nothing}
        <ac-text-field name="username" autocomplete="username" autofocus required .label=${this.texts("login.username")}
          .value=${values.username} .error=${this.#missing(values.username.trim())}></ac-text-field>
        <ac-secret-field name="password" .showLabel=${this.texts("password.show")} .hideLabel=${this.texts("password.hide")} autocomplete="current-password" required .label=${this.texts("login.password")}
          .value=${values.password} .error=${this.#missing(values.password)}></ac-secret-field>
        <ac-button type="submit" appearance="filled" ?loading=${busy}>${this.texts("login.submit")}</ac-button>
      </form>
    </hub-entrance>`;
  }

  #missing(value: string): string {
    return this.#form.tried && value === "" ? this.texts("common.required") : "";
  }

  #problemText({ problem, retryAfter }: SignInError): string {
    if (problem === "invalid_auth") return this.texts("login.error.invalid_auth");
    if (problem === "local_only") return this.texts("login.error.local_only");
    if (problem === "rate_limited") return this.texts("login.error.rate_limited", waitingTime(retryAfter ?? 0));
    return this.texts("login.error.unreachable");
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    const { username, password } = this.#form.values;
    void this.#form.submit(username.trim() !== "" && password !== "", () => signIn(username.trim(), password));
  };
}

/** Above a minute and a half nobody counts seconds. */
const waitingTime = (seconds: number) => ({ seconds, minutes: seconds > 90 ? Math.ceil(seconds / 60) : 0 });
