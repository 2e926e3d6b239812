import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Credential } from "../../protocol/credentials.ts";
import type { InputOfType, ResultOfType } from "../../protocol/index.ts";
import { PATHS } from "../../protocol/page.ts";
import { DialogElement } from "../dialog-element.ts";
import { dialogStyles } from "../dialog-styles.ts";
import { navigate } from "../navigate.ts";
import type { AcProviderFields } from "../providers/provider-fields.ts";
import {
  EMPTY_PROVIDER,
  type ProviderValues,
  providerErrors,
  scopesOf,
  serverOf,
} from "../providers/provider-values.ts";
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
import "../providers/provider-fields.ts";
import "./credential-fields.ts";
import "./instructions.ts";

type ProviderOptions = ResultOfType<"application_credentials/authorization_server/options">;

/** The choice of a provider of one's own; no domain is written like this. */
const OTHER = "*";

/**
 * Adds a credential: integration, its instructions, name, client ID, secret; or a provider that no integration knows.
 * Then it offers to set the integration up.
 */
@customElement("ac-add-dialog")
export class AcAddDialog extends DialogElement {
  @property({ attribute: false }) accessor config!: CredentialsConfig;
  /** The ids that there were when it opened. */
  @property({ attribute: false }) accessor known: ReadonlySet<string> = new Set();
  @property({ attribute: false }) accessor domain = "";
  @state() private accessor values: FormValues = EMPTY;
  @state() private accessor provider: ProviderValues = EMPTY_PROVIDER;
  @state() private accessor options: ProviderOptions | undefined;
  @state() private accessor tried = false;
  @state() private accessor saved: Credential | undefined;
  readonly #check = new CheckController(this);

  static override readonly styles = dialogStyles;

  protected override get dirty(): boolean {
    if (this.saved) return false;
    return [...Object.values(this.values), ...Object.values(this.provider)].some((value) => value !== "");
  }

  override firstUpdated(): void {
    void this.#loadOptions();
  }

  protected override heading(): string {
    return this.localize(this.saved ? "add.saved_title" : "add.title");
  }

  protected override content() {
    return this.saved ? this.#done(this.saved) : this.#form();
  }

  #form() {
    const { localize } = this;
    return html`<form class="fields" novalidate @submit=${this.#submit} @values-change=${this.#onValues}
      @provider-change=${this.#onProvider} @provider-ready=${this.#submit}>
      <ac-combobox autofocus required .label=${localize("form.integration")} .options=${this.#choices()} .value=${this.domain}
        .placeholder=${localize("form.integration_placeholder")} .noMatchLabel=${localize("form.no_integration")}
        .helper=${this.options?.sign_in === false ? localize("provider.not_here") : ""}
        .error=${this.tried && this.domain === "" ? localize("form.integration_required") : ""} @change=${this.#onDomain}></ac-combobox>
      ${this.domain === OTHER ? this.#otherProvider() : this.#instructions()}
      <ac-credential-fields .values=${this.values} ?nameless=${this.domain === OTHER}></ac-credential-fields>
      <ac-check-line .state=${this.#check.state} ?offered=${this.#isComplete()} @check=${this.#checkNow}></ac-check-line>
    </form>`;
  }

  #instructions() {
    if (this.domain === "") return nothing;
    return html`<ac-instructions .domain=${this.domain} .config=${this.config}></ac-instructions>`;
  }

  #otherProvider() {
    return html`
      <p>${this.localize("provider.intro")}</p>
      <ac-provider-fields named .values=${this.provider}></ac-provider-fields>
      <ac-instructions .config=${this.config} .redirectUri=${this.options?.redirect_uri}></ac-instructions>
    `;
  }

  #done(saved: Credential) {
    const integration = this.#nameOf(saved);
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

  #next(saved: Credential) {
    const integration = this.#nameOf(saved);
    return html`
      <ac-button slot="actions" appearance="text" @click=${this.leave}>${this.localize("common.close")}</ac-button>
      <ac-button slot="actions" appearance="filled" autofocus @click=${() => this.#setUp(saved.domain)}>
        ${this.localize("add.set_up", { integration })}
      </ac-button>
    `;
  }

  /** The integration's name; a provider of one's own has only the credential's. */
  #nameOf({ domain, name }: Credential): string {
    return domain in this.config.integrations ? integrationName(this.config, domain) : (name ?? domain);
  }

  #choices() {
    const integrations = this.config.domains
      .map((value) => ({ value, label: integrationName(this.config, value) }))
      .sort((a, b) => a.label.localeCompare(b.label, this.localize.language));
    return this.options?.sign_in
      ? [...integrations, { value: OTHER, label: this.localize("provider.other") }]
      : integrations;
  }

  #setUp(domain: string): void {
    this.leave();
    navigate(`${PATHS.add}?domain=${encodeURIComponent(domain)}`);
  }

  /** Without them only the integrations can be chosen. */
  async #loadOptions(): Promise<void> {
    this.options = await this.client
      .call("application_credentials/authorization_server/options", {})
      .catch(() => undefined);
  }

  readonly #onDomain = (event: Event): void => {
    this.domain = (event.target as HTMLInputElement).value;
    this.#check.reset();
    this.tried = false;
  };

  readonly #onValues = (event: CustomEvent<FormValues>): void => {
    if (clientChanged(this.values, event.detail)) this.#check.reset();
    this.values = event.detail;
  };

  readonly #onProvider = (event: CustomEvent<ProviderValues>): void => {
    this.#check.reset();
    this.provider = event.detail;
  };

  readonly #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.save.busy || !this.#valid() || skipsCheck(event, this.#check)) return;
    const fields = this.#providerFields();
    // Where the hub may not go it can't check either.
    if (fields && !(await this.save.run(() => fields.check()))) return;
    if (!(await this.#check.allows(this.#client()))) return;
    const input = this.#input();
    this.saved = await this.save.run((signal) => createOnce(this.client, input, this.known, signal));
  };

  readonly #checkNow = (): void => void this.#check.run(this.#client());

  #client() {
    const { client_id, client_secret } = this.values;
    if (this.domain !== OTHER) return { domain: this.domain, client_id, client_secret };
    const authorization_server = serverOf(this.provider);
    return { domain: this.provider.domain, client_id, client_secret, authorization_server };
  }

  #input(): InputOfType<"application_credentials/create"> {
    const other = this.domain === OTHER;
    const name = other ? this.provider.name : this.values.name;
    return { ...this.#client(), ...(name.trim() && { name }), ...(other && { scopes: scopesOf(this.provider) }) };
  }

  #isComplete(): boolean {
    const placed =
      this.domain === OTHER
        ? Object.keys(providerErrors(this.provider, true, this.localize)).length === 0
        : this.domain !== "";
    return placed && isComplete(this.values);
  }

  #providerFields(): AcProviderFields | null {
    return this.renderRoot.querySelector<AcProviderFields>("ac-provider-fields");
  }

  /** The first field that lacks something gets the focus last. */
  #valid(): boolean {
    this.tried = true;
    const fields = this.renderRoot.querySelector<AcCredentialFields>("ac-credential-fields");
    const complete = fields?.validate() === true;
    const provider = this.#providerFields()?.validate() !== false;
    if (this.domain === "") this.renderRoot.querySelector<HTMLElement>("ac-combobox")?.focus();
    return complete && provider && this.domain !== "";
  }
}
