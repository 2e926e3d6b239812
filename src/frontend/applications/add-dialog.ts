import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { ResultOfType } from "../../protocol/index.ts";
import { DialogElement } from "../dialog-element.ts";
import { dialogStyles } from "../dialog-styles.ts";
import { withRecentLogin } from "../login/recent-login.ts";
import type { AcApplicationFields } from "./application-fields.ts";
import {
  type ApplicationErrors,
  type ApplicationValues,
  errorsIn,
  NO_ERRORS,
  newValues,
} from "./application-values.ts";
import { redirectUrisIn } from "./redirect-field.ts";
import type { ApplicationCredentials } from "./secret-once.ts";
import "../components/button.ts";
import "./application-fields.ts";
import "./secret-once.ts";

/** Registers an application, then shows its client ID and secret, this once. */
@customElement("ac-add-application-dialog")
export class AcAddApplicationDialog extends DialogElement {
  @property({ attribute: false }) accessor offered: readonly string[] = [];
  @property() accessor issuer = "";
  @state() private accessor values: ApplicationValues = newValues;
  @state() private accessor errors: ApplicationErrors = NO_ERRORS;
  @state() private accessor made: ApplicationCredentials | undefined;
  @state() private accessor kept = false;

  static override readonly styles = dialogStyles;

  protected override get dirty(): boolean {
    if (this.made) return this.made.client_secret !== undefined && !this.kept;
    return this.values !== newValues;
  }

  protected override heading(): string {
    if (this.made) return this.localize("applications.once.title", { name: this.made.name });
    return this.localize("applications.add");
  }

  protected override content() {
    const { made } = this;
    if (made) {
      return html`<p>${this.localize("applications.once.text", { name: made.name })}</p>
        <ac-secret-once .credentials=${made} @kept=${this.#onKept}></ac-secret-once>`;
    }
    return html`<form class="fields" novalidate @submit=${this.#submit}>
      <ac-application-fields .values=${this.values} .errors=${this.errors} .offered=${this.offered}
        @values-change=${this.#onValues}></ac-application-fields>
    </form>`;
  }

  protected override actions() {
    const { localize } = this;
    if (this.made) {
      const waits = this.dirty;
      return html`<ac-button slot="actions" appearance="filled" ?disabled=${waits} title=${waits ? localize("applications.once.first") : nothing}
        @click=${this.leave}>${localize("applications.once.done")}</ac-button>`;
    }
    return html`
      <ac-button slot="actions" appearance="text" @click=${this.leave}>${localize("common.cancel")}</ac-button>
      <ac-button slot="actions" appearance="filled" ?loading=${this.save.busy} @click=${this.#submit}>${this.progressText(localize("common.save"))}</ac-button>
    `;
  }

  protected override discardTexts() {
    if (!this.made) return super.discardTexts();
    const { localize } = this;
    return {
      question: localize("applications.once.lose_question"),
      keep: localize("applications.once.stay"),
      discard: localize("applications.once.lose"),
    };
  }

  readonly #onValues = (event: CustomEvent<ApplicationValues>): void => {
    this.values = event.detail;
    // What is mended is not complained about any more; new mistakes are found when it is saved.
    const now = errorsIn(this.values, this.localize);
    const { name, redirects, scopes } = this.errors;
    this.errors = {
      name: name && now.name,
      redirects: redirects && now.redirects,
      scopes: scopes && now.scopes,
    };
  };

  readonly #onKept = (event: CustomEvent<boolean>): void => {
    this.kept = event.detail;
  };

  readonly #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.save.busy) return;
    this.errors = errorsIn(this.values, this.localize);
    if (Object.values(this.errors).some((error) => error !== "")) {
      await this.updateComplete;
      const fields = this.renderRoot.querySelector<AcApplicationFields>("ac-application-fields");
      await fields?.updateComplete;
      return fields?.focusInvalid();
    }
    const { name, redirects, scopes, type } = this.values;
    const input = { name, redirect_uris: redirectUrisIn(redirects), scopes: [...scopes], client_type: type };
    const made = await this.save.run(() =>
      withRecentLogin(this, () => this.client.call("application_credentials/application/create", input)),
    );
    if (made) this.made = credentialsOf(made, this.issuer);
  };
}

const credentialsOf = (
  { name, client_id, client_secret, redirect_uris }: ResultOfType<"application_credentials/application/create">,
  issuer: string,
): ApplicationCredentials => ({ name, issuer, client_id, client_secret, redirect_uris });
