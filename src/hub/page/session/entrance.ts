import { consume } from "@lit/context";
import { mdiHubOutline } from "@mdi/js";
import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { LANGUAGES, type Language } from "../texts/language.ts";
import { type Texts, textsContext } from "../texts/texts.ts";
import { card, focusRing } from "../theme/shared-styles.ts";
import "../../../frontend/components/icon.ts";

/**
 * What onboarding and login look like: a card in the middle with a heading, a lead (slot `lead`),
 * the form (default slot), and the choice of a language below, sent up as `hub-language`.
 */
@customElement("hub-entrance")
export class HubEntrance extends LitElement {
  @property() accessor heading = "";
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;

  static override readonly styles = [
    card,
    focusRing,
    css`
      :host {
        display: grid;
        place-content: safe center;
        grid-template-columns: min(100%, 420px);
        box-sizing: border-box;
        min-block-size: 100vh;
        min-block-size: 100dvh;
        padding: 24px 16px;
      }
      .card {
        padding: 32px;
      }
      .logo {
        display: grid;
        place-content: center;
        inline-size: 56px;
        block-size: 56px;
        margin-block-end: 16px;
        border-radius: 16px;
        background: var(--light-primary-color);
        color: var(--primary-color);
        --ac-icon-size: 32px;
      }
      h1 {
        margin: 0 0 8px;
        font-size: 1.5rem;
        font-weight: 500;
        line-height: 1.25;
        letter-spacing: -0.01em;
      }
      footer {
        display: flex;
        justify-content: center;
        padding-block-start: 16px;
      }
      button {
        min-inline-size: 44px;
        min-block-size: 44px;
        padding-inline: 12px;
        border: 0;
        border-radius: 8px;
        background: none;
        color: var(--secondary-text-color);
        font: inherit;
        cursor: pointer;
      }
      button[aria-pressed="true"] {
        color: var(--primary-text-color);
        font-weight: 500;
      }
      button:hover {
        background: var(--secondary-background-color);
      }
      @media (max-width: 600px) {
        .card {
          padding: 24px 20px;
        }
      }
    `,
  ];

  override render() {
    return html`
      <main class="card">
        <div class="logo"><ac-icon .path=${mdiHubOutline}></ac-icon></div>
        <h1>${this.heading}</h1>
        <slot name="lead"></slot>
        <slot></slot>
      </main>
      <footer>
        <div role="group" aria-label=${this.texts("user_menu.language")}>
        ${Object.entries(LANGUAGES).map(
          ([language, name]) => html`<button type="button" lang=${language}
            aria-pressed=${language === this.texts.language} @click=${() => this.#choose(language as Language)}>${name}</button>`,
        )}
      </div>
      </footer>
    `;
  }

  override updated(): void {
    document.title = this.texts("common.title", { page: this.heading });
  }

  #choose(language: Language): void {
    this.dispatchEvent(new CustomEvent("hub-language", { detail: language, bubbles: true, composed: true }));
  }
}
