import { consume } from "@lit/context";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { ServerFacts } from "../../protocol/providers.ts";
import type { Client } from "../client.ts";
import { submitOnEnter } from "../components/text-field.ts";
import { clientContext, localizeContext } from "../context.ts";
import { dialogStyles } from "../dialog-styles.ts";
import type { Localize } from "../localize.ts";
import { SaveController } from "../save-controller.ts";
import {
  domainOf,
  EMPTY_PROVIDER,
  fieldsWith,
  type ProviderField,
  type ProviderNotes,
  type ProviderValues,
  providerErrors,
  scopesOf,
  urlsOf,
} from "./provider-values.ts";
import "../components/alert.ts";
import "../components/button.ts";
import "../components/text-field.ts";
import "./allowed-hosts.ts";
import "./host-consent.ts";

/** How many of a provider's scopes are named below the field. */
const SHOWN_SCOPES = 12;
const URL_LABELS = {
  authorize_url: "provider.authorize_url",
  token_url: "provider.token_url",
  revocation_url: "provider.revocation_url",
} as const;

/**
 * A provider of one's own: its issuer, from which the rest is looked up, or its URLs by hand; its scopes.
 * Sends up `provider-change` with the new `ProviderValues`, and `provider-ready` when what hindered `check` was allowed.
 */
@customElement("ac-provider-fields")
export class AcProviderFields extends LitElement {
  @property({ attribute: false }) accessor values: ProviderValues = EMPTY_PROVIDER;
  /** Asks for name and domain too. */
  @property({ type: Boolean }) accessor named = false;
  @consume({ context: clientContext, subscribe: true }) accessor client!: Client;
  @consume({ context: localizeContext, subscribe: true }) accessor localize!: Localize;
  @state() private accessor tried = false;
  /** What the hub said of addresses, until they are changed. */
  @state() private accessor refusals: ProviderNotes = {};
  @state() private accessor asked: readonly string[] = [];
  @state() private accessor facts: ServerFacts | undefined;
  @state() private accessor allowedVersion = 0;
  /** What goes on once the hosts are allowed. */
  #waiting: "look-up" | "check" = "check";
  #ownDomain = false;
  readonly #lookUp = new SaveController(this);

  static override readonly styles = [
    dialogStyles,
    css`
      .issuer {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      .issuer ac-text-field {
        flex: 1 1 240px;
      }
      .issuer ac-button {
        margin-block-start: 26px;
      }
      @media (max-width: 480px) {
        .issuer ac-button {
          margin-block-start: 0;
        }
      }
    `,
  ];

  override render() {
    const { localize, values } = this;
    const errors: ProviderNotes = { ...(this.tried && providerErrors(values, this.named, localize)), ...this.refusals };
    return html`<div class="fields" @input=${this.#onInput} @keydown=${this.#onKey} @hosts-allowed=${this.#onAllowed}>
      ${this.named ? this.#names(errors) : nothing}
      <div class="issuer">
        <ac-text-field name="issuer" type="url" .label=${localize("provider.issuer")} .helper=${localize("provider.issuer_helper")}
          .value=${values.issuer} .error=${errors.issuer ?? this.#lookUpError()}></ac-text-field>
        <ac-button appearance="outlined" ?loading=${this.#lookUp.busy} @click=${this.#onLookUp}>${localize("provider.look_up")}</ac-button>
      </div>
      ${this.asked.length > 0 ? html`<ac-host-consent .hosts=${this.asked}></ac-host-consent>` : nothing}
      ${this.facts ? this.#found(this.facts) : nothing}
      ${this.#field("authorize_url", errors, true)} ${this.#field("token_url", errors, true)}
      ${this.#field("revocation_url", errors, false)}
      <ac-text-field name="scopes" .label=${localize("provider.scopes")} .helper=${this.#scopesHelper()} .value=${values.scopes}
        .error=${errors.scopes ?? ""}></ac-text-field>
      <ac-allowed-hosts .version=${this.allowedVersion}></ac-allowed-hosts>
    </div>`;
  }

  /** Shows what is missing, with the focus there. @returns whether all is there. */
  validate(): boolean {
    this.tried = true;
    this.refusals = {};
    return this.#focusFirst(providerErrors(this.values, this.named, this.localize));
  }

  /** Whether the hub may go to each address; asks the person where that is theirs to decide. @throws CallError */
  async check(): Promise<boolean> {
    this.#waiting = "check";
    return this.#mayAsk(urlsOf(this.values));
  }

  #names(errors: ProviderNotes) {
    const { localize, values } = this;
    return html`<ac-text-field name="name" required .label=${localize("provider.name")} .helper=${localize("provider.name_helper")}
        .value=${values.name} .error=${errors.name ?? ""}></ac-text-field>
      <ac-text-field name="domain" required .label=${localize("provider.domain")} .helper=${localize("provider.domain_helper")}
        .value=${values.domain} .error=${errors.domain ?? ""}></ac-text-field>`;
  }

  #field(name: keyof typeof URL_LABELS, errors: ProviderNotes, required: boolean) {
    return html`<ac-text-field name=${name} type="url" ?required=${required} .label=${this.localize(URL_LABELS[name])}
      .value=${this.values[name]} .error=${errors[name] ?? ""}></ac-text-field>`;
  }

  #found({ pkce }: ServerFacts) {
    const type = pkce === "unsupported" ? "warning" : "success";
    const text = pkce === "unsupported" ? "provider.found_without_pkce" : "provider.found";
    return html`<ac-alert type=${type}>${this.localize(text)}</ac-alert>`;
  }

  #lookUpError(): string {
    const { error } = this.#lookUp;
    return error ? this.localize("provider.look_up_failed", { message: error.message }) : "";
  }

  #scopesHelper(): string {
    const { localize } = this;
    const offered = this.facts?.scopes_supported ?? [];
    if (offered.length === 0) return localize("provider.scopes_helper");
    const scopes = offered.slice(0, SHOWN_SCOPES).join(" ") + (offered.length > SHOWN_SCOPES ? " …" : "");
    return localize("provider.scopes_offered", { scopes });
  }

  #focusFirst(notes: ProviderNotes): boolean {
    const [first] = Object.keys(notes);
    if (first === undefined) return true;
    this.renderRoot.querySelector<HTMLElement>(`[name=${first}]`)?.focus();
    return false;
  }

  async #mayAsk(urls: readonly string[]): Promise<boolean> {
    this.asked = [];
    const verdicts = await this.client.call("application_credentials/allowed_host/check", { urls: [...urls] });
    const refused = verdicts.filter(({ verdict }) => verdict === "refused");
    this.refusals = Object.fromEntries(
      refused.flatMap(({ url, message }) =>
        fieldsWith(this.values, url).map((field) => [field, this.localize("provider.refused", { message })]),
      ),
    );
    if (!this.#focusFirst(this.refusals)) return false;
    this.asked = [...new Set(verdicts.filter(({ verdict }) => verdict === "ask").map(({ host }) => host))];
    return this.asked.length === 0;
  }

  readonly #onLookUp = async (): Promise<void> => {
    const issuer = this.values.issuer.trim();
    this.#waiting = "look-up";
    this.facts = undefined;
    this.refusals = issuer === "" ? { issuer: this.localize("form.required") } : {};
    if (!this.#focusFirst(this.refusals)) return;
    const facts = await this.#lookUp.run(async () => ((await this.#mayAsk([issuer])) ? this.#discover(issuer) : null));
    if (facts === undefined) this.renderRoot.querySelector<HTMLElement>("[name=issuer]")?.focus();
    else if (facts) this.facts = facts;
  };

  async #discover(issuer: string): Promise<ServerFacts> {
    const found = await this.client.call("application_credentials/authorization_server/discover", { issuer });
    const facts = await this.client.call("application_credentials/authorization_server/facts", { issuer });
    const { authorize_url, token_url, revocation_url = "" } = found;
    // `openid` is what makes an account nameable; whoever typed scopes of their own knows better.
    const offersName = facts.scopes_supported?.includes("openid") && scopesOf(this.values).length === 0;
    const scopes = offersName ? "openid" : this.values.scopes;
    this.#change({ ...this.values, issuer, authorize_url, token_url, revocation_url, scopes });
    return facts;
  }

  /** The domain follows the name until somebody types one. */
  readonly #onInput = (event: Event): void => {
    const { name, value } = event.target as HTMLElement & { name: ProviderField; value: string };
    if (name === "domain") this.#ownDomain = value !== "";
    const derived = name === "name" && !this.#ownDomain ? { domain: domainOf(value) } : {};
    const { [name]: _changed, ...others } = this.refusals;
    this.refusals = others;
    this.asked = [];
    if (name === "issuer") {
      this.facts = undefined;
      this.#lookUp.error = undefined;
    }
    this.#change({ ...this.values, [name]: value, ...derived });
  };

  #change(values: ProviderValues): void {
    this.values = values;
    this.dispatchEvent(new CustomEvent("provider-change", { detail: values, bubbles: true, composed: true }));
  }

  readonly #onAllowed = (): void => {
    this.asked = [];
    this.allowedVersion += 1;
    if (this.#waiting === "look-up") void this.#onLookUp();
    else this.dispatchEvent(new CustomEvent("provider-ready", { bubbles: true, composed: true }));
  };

  /** Enter in the issuer looks it up; in the others it submits the form around this element. */
  readonly #onKey = (event: KeyboardEvent): void => {
    if (!(event.composedPath()[0] instanceof HTMLInputElement)) return;
    const inIssuer = (event.target as HTMLElement & { name?: string }).name === "issuer";
    if (event.key === "Enter" && !event.isComposing && inIssuer) {
      event.preventDefault();
      void this.#onLookUp();
    } else submitOnEnter(this, event);
  };
}
