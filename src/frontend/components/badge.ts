import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { tokens } from "./styles.ts";

/** A word that marks a record. */
@customElement("ac-badge")
export class AcBadge extends LitElement {
  @property() accessor tone: "neutral" | "accent" | "warning" = "neutral";

  static override readonly styles = [
    tokens,
    css`
      span {
        display: inline-block;
        padding: 2px 10px;
        border-radius: 999px;
        background: var(--_fill);
        color: var(--_text);
        font-size: 0.8125rem;
        line-height: 1.5;
        white-space: nowrap;
      }
      .accent {
        background: var(--_tint);
      }
      .warning {
        background: color-mix(in srgb, var(--_warning) 14%, transparent);
      }
    `,
  ];

  override render() {
    return html`<span class=${this.tone}><slot></slot></span>`;
  }
}
