import { consume } from "@lit/context";
import { mdiAlertOutline, mdiCheckCircleOutline, mdiCloseCircleOutline } from "@mdi/js";
import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { CheckResult } from "../../protocol/check.ts";
import { tokens } from "../components/styles.ts";
import { localizeContext } from "../context.ts";
import type { Localize } from "../localize.ts";
import type { CheckState } from "./check-controller.ts";
import "../components/button.ts";
import "../components/icon.ts";
import "../components/spinner.ts";

const OUTCOMES = {
  accepted: { icon: mdiCheckCircleOutline, text: "check.accepted" },
  rejected: { icon: mdiCloseCircleOutline, text: "check.rejected" },
  unknown: { icon: mdiAlertOutline, text: "check.unknown" },
} as const;

/**
 * How the check of a client stands, beside the field with its secret. With `offered` it has the button that asks for
 * one; it sends `check` then.
 */
@customElement("ac-check-line")
export class AcCheckLine extends LitElement {
  @property({ attribute: false }) accessor state: CheckState = { step: "idle" };
  @property({ type: Boolean }) accessor offered = false;
  @consume({ context: localizeContext, subscribe: true }) accessor localize!: Localize;

  static override readonly styles = [
    tokens,
    css`
      :host {
        display: block;
        min-block-size: 44px;
        scroll-margin-block: 12px;
        font-size: 0.875rem;
        line-height: 1.45;
      }
      .line {
        display: flex;
        align-items: flex-start;
        gap: 8px;
        padding-block: 8px;
        color: var(--_text);
        overflow-wrap: anywhere;
        --ac-icon-size: 20px;
      }
      .line > :last-child {
        min-inline-size: 0;
      }
      .accepted ac-icon {
        color: var(--_success);
      }
      .rejected ac-icon {
        color: var(--_error);
      }
      .unknown ac-icon {
        color: var(--_warning);
      }
      .reason {
        display: block;
        color: var(--_quiet);
      }
      ac-button {
        margin-inline-start: -12px;
      }
    `,
  ];

  override render() {
    return html`<div role="status">${this.#content()}</div>
      ${this.offered && this.state.step === "idle" ? this.#button() : nothing}`;
  }

  /** Below a long form it would go unseen. */
  override updated(changed: PropertyValues<this>): void {
    const isNews = changed.has("state") && changed.get("state")?.step !== this.state.step;
    if (isNews && this.state.step !== "idle") this.scrollIntoView({ block: "nearest" });
  }

  #content() {
    const { state, localize } = this;
    switch (state.step) {
      case "idle":
        return nothing;
      case "checking":
        return html`<div class="line"><ac-spinner size="small"></ac-spinner><span>${localize("check.checking")}</span></div>`;
      case "offline":
        return html`<div class="line"><ac-spinner size="small"></ac-spinner><span>${localize("common.waiting")}</span></div>`;
      case "waiting":
        return html`<div class="line"><ac-spinner size="small"></ac-spinner>
          <span aria-live="off">${localize("check.waiting", { seconds: state.seconds })}</span></div>`;
      case "done":
        return this.#outcome(state.result);
    }
  }

  #outcome({ status, reason }: CheckResult) {
    const { icon, text } = OUTCOMES[status];
    return html`<div class="line ${status}"><ac-icon .path=${icon}></ac-icon>
      <span>${this.localize(text)} ${status === "accepted" ? nothing : html`<span class="reason">${reason}</span>`}</span></div>`;
  }

  #button() {
    return html`<ac-button appearance="text" @click=${() => this.dispatchEvent(new CustomEvent("check"))}>
      ${this.localize("check.now")}
    </ac-button>`;
  }
}
