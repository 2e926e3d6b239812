import { consume } from "@lit/context";
import { mdiArrowLeft } from "@mdi/js";
import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property } from "lit/decorators.js";
import { type Texts, textsContext } from "../texts/texts.ts";
import "../../../frontend/components/icon.ts";

/**
 * A page's head and width: back arrow, title, actions (slot `actions`), content (default slot).
 * `back` is the address that the arrow leads to; without it there is no arrow.
 */
@customElement("hub-page")
export class HubPage extends LitElement {
  @property() accessor heading = "";
  @property() accessor back = "";
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;

  static override readonly styles = css`
    :host {
      flex: 1;
      display: flex;
      flex-direction: column;
      box-sizing: border-box;
      inline-size: 100%;
      max-inline-size: var(--hub-page-width, 1120px);
      margin-inline: auto;
      padding: 24px 24px 48px;
    }
    .head {
      display: flex;
      align-items: center;
      gap: 8px;
      min-block-size: 48px;
      margin-block-end: 20px;
    }
    h1 {
      flex: 1;
      min-inline-size: 0;
      margin: 0;
      font-size: 1.5rem;
      font-weight: 500;
      line-height: 1.25;
      letter-spacing: -0.01em;
      overflow-wrap: anywhere;
    }
    h1:focus {
      outline: none;
    }
    .back {
      flex: none;
      display: grid;
      place-content: center;
      inline-size: 44px;
      block-size: 44px;
      margin-inline-start: -12px;
      border-radius: 50%;
      color: var(--secondary-text-color);
    }
    .back:hover {
      background: var(--secondary-background-color);
    }
    .back:focus-visible {
      outline: 2px solid var(--primary-color);
    }
    .back:dir(rtl) ac-icon {
      transform: scaleX(-1);
    }
    @media (max-width: 600px) {
      :host {
        padding: 12px 16px 32px;
      }
      .head {
        margin-block-end: 12px;
      }
      h1 {
        font-size: 1.375rem;
      }
    }
  `;

  override render() {
    return html`
      <div class="head">
        ${this.back ? html`<a class="back" href=${this.back} aria-label=${this.texts("common.back")}><ac-icon .path=${mdiArrowLeft}></ac-icon></a>` : nothing}
        <h1 tabindex="-1">${this.heading}</h1>
        <slot name="actions"></slot>
      </div>
      <slot></slot>
    `;
  }

  /** After a step to another page the focus would be nowhere, and screen readers would say nothing. */
  override firstUpdated(): void {
    scrollTo(0, 0);
    if (document.activeElement === document.body) this.renderRoot.querySelector("h1")?.focus();
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("heading") || changed.has("texts"))
      document.title = this.texts("common.title", { page: this.heading });
  }
}
