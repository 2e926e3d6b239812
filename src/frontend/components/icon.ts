import { css, html, LitElement, svg } from "lit";
import { customElement, property } from "lit/decorators.js";

/** An MDI icon in the colour of its text. Its size is `--ac-icon-size`, 24 px unless told; it says nothing to screen readers. */
@customElement("ac-icon")
export class AcIcon extends LitElement {
  /** The SVG path, from `@mdi/js`. */
  @property({ attribute: false }) accessor path = "";

  static override readonly styles = css`
    :host {
      flex: none;
      display: inline-flex;
      inline-size: var(--ac-icon-size, 24px);
      block-size: var(--ac-icon-size, 24px);
    }
    svg {
      inline-size: 100%;
      block-size: 100%;
      fill: currentcolor;
    }
  `;

  override render() {
    return html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">${svg`<path d=${this.path}></path>`}</svg>`;
  }
}
