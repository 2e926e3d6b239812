import { consume } from "@lit/context";
import { mdiAlertCircleOutline, mdiCheckCircleOutline } from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { AbortReason, AbortStep, CreateEntryStep } from "../../../protocol/flow.ts";
import { navigate } from "../app/navigate.ts";
import { entryPath } from "../app/route.ts";
import { configText, type IntegrationTexts } from "../integrations/integration-texts.ts";
import { type TextKey, type Texts, textsContext } from "../texts/texts.ts";
import { stepStyles } from "./step-styles.ts";
import "../../../frontend/components/button.ts";
import "../../../frontend/components/icon.ts";

/** Our own words for the reasons for which every integration's flow can end. */
const REASON_TEXTS: Readonly<Partial<Record<AbortReason, TextKey>>> = {
  user_rejected_authorize: "flow.abort.user_rejected_authorize",
  oauth_error: "flow.abort.oauth_error",
  oauth_timeout: "flow.abort.oauth_timeout",
  oauth_unauthorized: "flow.abort.oauth_unauthorized",
  oauth_failed: "flow.abort.oauth_failed",
};

/**
 * How a config flow ended: an entry, an account that works again, or a reason why not.
 * Sends up `hub-flow-finish` and, when another try can help, `flow-restart`.
 */
@customElement("hub-flow-outcome")
export class HubFlowOutcome extends LitElement {
  @property({ attribute: false }) accessor step!: CreateEntryStep | AbortStep;
  @property({ attribute: false }) accessor integrationTexts: IntegrationTexts = {};
  /** The integration's name. */
  @property() accessor name = "";
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;

  static override readonly styles = [
    stepStyles,
    css`
      .outcome {
        display: grid;
        justify-items: center;
        padding-block-start: 8px;
        text-align: center;
        --ac-icon-size: 56px;
      }
      .good {
        color: var(--success-color);
      }
      .bad {
        color: var(--error-color);
      }
      h3 {
        margin-block-start: 12px;
        overflow-wrap: anywhere;
      }
      p {
        color: var(--secondary-text-color);
      }
      details {
        justify-self: stretch;
        text-align: start;
      }
      summary {
        display: list-item;
        min-block-size: 44px;
        box-sizing: border-box;
        padding-block: 10px;
        color: var(--primary-color);
        cursor: pointer;
      }
      summary:focus-visible {
        outline: 2px solid var(--primary-color);
        border-radius: 4px;
      }
      code {
        display: block;
        padding: 12px;
        border-radius: 8px;
        background: var(--secondary-background-color);
        color: var(--primary-text-color);
        font: 0.875rem / 1.5 var(--ha-font-family-code);
        overflow-wrap: anywhere;
      }
    `,
  ];

  override render() {
    if (this.step.type === "create_entry") return this.#created(this.step);
    if (this.step.reason === "reauth_successful") return this.#signedInAgain();
    return this.#aborted(this.step);
  }

  #created({ result }: CreateEntryStep) {
    return html`
      <div class="outcome" role="status">
        <ac-icon class="good" .path=${mdiCheckCircleOutline}></ac-icon>
        <h3>${this.texts("flow.created.title", { name: this.name })}</h3>
        <p>${result.title}</p>
      </div>
      <div class="actions">
        <ac-button appearance="text" @click=${() => this.#show(result.entry_id)}>${this.texts("flow.created.show")}</ac-button>
        <ac-button appearance="filled" autofocus @click=${this.#finish}>${this.texts("common.finish")}</ac-button>
      </div>
    `;
  }

  #signedInAgain() {
    return html`
      <div class="outcome" role="status">
        <ac-icon class="good" .path=${mdiCheckCircleOutline}></ac-icon>
        <h3>${this.texts("flow.reauth_successful.title")}</h3>
        <p>${this.#text("abort.reauth_successful") ?? this.texts("flow.reauth_successful.text", { name: this.name })}</p>
      </div>
      <div class="actions"><ac-button appearance="filled" autofocus @click=${this.#finish}>${this.texts("common.finish")}</ac-button></div>
    `;
  }

  #aborted({ reason, description_placeholders }: AbortStep) {
    const own = REASON_TEXTS[reason];
    const detail = description_placeholders?.error;
    return html`
      <div class="outcome" role="alert">
        <ac-icon class="bad" .path=${mdiAlertCircleOutline}></ac-icon>
        <h3>${this.texts("flow.abort.title", { name: this.name })}</h3>
        <p>${this.#text(`abort.${reason}`) ?? (own ? this.texts(own, { name: this.name }) : reason)}</p>
        ${detail ? html`<details><summary>${this.texts("flow.abort.details")}</summary><code>${detail}</code></details>` : nothing}
      </div>
      <div class="actions">
        <ac-button appearance="text" @click=${this.#finish}>${this.texts("common.close")}</ac-button>
        ${own ? html`<ac-button appearance="filled" autofocus @click=${this.#restart}>${this.texts("flow.abort.again")}</ac-button>` : nothing}
      </div>
    `;
  }

  #text(key: string): string | undefined {
    return configText(this.integrationTexts, this.step.handler, key, this.step.description_placeholders);
  }

  #show(entryId: string): void {
    this.#finish();
    navigate(entryPath(entryId));
  }

  readonly #finish = (): void => void this.dispatchEvent(new CustomEvent("hub-flow-finish", { bubbles: true }));

  readonly #restart = (): void => void this.dispatchEvent(new CustomEvent("flow-restart", { bubbles: true }));
}
