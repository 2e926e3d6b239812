import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Credential } from "../../protocol/credentials.ts";
import { PATHS } from "../../protocol/page.ts";
import { DialogElement } from "../dialog-element.ts";
import { dialogStyles } from "../dialog-styles.ts";
import { navigate } from "../navigate.ts";
import { createOnce } from "../resend.ts";
import { CheckController, skipsCheck } from "./check-controller.ts";
import type { AcCredentialFields } from "./credential-fields.ts";
import { integrationName } from "./credential-row.ts";
import type { CredentialsConfig } from "./credentials-controller.ts";
import { clientChanged, EMPTY, type FormValues, isComplete } from "./form-values.ts";
import "../components/alert.ts";
import "../components/button.ts";
import "../components/combobox.ts";
import "./check-line.ts";
import "./credential-fields.ts";
import "./instructions.ts";

/** Adds a credential: integration, its instructions, name, client ID, secret. Then it offers to set the integration up. */
@customElement("ac-add-dialog")
export class AcAddDialog extends DialogElement {
  @property({ attribute: false }) accessor config!: CredentialsConfig;
  /** The ids that there were when it opened. */
  @property({ attribute: false }) accessor known: ReadonlySet<string> = new Set();
  @property({ attribute: false }) accessor domain = "";
  @state() private accessor values: FormValues = EMPTY;
  @state() private accessor tried = false;
  @state() private accessor saved: Credential | undefined;
  readonly #check = new CheckController(this);

  static override readonly styles = dialogStyles;

  protected override get dirty(): boolean {
    return !this.saved && Object.values(this.values).some((value) => value !== "");
  }

  protected override heading(): string {
    return this.localize(this.saved ? "add.saved_title" : "add.title");
  }

  protected override content() {
    return this.saved ? this.#done(this.saved) : this.#form();
  }

  #form() {
    const { localize } = this;
    return html`<form class="fields" novalidate @submit=${this.#submit} @values-change=${this.#onValues}>
      <ac-combobox autofocus required .label=${localize("form.integration")} .options=${this.#options()} .value=${this.domain}
        .placeholder=${localize("form.integration_placeholder")} .noMatchLabel=${localize("form.no_integration")}
        .error=${this.tried && this.domain === "" ? localize("form.integration_required") : ""} @change=${this.#onDomain}></ac-combobox>
      ${this.domain ? html`<ac-instructions .domain=${this.domain} .config=${this.config}></ac-instructions>` : nothing}
      <ac-credential-fields .values=${this.values}></ac-credential-fields>
      <ac-check-line .state=${this.#check.state} ?offered=${this.#isComplete()} @check=${this.#checkNow}></ac-check-line>
    </form>`;
  }

  #done({ domain }: Credential) {
    const integration = integrationName(this.config, domain);
    const { state } = this.#check;
    return html`<p role="status">${this.localize("add.saved_text", { integration })}</p>
      ${state.step === "done" ? html`<ac-check-line .state=${state}></ac-check-line>` : nothing}`;
  }

  protected override actions() {
    const { localize } = this;
    if (this.saved) return this.#next(this.saved);
    return html`
      <ac-button slot="actions" appearance="text" @click=${this.leave}>${localize("common.cancel")}</ac-button>
      <ac-button slot="actions" appearance="filled" ?loading=${this.save.busy} @click=${this.#submit}>${this.progressText(localize(this.#check.holdsBack ? "check.save_anyway" : "common.save"))}</ac-button>
    `;
  }

  #next({ domain }: Credential) {
    const integration = integrationName(this.config, domain);
    return html`
      <ac-button slot="actions" appearance="text" @click=${this.leave}>${this.localize("common.close")}</ac-button>
      <ac-button slot="actions" appearance="filled" autofocus @click=${() => this.#setUp(domain)}>
        ${this.localize("add.set_up", { integration })}
      </ac-button>
    `;
  }

  #options() {
    return this.config.domains
      .map((value) => ({ value, label: integrationName(this.config, value) }))
      .sort((a, b) => a.label.localeCompare(b.label, this.localize.language));
  }

  #setUp(domain: string): void {
    this.leave();
    navigate(`${PATHS.add}?domain=${encodeURIComponent(domain)}`);
  }

  readonly #onDomain = (event: Event): void => {
    this.domain = (event.target as HTMLInputElement).value;
    this.#check.reset();
  };

  readonly #onValues = (event: CustomEvent<FormValues>): void => {
    if (clientChanged(this.values, event.detail)) this.#check.reset();
    this.values = event.detail;
  };

  readonly #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.save.busy || !this.#valid() || skipsCheck(event, this.#check)) return;
    if (!(await this.#check.allows(this.#client()))) return;
    const { name } = this.values;
    const input = { ...this.#client(), ...(name.trim() && { name }) };
    this.saved = await this.save.run((signal) => createOnce(this.client, input, this.known, signal));
  };

  readonly #checkNow = (): void => void this.#check.run(this.#client());

  #client() {
    const { client_id, client_secret } = this.values;
    return { domain: this.domain, client_id, client_secret };
  }

  #isComplete(): boolean {
    return this.domain !== "" && isComplete(this.values);
  }

  #valid(): boolean {
    this.tried = true;
    const fields = this.renderRoot.querySelector<AcCredentialFields>("ac-credential-fields");
    const complete = fields?.validate() === true;
    if (this.domain === "") this.renderRoot.querySelector<HTMLElement>("ac-combobox")?.focus();
    return complete && this.domain !== "";
  }
}
