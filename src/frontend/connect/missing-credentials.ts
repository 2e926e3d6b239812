import { css, html, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { AbortStep } from "../../protocol/flow.ts";
import { tokens } from "../components/styles.ts";
import { ConnectionController } from "../connection-controller.ts";
import { CheckController, skipsCheck } from "../credentials/check-controller.ts";
import type { AcCredentialFields } from "../credentials/credential-fields.ts";
import { integrationName } from "../credentials/credential-row.ts";
import type { CredentialsConfig } from "../credentials/credentials-controller.ts";
import { clientChanged, EMPTY, type FormValues, isComplete } from "../credentials/form-values.ts";
import { dialogStyles } from "../dialog-styles.ts";
import { PanelElement } from "../panel-element.ts";
import { createOnce } from "../resend.ts";
import { SaveController } from "../save-controller.ts";
import { sendFlowEvent } from "./flow-events.ts";
import { stepStyles } from "./step-styles.ts";
import "../components/alert.ts";
import "../components/button.ts";
import "../components/spinner.ts";
import "../credentials/check-line.ts";
import "../credentials/credential-fields.ts";
import "../credentials/instructions.ts";

/**
 * A config flow that found no credential, or a person who prefers one of their own to a service of the hub: says so, shows
 * how to get one, takes it, and lets the flow begin again.
 * Sends up `flow-restart` and `flow-cancel`.
 */
@customElement("ac-missing-credentials")
export class AcMissingCredentials extends PanelElement {
  @property({ attribute: false }) accessor step!: AbortStep;
  @state() private accessor config: CredentialsConfig | undefined;
  @state() private accessor values: FormValues = EMPTY;
  /** The ids that there were: a new one, found after a lost answer, is the one sent. */
  #known: ReadonlySet<string> = new Set();
  readonly #save = new SaveController(this);
  readonly #check = new CheckController(this);
  readonly #connection = new ConnectionController(this);

  static override readonly styles = [
    tokens,
    dialogStyles,
    stepStyles,
    css`
      ac-instructions {
        margin-block-end: 18px;
      }
    `,
  ];

  override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (!changed.has("client")) return;
    void this.#loadConfig();
    // Where the flow found none, there is none.
    if (this.step.description_placeholders?.ready_made !== undefined) void this.#loadKnown();
  }

  protected override renderPanel() {
    const { localize, config } = this;
    if (!config) return html`<div class="waiting"><ac-spinner></ac-spinner></div>`;
    const integration = integrationName(config, this.step.handler);
    const service = this.step.description_placeholders?.ready_made;
    return html`<form novalidate @submit=${this.#submit} @values-change=${this.#onValues}>
      <p>${service ? localize("ready_made.instead", { integration, service }) : localize("missing.text", { integration })}</p>
      <ac-instructions .domain=${this.step.handler} .config=${config}></ac-instructions>
      <ac-credential-fields nameless .values=${this.values}></ac-credential-fields>
      <ac-check-line .state=${this.#check.state} ?offered=${isComplete(this.values)} @check=${this.#checkNow}></ac-check-line>
      ${this.#problem()}
      <div class="actions">
        <ac-button appearance="text" @click=${() => sendFlowEvent(this, "flow-cancel")}>${localize("common.cancel")}</ac-button>
        <ac-button appearance="filled" ?loading=${this.#save.busy} @click=${this.#submit}>${this.#buttonText()}</ac-button>
      </div>
    </form>`;
  }

  #problem() {
    if (this.#connection.lost)
      return html`<ac-alert type="warning" class="problem">${this.localize("common.connection_lost")}</ac-alert>`;
    const { error } = this.#save;
    if (!error) return nothing;
    return html`<ac-alert type="error" class="problem">${this.localize("common.failed", { message: error.message })}</ac-alert>`;
  }

  #buttonText(): string {
    if (!this.#save.busy) return this.localize(this.#check.holdsBack ? "check.save_anyway" : "missing.save");
    return this.localize(this.#connection.lost ? "common.waiting" : "common.saving");
  }

  async #loadKnown(): Promise<void> {
    const all = await this.client.call("application_credentials/list", {}).catch(() => []);
    this.#known = new Set(all.map(({ id }) => id));
  }

  /** Without it the domain stands for the name and this page's origin for the redirect URI; both are better than nothing. */
  async #loadConfig(): Promise<void> {
    this.config = await this.client
      .call("application_credentials/config", {})
      .catch(() => ({ domains: [], integrations: {} }));
  }

  readonly #checkNow = (): void => void this.#check.run(this.#client());

  #client() {
    const { client_id, client_secret } = this.values;
    return { domain: this.step.handler, client_id, client_secret };
  }

  readonly #onValues = (event: CustomEvent<FormValues>): void => {
    if (clientChanged(this.values, event.detail)) this.#check.reset();
    this.values = event.detail;
  };

  readonly #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!this.renderRoot.querySelector<AcCredentialFields>("ac-credential-fields")?.validate()) return;
    if (this.#save.busy || skipsCheck(event, this.#check)) return;
    const input = this.#client();
    if (!(await this.#check.allows(input))) return;
    const created = await this.#save.run((signal) => createOnce(this.client, input, this.#known, signal));
    if (created) sendFlowEvent(this, "flow-restart");
  };
}
