import { consume } from "@lit/context";
import { css, html, LitElement } from "lit";
import { customElement } from "lit/decorators.js";
import "../../../frontend/components/spinner.ts";
import { type Texts, textsContext } from "../texts/texts.ts";

/** Something is being fetched. It fades in late, so that what comes at once does not flash. */
@customElement("hub-waiting")
export class HubWaiting extends LitElement {
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;

  static override readonly styles = css`
    div {
      display: grid;
      place-content: center;
      min-block-size: 160px;
      animation: appear 200ms 500ms both;
    }
    @keyframes appear {
      from {
        opacity: 0;
      }
    }
  `;

  override render() {
    return html`<div role="status" aria-label=${this.texts("common.loading")}><ac-spinner></ac-spinner></div>`;
  }
}
