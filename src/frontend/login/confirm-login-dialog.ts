import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { CallError } from "../client.ts";
import { DialogElement } from "../dialog-element.ts";
import { dialogStyles } from "../dialog-styles.ts";
import { endSignIn, FreshSignIn, FreshSignInError, type FreshTokens, type SignInProblem } from "./fresh-sign-in.ts";
import "../components/button.ts";
import "../components/secret-field.ts";
import "../components/text-field.ts";

const PROBLEMS = {
  wrong: "login.wrong",
  too_many: "login.too_many",
  blocked: "login.blocked",
  other_provider: "login.other_provider",
  unreachable: "login.unreachable",
} as const satisfies Record<SignInProblem, string>;

/** Asks for the password once more, before something that a page left open must not be enough for. */
@customElement("ac-confirm-login-dialog")
export class AcConfirmLoginDialog extends DialogElement {
  /** Filled in already where it is known. */
  @property() accessor username = "";
  /** An application asked for it; else what is about to be done needs it. */
  @property({ type: Boolean }) accessor forApplication = false;
  /** Whether the person has shown who they are. */
  confirmed = false;
  @state() private accessor problem: SignInProblem | undefined;
  @state() private accessor asked: "password" | "code" = "password";
  @state() private accessor empty = false;
  readonly #signIn = new FreshSignIn();
  #password = "";
  #code = "";

  static override readonly styles = dialogStyles;

  protected override get size() {
    return "small" as const;
  }

  protected override heading(): string {
    return this.localize("login.title");
  }

  protected override content() {
    const { localize } = this;
    const error = this.problem ? localize(PROBLEMS[this.problem]) : this.empty ? localize("login.required") : "";
    return html`<p>${localize(this.forApplication ? "login.for_application" : "login.text")}</p>
      <form class="fields" novalidate @submit=${this.#submit}>
        <ac-text-field .label=${localize("login.username")} .value=${this.username} autocomplete="username" ?disabled=${this.asked === "code"}
          @input=${this.#onUsername}></ac-text-field>
        ${
          this.asked === "password"
            ? html`<ac-secret-field .label=${localize("login.password")} .value=${this.#password} autocomplete="current-password" required
              .showLabel=${localize("form.show_secret")} .hideLabel=${localize("form.hide_secret")} .error=${error} ?autofocus=${this.username !== ""}
              @input=${this.#onPassword}></ac-secret-field>`
            : html`<ac-text-field .label=${localize("login.code")} .value=${this.#code} autocomplete="one-time-code" required autofocus .error=${error}
              @input=${this.#onCode}></ac-text-field>`
        }
      </form>`;
  }

  protected override actions() {
    const { localize } = this;
    return html`
      <ac-button slot="actions" appearance="text" @click=${this.leave}>${localize("common.cancel")}</ac-button>
      <ac-button slot="actions" appearance="filled" ?loading=${this.save.busy} @click=${this.#submit}>${localize("login.confirm")}</ac-button>
      ${nothing}
    `;
  }

  readonly #onUsername = (event: Event): void => {
    this.username = (event.target as HTMLInputElement).value;
  };

  readonly #onPassword = (event: Event): void => {
    this.#password = (event.target as HTMLInputElement).value;
    this.problem = undefined;
    this.empty = false;
  };

  readonly #onCode = (event: Event): void => {
    this.#code = (event.target as HTMLInputElement).value;
    this.problem = undefined;
  };

  readonly #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.save.busy) return;
    const fields = this.asked === "code" ? { code: this.#code } : { username: this.username, password: this.#password };
    this.empty = Object.values(fields).some((value) => value === "");
    if (this.empty) return;
    this.problem = undefined;
    const done = await this.save.run(() => this.#show(fields));
    if (!done) return;
    this.confirmed = true;
    this.leave();
  };

  /** @returns whether the hub knows now that the person is here. */
  async #show(fields: Readonly<Record<string, string>>): Promise<boolean> {
    let tokens: FreshTokens | undefined;
    try {
      tokens = await this.#signIn.answer(fields);
      this.asked = this.#signIn.asked;
      if (!tokens) return false;
      await this.client.call("application_credentials/login/confirm", { access_token: tokens.access_token });
      return true;
    } catch (error) {
      if (error instanceof CallError) throw error;
      this.problem = error instanceof FreshSignInError ? error.problem : "unreachable";
      return false;
    } finally {
      // It was for this alone. One that can't be ended now ends by itself.
      if (tokens) await endSignIn(tokens).catch(() => undefined);
    }
  }
}
