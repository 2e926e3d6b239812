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
    /* Whole characters only, so that no part of one is left empty between the ellipsis and the end. */
    .start:not(:only-child) {
      max-inline-size: calc(round(down, 100% - ${TAIL}ch + 0.1px, 1ch) + 0.5px);
    }
    .end {
      flex: none;
    }
  `;

  override render() {
    const { text } = this;
    if (text.length <= 2 * TAIL) return html`<span class="start" title=${text}>${text}</span>`;
    const [start, end] = [text.slice(0, -TAIL), text.slice(-TAIL)];
    return html`<span class="start" title=${text}>${start}</span><span class="end" title=${text}>${end}</span>`;
  }
}
