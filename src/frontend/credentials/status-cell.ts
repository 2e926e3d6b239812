import { consume } from "@lit/context";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { tokens } from "../components/styles.ts";
import { localizeContext } from "../context.ts";
import type { Localize } from "../localize.ts";
import { statusIconStyles } from "./status-icon-styles.ts";
import type { UseStatus } from "./use-status.ts";

/** A credential's state in a word: that of the worst entry that uses it. */
@customElement("ac-status-cell")
export class AcStatusCell extends LitElement {
  /** Undefined until it is known. */
  @property({ attribute: false }) accessor status: UseStatus | undefined;
  @consume({ context: localizeContext, subscribe: true }) accessor localize!: Localize;

  static override readonly styles = [
    tokens,
    statusIconStyles,
    css`
      :host {
        display: block;
        font-size: 0.875rem;
        overflow: hidden;
        text-overflow: ellipsis;
      }
    `,
  ];

  override render() {
    if (!this.status) return nothing;
    const { label, tone } = this.status;
    return html`<span class=${tone}>${this.localize(label)}</span>`;
  }
}
