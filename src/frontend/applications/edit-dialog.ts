import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Application, ApplicationDetails } from "../../protocol/applications.ts";
import { DialogElement } from "../dialog-element.ts";
import { dialogStyles } from "../dialog-styles.ts";
import { resend } from "../resend.ts";
import type { AcApplicationFields } from "./application-fields.ts";
import { UNVERIFIED } from "./application-texts.ts";
import {
  type ApplicationErrors,
  type ApplicationValues,
  changesOf,
  errorsIn,
  NO_ERRORS,
  valuesOf,
} from "./application-values.ts";
import "../components/alert.ts";
import "../components/button.ts";
import "../components/copy-button.ts";
import "./application-fields.ts";
import "./rejected-redirects.ts";

/** Changes an application's name, addresses and permissions; its secret stays. */
@customElement("ac-edit-application-dialog")
export class AcEditApplicationDialog extends DialogElement {
  @property({ attribute: false }) accessor application!: Application;
  @property({ attribute: false }) accessor offered: readonly string[] = [];
  @state() private accessor typed: ApplicationValues | undefined;
  @state() private accessor errors: ApplicationErrors = NO_ERRORS;
  @state() private accessor details: ApplicationDetails | undefined;

  static override readonly styles = dialogStyles;

  override firstUpdated(): void {
    void this.#load();
  }

  protected override get dirty(): boolean {
    return Object.keys(changesOf(this.application, this.#values())).length > 0;
  }

  protected override heading(): string {
    return this.localize("applications.edit", { name: this.application.name });
  }

  protected override content() {
    const { localize, application, details } = this;
    const { unverified } = application;
    return html`
      ${unverified ? html`<ac-alert type="warning">${localize(UNVERIFIED[unverified])}</ac-alert>` : nothing}
      ${details?.previous_secret_ends_at ? this.#formerSecret(details.previous_secret_ends_at) : nothing}
      <ac-rejected-redirects .application=${application} .rejected=${details?.rejected_redirects ?? []} .fixed=${unverified !== undefined}
        @add=${this.#addRedirect} @dismissed=${() => void this.#load()}></ac-rejected-redirects>
      <form class="fields" novalidate @submit=${this.#submit}>
        <ac-application-fields .values=${this.#values()} .errors=${this.errors} .offered=${this.offered} typeFixed
          ?scopesOnly=${unverified !== undefined} @values-change=${this.#onValues}></ac-application-fields>
        <div><span style="font-size:.875rem;font-weight:500">${localize("applications.client_id")}</span>
          <div style="display:flex;align-items:center;gap:4px"><code style="overflow-wrap:anywhere">${application.client_id}</code>
            <ac-copy-button .text=${application.client_id} .label=${localize("applications.once.copy_id")}
              .copiedLabel=${localize("common.copied")} .failedLabel=${localize("common.copy_failed")}></ac-copy-button></div></div>
      </form>`;
  }

  protected override actions() {
    const { localize } = this;
    return html`
      <ac-button slot="actions" appearance="text" @click=${this.leave}>${localize("common.cancel")}</ac-button>
      <ac-button slot="actions" appearance="filled" ?loading=${this.save.busy} @click=${this.#submit}>${this.progressText(localize("common.save"))}</ac-button>
    `;
  }

  protected override errorText(code: string, message: string): string {
    return code === "not_found" ? this.localize("applications.gone") : super.errorText(code, message);
  }

  #formerSecret(ends: string) {
    const { localize } = this;
    return html`<ac-alert type="info">${localize("applications.former_secret")}
      <ac-time datetime=${ends} language=${localize.language} withTime></ac-time>
      <ac-button slot="action" appearance="text" ?loading=${this.save.busy} @click=${this.#endFormer}>${localize("applications.end_former")}</ac-button>
    </ac-alert>`;
  }

  #values(): ApplicationValues {
    return this.typed ?? valuesOf(this.application);
  }

  /** Without them the application can be changed all the same. */
  async #load(): Promise<void> {
    this.details = await this.client
      .call("application_credentials/application/details", { application_id: this.application.id })
      .catch(() => this.details);
  }

  readonly #endFormer = async (): Promise<void> => {
    const application_id = this.application.id;
    const done = await this.save.run((signal) =>
      resend(
        this.client,
        async () => {
          await this.client.call("application_credentials/application/end_previous_secret", { application_id });
          return true;
        },
        signal,
      ),
    );
    if (done) await this.#load();
  };

  readonly #addRedirect = (event: CustomEvent<string>): void => {
    const values = this.#values();
    this.typed = { ...values, redirects: `${values.redirects.trimEnd()}\n${event.detail}`.trimStart() };
  };

  readonly #onValues = (event: CustomEvent<ApplicationValues>): void => {
    this.typed = event.detail;
    const now = errorsIn(event.detail, this.localize);
    const { name, redirects, scopes } = this.errors;
    this.errors = { name: name && now.name, redirects: redirects && now.redirects, scopes: scopes && now.scopes };
  };

  readonly #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.save.busy) return;
    this.errors = errorsIn(this.#values(), this.localize);
    if (Object.values(this.errors).some((error) => error !== "")) {
      await this.updateComplete;
      const fields = this.renderRoot.querySelector<AcApplicationFields>("ac-application-fields");
      await fields?.updateComplete;
      return fields?.focusInvalid();
    }
    if (!this.dirty) return this.leave();
    const changes = { application_id: this.application.id, ...changesOf(this.application, this.#values()) };
    const updated = await this.save.run((signal) =>
      resend(this.client, () => this.client.call("application_credentials/application/update", changes), signal),
    );
    if (updated) this.leave();
  };
}
