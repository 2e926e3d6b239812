import { mdiArrowLeft, mdiMenu } from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { PATHS } from "../../protocol/page.ts";
import "../components/icon.ts";
import "../components/icon-button.ts";

/** The head of the page where it does not stand in Home Assistant's frame: sidebar's button, back arrow, title, actions (slot). */
@customElement("ac-panel-header")
export class AcPanelHeader extends LitElement {
  @property() accessor heading = "";
  /** The sidebar is hidden, so that it needs a button. */
  @property({ type: Boolean }) accessor sidebarHidden = false;
  @property({ attribute: false }) accessor menuLabel = "";
  @property({ attribute: false }) accessor backLabel = "";
  @property({ attribute: false }) accessor backPath: string = PATHS.dashboard;

  static override readonly styles = css`
    header {
      display: flex;
      align-items: center;
      gap: 4px;
      box-sizing: border-box;
      block-size: calc(var(--header-height, 56px) + var(--safe-area-inset-top, 0px));
      padding: var(--safe-area-inset-top, 0px) 8px 0;
      border-block-end: 1px solid var(--divider-color, transparent);
      background: var(--app-header-background-color, var(--primary-color));
      color: var(--app-header-text-color, #ffffff);
    }
    a {
      display: grid;
      place-content: center;
      inline-size: 44px;
      block-size: 44px;
      border-radius: 50%;
      color: inherit;
    }
    a:focus-visible {
      outline: 2px solid currentcolor;
      outline-offset: -4px;
    }
    h1 {
      flex: 1;
      min-inline-size: 0;
      margin: 0 8px;
      font-size: 1.25rem;
      font-weight: 400;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
  `;

  override render() {
    return html`<header>
      ${
        this.sidebarHidden
          ? html`<ac-icon-button .path=${mdiMenu} .label=${this.menuLabel} @click=${this.#toggleSidebar}></ac-icon-button>`
          : nothing
      }
      <a href=${this.backPath} aria-label=${this.backLabel} title=${this.backLabel}><ac-icon .path=${mdiArrowLeft}></ac-icon></a>
      <h1>${this.heading}</h1>
      <slot></slot>
    </header>`;
  }

  readonly #toggleSidebar = (): void =>
    void this.dispatchEvent(new CustomEvent("hass-toggle-menu", { bubbles: true, composed: true }));
}
