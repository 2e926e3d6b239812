import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { tokens } from "./styles.ts";

/** Something is on its way. It has no text: whoever shows it says what is awaited. */
@customElement("ac-spinner")
export class AcSpinner extends LitElement {
  @property() accessor size: "small" | "medium" = "medium";

  static override readonly styles = [
    tokens,
    css`
      :host {
        display: inline-grid;
        place-content: center;
      }
      span {
        box-sizing: border-box;
        inline-size: 36px;
        block-size: 36px;
        border: 4px solid color-mix(in srgb, currentcolor 20%, transparent);
        border-block-start-color: currentcolor;
        border-radius: 50%;
        color: var(--ac-spinner-color, var(--_primary));
        animation: turn 900ms linear infinite;
      }
      .small {
        inline-size: 18px;
        block-size: 18px;
        border-width: 2px;
        color: var(--ac-spinner-color, currentcolor);
      }
      @keyframes turn {
        to {
          transform: rotate(1turn);
        }
      }
      @media (prefers-reduced-motion: reduce) {
        span {
          animation-duration: 4s;
        }
      }
    `,
  ];

  override render() {
    return html`<span class=${this.size} aria-hidden="true"></span>`;
  }
}
