import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";

/** So many characters at the end stay to be seen: client IDs of one provider often differ only there. */
const TAIL = 8;

/** A code on one line that loses its middle where there is no room; whole in the tooltip, and when it is copied. */
@customElement("ac-truncated")
export class AcTruncated extends LitElement {
  @property({ attribute: false }) accessor text = "";

  static override readonly styles = css`
    :host {
      display: inline-flex;
      min-inline-size: 0;
      max-inline-size: 100%;
      font-family: var(--ha-font-family-code, ui-monospace, Menlo, Consolas, "Liberation Mono", monospace);
      font-size: 0.875rem;
      white-space: pre;
    }
    .start {
      min-inline-size: 2ch;
      overflow: hidden;
      text-overflow: ellipsis;
    }
    .end {
      flex: none;
    }
  `;

  override render() {
    const split = this.text.length > 2 * TAIL ? this.text.length - TAIL : this.text.length;
    const [start, end] = [this.text.slice(0, split), this.text.slice(split)];
    return html`<span class="start" title=${this.text}>${start}</span><span class="end" title=${this.text}>${end}</span>`;
  }
}
