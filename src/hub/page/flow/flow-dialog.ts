import { consume } from "@lit/context";
import { html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { OpenedWindow } from "../../../frontend/components/opened-window.ts";
import type { AbortStep, FlowStep } from "../../../protocol/flow.ts";
import type { FlowInProgress } from "../../../protocol/home-assistant.ts";
import type { Hass } from "../../../protocol/page.ts";
import { type IntegrationTexts, loadConfigTexts } from "../integrations/integration-texts.ts";
import { type Manifests, nameOf } from "../integrations/manifests.ts";
import type { ApiError } from "../session/call-api.ts";
import { type Texts, textsContext } from "../texts/texts.ts";
import { FlowController } from "./flow-controller.ts";
import { servicesOf } from "./ready-made.ts";
import "../../../frontend/components/alert.ts";
import "../../../frontend/components/button.ts";
import "../../../frontend/components/dialog.ts";
import "./external-step.ts";
import "./flow-form.ts";
import "./flow-outcome.ts";
import "./missing-credentials-step.ts";
import "../app/waiting.ts";

/**
 * The wizard: takes a config flow through its steps, one after the other. Either `domain` (a new entry) or
 * `flow` (one that waits) is set. Closing asks nothing: what was begun here is deleted, what waited goes on waiting.
 * Sends up `hub-closed`. Hears `flow-refresh`, `flow-restart`, `flow-own-credential` and `flow-cancel` (protocol/page.ts, `FlowEvents`).
 */
@customElement("hub-flow-dialog")
export class HubFlowDialog extends LitElement {
  @property({ attribute: false }) accessor hass!: Hass;
  @property({ attribute: false }) accessor manifests: Manifests | undefined;
  @property() accessor domain: string | undefined;
  @property({ attribute: false }) accessor flow: FlowInProgress | undefined;
  /** An entry of `domain` that works, and whose person signs in again all the same. */
  @property() accessor entryId: string | undefined;
  /** A window that was opened for the sign-in already. */
  @property({ attribute: false }) accessor popup: OpenedWindow | undefined;
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;
  @state() private accessor integrationTexts: IntegrationTexts | undefined;
  /** The person adds a credential of their own, though a service of the hub offers one. */
  @state() private accessor addsOwn = false;
  @state() private accessor prefersOwn = false;
  readonly #flow = new FlowController(this);

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("domain") || changed.has("flow")) this.#begin();
    const language = changed.get("hass")?.language;
    if (language && language !== this.hass.language) void this.#loadTexts();
  }

  /** It waits in vain when something else than the sign-in comes next. */
  override updated(): void {
    const { step, error } = this.#flow;
    if (error || (step && step.type !== "external")) this.popup?.window.close();
  }

  override render() {
    return html`<ac-dialog open .heading=${this.#heading()} .closeLabel=${this.texts("common.close")} @closed=${this.#close}>
      <div @flow-refresh=${() => this.#flow.refresh()} @flow-restart=${this.#restart} @flow-cancel=${this.#cancel}
        @flow-own-credential=${this.#addOwn} @hub-flow-finish=${this.#close}>
        ${this.#content()}
      </div>
    </ac-dialog>`;
  }

  #heading(): string {
    const key = this.flow || this.entryId ? "flow.title_again" : "flow.title_add";
    return this.texts(key, { name: this.#name() });
  }

  #content() {
    const { step, error } = this.#flow;
    const failure = error ? this.#failure(error as ApiError) : nothing;
    if (step && this.integrationTexts) return [failure, this.#step(step, this.integrationTexts)];
    return error ? failure : html`<hub-waiting></hub-waiting>`;
  }

  #step(step: FlowStep, texts: IntegrationTexts) {
    if (this.addsOwn) return this.#ownCredential(step);
    switch (step.type) {
      case "form":
        return html`<hub-flow-form .step=${step} .integrationTexts=${texts} name=${this.#name()} ?busy=${this.#flow.busy}
          ?prefersOwn=${this.prefersOwn} @hub-flow-submit=${this.#submit}></hub-flow-form>`;
      case "external":
        return html`<hub-flow-external-step .hass=${this.hass} .step=${step} .popup=${this.popup}></hub-flow-external-step>`;
      case "external_done":
        return html`<hub-waiting></hub-waiting>`;
      default:
        return step.type === "abort" && step.reason === "missing_credentials"
          ? html`<hub-flow-missing-credentials .hass=${this.hass} .step=${step}></hub-flow-missing-credentials>`
          : html`<hub-flow-outcome .step=${step} .integrationTexts=${texts} name=${this.#name()}></hub-flow-outcome>`;
    }
  }

  /** The plugin's element for a flow without a credential takes this one too; it is told of which service it is instead. */
  #ownCredential(step: FlowStep) {
    const { flow_id, handler } = step;
    const description_placeholders = { ready_made: servicesOf(step) };
    const abort: AbortStep = {
      type: "abort",
      flow_id,
      handler,
      reason: "missing_credentials",
      description_placeholders,
    };
    return html`<hub-flow-missing-credentials .hass=${this.hass} .step=${abort}></hub-flow-missing-credentials>`;
  }

  #failure({ status_code, body }: ApiError) {
    const gone = status_code === 404;
    const unknown = gone && !this.flow && !this.#flow.step;
    if (unknown) return this.#alert(this.texts("flow.failed.unknown", { name: this.#name() }));
    if (gone) return this.#alert(this.texts("flow.failed.gone"), () => this.#flow.restart());
    if (status_code === 401) return this.#alert(this.texts("integrations.only_administrators"));
    const message = body?.message ?? "";
    const text =
      status_code === 0 ? this.texts("flow.failed.unreachable") : this.texts("flow.failed.other", { message });
    return this.#alert(text, () => this.#flow.retry());
  }

  #alert(text: string, again?: () => void) {
    return html`<ac-alert type="error">
      ${text}
      ${again ? html`<ac-button slot="action" appearance="outlined" @click=${again}>${this.texts("common.retry")}</ac-button>` : nothing}
    </ac-alert>`;
  }

  #begin(): void {
    void this.#loadTexts();
    if (this.flow) this.#flow.begin({ kind: "waiting", flow: this.flow });
    else if (this.domain) this.#flow.begin({ kind: "new", domain: this.domain, entryId: this.entryId });
  }

  async #loadTexts(): Promise<void> {
    const domain = this.#handler();
    const texts = await loadConfigTexts(this.hass, domain);
    if (domain === this.#handler()) this.integrationTexts = texts;
  }

  #handler(): string {
    return this.flow?.handler ?? this.domain ?? "";
  }

  #name(): string {
    return nameOf(this.manifests, this.#handler());
  }

  readonly #submit = (event: CustomEvent<Record<string, unknown>>): void => this.#flow.submit(event.detail);

  readonly #addOwn = (): void => {
    this.addsOwn = true;
  };

  readonly #restart = (): void => {
    this.prefersOwn = this.addsOwn;
    this.addsOwn = false;
    this.#flow.restart();
  };

  /** From the form for a credential of one's own it goes back to the step before. */
  readonly #cancel = (): void => {
    if (this.addsOwn) this.addsOwn = false;
    else this.#close();
  };

  readonly #close = (): void => {
    this.popup?.window.close();
    this.#flow.cancel();
    this.dispatchEvent(new CustomEvent("hub-closed"));
  };
}
