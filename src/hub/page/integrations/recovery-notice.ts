import { consume } from "@lit/context";
import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { type Texts, textsContext } from "../texts/texts.ts";
import "../../../frontend/components/alert.ts";

/** Says that accounts work again. The region is there before its text, so that screen readers hear of it. */
@customElement("hub-recovery-notice")
export class HubRecoveryNotice extends LitElement {
  @property({ attribute: false }) accessor titles: readonly string[] = [];
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;

  static override readonly styles = css`
    ac-alert + ac-alert {
      margin-block-start: 8px;
    }
    ac-alert:last-child {
      display: block;
      margin-block-end: 16px;
    }
  `;

  override render() {
    return html`<div aria-live="polite">${this.titles.map((title) => html`<ac-alert type="success">${this.texts("reauth.recovered", { title })}</ac-alert>`)}</div>`;
  }
}
