import { consume } from "@lit/context";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { KeyState } from "../../protocol/keys.ts";
import { dateLocale } from "../components/date-locale.ts";
import { tokens } from "../components/styles.ts";
import { localizeContext } from "../context.ts";
import type { Localize } from "../localize.ts";
import "../components/alert.ts";

/** How far a rotation is, and that it is over; it says so aloud, at each fifth of the way and not at each record. */
@customElement("ac-key-progress")
export class AcKeyProgress extends LitElement {
  @property({ attribute: false }) accessor state!: KeyState;
  @consume({ context: localizeContext, subscribe: true }) accessor localize!: Localize;
  /** Whether a rotation was seen since this is shown. */
  #seen = false;
  #said = "";
  #saidAt = -1;

  static override readonly styles = [
    tokens,
    css`
      :host {
        display: block;
      }
      progress {
        display: block;
        box-sizing: border-box;
        inline-size: 100%;
        block-size: 8px;
        margin-block-end: 6px;
        border: 0;
        border-radius: 4px;
        background: var(--_fill);
        accent-color: var(--_primary);
        overflow: hidden;
      }
      progress::-webkit-progress-bar {
        background: var(--_fill);
      }
      progress::-webkit-progress-value {
        background: var(--_primary);
      }
      p {
        margin: 0;
        color: var(--_quiet);
        font-size: 0.875rem;
      }
    `,
  ];

  override render() {
    const { rotating, records, problem } = this.state;
    this.#seen ||= rotating;
    return html`
      ${rotating ? html`<progress max=${Math.max(records, 1)} value=${this.#done} aria-label=${this.localize("keys.progress_label")}></progress>` : nothing}
      <p role="status">${this.#seen ? this.#words() : ""}</p>
      ${rotating && problem !== undefined ? html`<ac-alert type="warning">${this.localize("keys.problem", { problem })}</ac-alert>` : nothing}
    `;
  }

  #number(count: number): string {
    return new Intl.NumberFormat(dateLocale(this.localize.language)).format(count);
  }

  get #done(): number {
    return this.state.records - this.state.records_pending;
  }

  #words(): string {
    const { localize } = this;
    const { rotating, records, records_pending } = this.state;
    if (!rotating) return localize("keys.rotated");
    if (records_pending === 0) return localize("keys.settling");
    const fifth = Math.floor((5 * this.#done) / records);
    if (fifth !== this.#saidAt || this.#said === "") {
      this.#saidAt = fifth;
      this.#said = localize("keys.progress", { done: this.#number(this.#done), total: this.#number(records) });
    }
    return this.#said;
  }
}
