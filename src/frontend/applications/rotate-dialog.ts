import { css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { type Application, DEFAULT_SECRET_OVERLAP } from "../../protocol/applications.ts";
import { DialogElement } from "../dialog-element.ts";
import { dialogStyles } from "../dialog-styles.ts";
import { withRecentLogin } from "../login/recent-login.ts";
import type { ApplicationCredentials } from "./secret-once.ts";
import "../components/alert.ts";
import "../components/button.ts";
import "../components/select.ts";
import "../components/time.ts";
import "./secret-once.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;
const OVERLAPS = [
  [0, "applications.rotate.at_once"],
  [HOUR, "applications.rotate.hour"],
  [DAY, "applications.rotate.day"],
  [3 * DAY, "applications.rotate.three_days"],
  [7 * DAY, "applications.rotate.week"],
] as const;

/** Makes a new secret, with both valid for a chosen time, and shows it this once. */
@customElement("ac-rotate-application-dialog")
export class AcRotateApplicationDialog extends DialogElement {
  @property({ attribute: false }) accessor application!: Application;
  @property() accessor issuer = "";
  @state() private accessor overlap: number = DEFAULT_SECRET_OVERLAP;
  @state() private accessor made: ApplicationCredentials | undefined;
  @state() private accessor kept = false;
  #ends = "";

  static override readonly styles = [
    dialogStyles,
    css`
      .choice {
        display: grid;
        gap: 6px;
        margin-block-end: 16px;
        font-size: 0.875rem;
        font-weight: 500;
      }
    `,
  ];

  protected override get dirty(): boolean {
    return this.made !== undefined && !this.kept;
  }

  protected override heading(): string {
    const { name } = this.application;
    return this.localize(this.made ? "applications.rotate.done_title" : "applications.rotate.title", { name });
  }

  protected override content() {
    const { localize, made } = this;
    if (made) {
      return html`<p>${
        this.overlap === 0
          ? localize("applications.rotate.ended")
          : html`${localize("applications.former_secret")} <ac-time datetime=${this.#ends} language=${localize.language} withTime></ac-time>`
      }</p>
      <ac-secret-once .credentials=${made} @kept=${this.#onKept}></ac-secret-once>`;
    }
    const options = OVERLAPS.map(([seconds, key]) => ({ value: String(seconds), label: localize(key) }));
    return html`<p>${localize("applications.rotate.text")}</p>
      <div class="choice"><span>${localize("applications.rotate.overlap")}</span>
        <ac-select .label=${localize("applications.rotate.overlap")} .options=${options} .value=${String(this.overlap)}
          @change=${this.#onOverlap}></ac-select></div>
      ${this.overlap === 0 ? html`<ac-alert type="warning">${localize("applications.rotate.at_once_text")}</ac-alert>` : nothing}`;
  }

  protected override actions() {
    const { localize } = this;
    if (this.made) {
      const waits = this.dirty;
      return html`<ac-button slot="actions" appearance="filled" ?disabled=${waits} title=${waits ? localize("applications.once.first") : nothing}
        @click=${this.leave}>${localize("applications.once.done")}</ac-button>`;
    }
    return html`
      <ac-button slot="actions" appearance="text" autofocus @click=${this.leave}>${localize("common.cancel")}</ac-button>
      <ac-button slot="actions" appearance="filled" ?loading=${this.save.busy} @click=${this.#rotate}>${this.progressText(localize("applications.rotate.confirm"))}</ac-button>
    `;
  }

  protected override discardTexts() {
    const { localize } = this;
    return {
      question: localize("applications.once.lose_question"),
      keep: localize("applications.once.stay"),
      discard: localize("applications.once.lose"),
    };
  }

  readonly #onOverlap = (event: Event): void => {
    this.overlap = Number((event.target as HTMLSelectElement).value);
  };

  readonly #onKept = (event: CustomEvent<boolean>): void => {
    this.kept = event.detail;
  };

  readonly #rotate = async (): Promise<void> => {
    const { id, name, client_id, redirect_uris } = this.application;
    const input = { application_id: id, overlap_seconds: this.overlap };
    const rotated = await this.save.run(() =>
      withRecentLogin(this, () => this.client.call("application_credentials/application/rotate_secret", input)),
    );
    if (!rotated) return;
    this.#ends = new Date(Date.now() + this.overlap * 1_000).toISOString();
    this.made = { name, issuer: this.issuer, client_id, client_secret: rotated.client_secret, redirect_uris };
  };
}
