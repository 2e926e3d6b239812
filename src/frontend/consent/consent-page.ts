import { mdiAccountCircleOutline, mdiAlertOutline, mdiApplicationBracketsOutline, mdiCheck } from "@mdi/js";
import { html, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { ConsentDetails } from "../../protocol/grants.ts";
import { PATHS } from "../../protocol/page.ts";
import { scopeText } from "../applications/scope-text.ts";
import { confirmLogin } from "../login/recent-login.ts";
import { PanelElement } from "../panel-element.ts";
import { consentStyles } from "./consent-styles.ts";
import { Interaction, InteractionError, type InteractionProblem } from "./interaction.ts";
import "../components/alert.ts";
import "../components/button.ts";
import "../components/icon.ts";
import "../components/spinner.ts";

const PROBLEMS = {
  over: "consent.over",
  login: "consent.login",
  failed: "consent.failed",
  unreachable: "consent.unreachable",
} as const satisfies Record<InteractionProblem, string>;

const UNVERIFIED = {
  dynamic_registration: "consent.unverified.dynamic_registration",
  client_id_metadata_document: "consent.unverified.client_id_metadata_document",
} as const;

const DAY = 24 * 60 * 60;

/** Asks the person who is signed in whether an application may act for them: what, for how long, and where they go then. */
@customElement("ac-consent-page")
export class AcConsentPage extends PanelElement {
  /** The interaction's id, from the page's address. */
  @property() accessor uid = "";
  /** What the provider's paths begin with. */
  @property() accessor endpoints = "/oauth";
  @state() private accessor details: ConsentDetails | undefined;
  @state() private accessor problem: InteractionError | undefined;
  @state() private accessor busy: "allow" | "deny" | undefined;
  /** The answer is given, and the browser is on its way. */
  @state() private accessor leaving = false;
  #loaded = "";

  static override readonly styles = consentStyles;

  override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.uid === this.#loaded || this.localize === undefined) return;
    this.#loaded = this.uid;
    // Another site's page must not lay its own over the question.
    if (window.top !== window.self) this.problem = new InteractionError("failed", this.localize("consent.framed"));
    else void this.#load();
  }

  protected override renderPanel() {
    const { localize, problem, details, leaving } = this;
    if (problem && problem.problem !== "login") return this.#failure(problem);
    if (leaving) return this.#leavingNote();
    if (!details || details.remembered)
      return html`<div class="wait" role="status"><ac-spinner></ac-spinner> ${localize("consent.loading")}</div>`;
    return this.#question(details);
  }

  #question(details: ConsentDetails) {
    const { localize } = this;
    const { application, scopes, beyond_role, user } = details;
    const asked = scopes.filter(({ granted }) => !granted);
    const before = scopes.filter(({ granted }) => granted);
    return html`<article>
      <header>
        <ac-icon .path=${mdiApplicationBracketsOutline}></ac-icon>
        <h2>${localize("consent.title", { name: application.name })}</h2>
        <p class="where">${this.#where(details)}</p>
      </header>
      ${
        application.unverified
          ? html`<ac-alert type="warning">${localize(UNVERIFIED[application.unverified])}</ac-alert>`
          : nothing
      }
      ${
        scopes.some(({ scope }) => scope === "home_assistant")
          ? html`<ac-alert type="warning">${localize("consent.acts_as_you", { name: application.name })}</ac-alert>`
          : nothing
      }
      ${scopes.length === 0 ? html`<ac-alert type="error">${localize("consent.nothing")}</ac-alert>` : nothing}
      ${asked.length > 0 ? html`<p>${localize("consent.wants")}</p>${this.#list(asked.map(({ scope }) => scope))}` : nothing}
      ${
        before.length > 0
          ? html`<details ?open=${asked.length === 0}><summary>${localize("consent.before", { count: before.length })}</summary>
            ${this.#list(before.map(({ scope }) => scope))}</details>`
          : nothing
      }
      ${
        beyond_role.length > 0
          ? html`<p class="quiet">${localize("consent.beyond_role", { scopes: beyond_role.map((scope) => scopeText(scope, localize).title).join(", ") })}</p>`
          : nothing
      }
      <p class="quiet">${localize("consent.lifetime", { days: Math.round(details.lifetime / DAY) })}
        <a href=${PATHS.access}>${localize("consent.revoke_where")}</a></p>
      <p class="who"><ac-icon .path=${mdiAccountCircleOutline}></ac-icon> ${localize("consent.signed_in_as", { name: user.name })}</p>
      ${this.problem ? html`<ac-alert type="warning">${localize("consent.login")}</ac-alert>` : nothing}
      <footer>
        <ac-button appearance="outlined" ?loading=${this.busy === "deny"} @click=${() => void this.#decide("deny")}>${localize("consent.deny")}</ac-button>
        <ac-button appearance="filled" ?loading=${this.busy === "allow"} ?disabled=${scopes.length === 0}
          @click=${() => void this.#decide("allow")}>${localize("consent.allow")}</ac-button>
      </footer>
    </article>`;
  }

  #list(scopes: readonly string[]) {
    return html`<ul>${scopes.map((scope) => {
      const { title, description } = scopeText(scope, this.localize);
      return html`<li><ac-icon .path=${mdiCheck}></ac-icon><span>${title}<small>${description}</small></span></li>`;
    })}</ul>`;
  }

  #where({ redirect_host, redirect_is_local }: ConsentDetails): string {
    if (redirect_host === undefined) return this.localize("consent.to_device");
    return redirect_is_local
      ? this.localize("consent.to_local")
      : this.localize("consent.to_host", { host: redirect_host });
  }

  #failure({ problem, message }: InteractionError) {
    const { localize } = this;
    return html`<article><header><ac-icon .path=${mdiAlertOutline}></ac-icon><h2>${localize("consent.problem_title")}</h2></header>
      <p role="alert">${localize(PROBLEMS[problem], { message })}</p>
      ${problem === "unreachable" ? html`<ac-button appearance="filled" @click=${this.#again}>${localize("common.retry")}</ac-button>` : nothing}
    </article>`;
  }

  #leavingNote() {
    const { localize } = this;
    return html`<article><header><ac-icon .path=${mdiCheck}></ac-icon><h2>${localize("consent.leaving_title")}</h2></header>
      <p role="status">${localize("consent.leaving")}</p></article>`;
  }

  readonly #again = (): void => {
    this.problem = undefined;
    void this.#load();
  };

  get #interaction(): Interaction {
    return new Interaction(this.hass, this.endpoints, this.uid);
  }

  async #load(): Promise<void> {
    try {
      this.details = await this.#interaction.details();
      if (this.details.remembered && !this.details.login_required) await this.#decide("allow");
      else this.details = { ...this.details, remembered: false };
    } catch (error) {
      this.#fail(error);
    }
  }

  async #decide(decision: "allow" | "deny"): Promise<void> {
    if (this.busy) return;
    this.busy = decision;
    this.problem = undefined;
    try {
      if (decision === "allow" && this.details?.login_required && !(await confirmLogin(this, true))) return;
      const next = await this.#interaction.decide(decision);
      this.leaving = true;
      location.assign(next);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.busy = undefined;
    }
  }

  #fail(error: unknown): void {
    this.problem = error instanceof InteractionError ? error : new InteractionError("failed", `${error}`);
  }
}
