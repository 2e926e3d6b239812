import { consume } from "@lit/context";
import { mdiCompassOffOutline } from "@mdi/js";
import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { PATHS } from "../../../protocol/page.ts";
import { type Texts, textsContext } from "../texts/texts.ts";
import { card, textStyles } from "../theme/shared-styles.ts";
import "../../../frontend/components/icon.ts";
import "../app/page.ts";

const ICONS = { not_found: mdiCompassOffOutline };

/** An address that shows nothing but why: a page that there is not. */
@customElement("hub-notice-page")
export class HubNoticePage extends LitElement {
  @property() accessor notice: keyof typeof ICONS = "not_found";
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;

  static override readonly styles = [
    card,
    textStyles,
    css`
      :host {
        display: contents;
      }
      .card {
        display: grid;
        justify-items: center;
        gap: 12px;
        padding: 48px 24px;
        text-align: center;
      }
      .card > ac-icon {
        color: var(--secondary-text-color);
        --ac-icon-size: 48px;
      }
      p {
        max-inline-size: 52ch;
      }
      a {
        display: inline-grid;
        place-content: center;
        min-block-size: 44px;
        color: var(--primary-color);
      }
    `,
  ];

  override render() {
    return html`<hub-page heading=${this.texts(`${this.notice}.title`)} back=${PATHS.dashboard}>
      <section class="card">
        <ac-icon .path=${ICONS[this.notice]}></ac-icon>
        <p>${this.texts(`${this.notice}.text`)}</p>
        <a href=${PATHS.dashboard}>${this.texts("common.to_integrations")}</a>
      </section>
    </hub-page>`;
  }
}
