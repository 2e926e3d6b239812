import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { focusTheInside } from "./focus.ts";
import { focusRing, tokens } from "./styles.ts";
import "./icon.ts";

/** A round button with an icon; `label` is its name and its tooltip. */
@customElement("ac-icon-button")
export class AcIconButton extends LitElement {
  /** The SVG path, from `@mdi/js`. */
  @property({ attribute: false }) accessor path = "";
  @property() accessor label = "";
  @property({ type: Boolean, reflect: true }) accessor disabled = false;

  static override readonly shadowRootOptions = focusTheInside;

  static override readonly styles = [
    tokens,
    focusRing,
    css`
      :host {
        flex: none;
        display: inline-block;
      }
      button {
        display: grid;
        place-content: center;
        inline-size: 44px;
        block-size: 44px;
        padding: 0;
        border: 0;
        border-radius: 50%;
        background: none;
        color: inherit;
        cursor: pointer;
      }
      button:hover {
        background: color-mix(in srgb, currentcolor 9%, transparent);
      }
      button:disabled {
        background: none;
        opacity: 0.5;
        cursor: default;
      }
    `,
  ];

  override render() {
    return html`<button type="button" aria-label=${this.label} title=${this.label} ?disabled=${this.disabled}>
      <ac-icon .path=${this.path}></ac-icon>
    </button>`;
  }
}
