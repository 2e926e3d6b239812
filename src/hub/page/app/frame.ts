import { consume } from "@lit/context";
import { mdiHubOutline } from "@mdi/js";
import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { type Hass, PATHS } from "../../../protocol/page.ts";
import { type Texts, textsContext } from "../texts/texts.ts";
import type { ThemeChoice } from "../theme/theme.ts";
import { RouteController } from "./navigate.ts";
import "../../../frontend/components/icon.ts";
import "../entry/entry-page.ts";
import "../integrations/integrations-page.ts";
import "../settings/activity-page.ts";
import "../settings/access-page.ts";
import "../settings/applications-page.ts";
import "../settings/consent-page.ts";
import "../settings/credentials-page.ts";
import "../settings/notice-page.ts";
import "./connection-banner.ts";
import "./user-menu.ts";

/** The bar above every signed-in page, and below it the page of the address. */
@customElement("hub-frame")
export class HubFrame extends LitElement {
  @property({ attribute: false }) accessor hass!: Hass;
  @property({ attribute: false }) accessor theme: ThemeChoice = "auto";
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;
  readonly #router = new RouteController(this);

  static override readonly styles = css`
    :host {
      display: flex;
      flex-direction: column;
      min-height: 100vh;
      min-height: 100dvh;
    }
    header {
      position: sticky;
      inset-block-start: 0;
      z-index: 2;
      display: flex;
      align-items: center;
      gap: 8px;
      block-size: 56px;
      padding-inline: 16px 8px;
      background: var(--app-header-background-color);
      color: var(--app-header-text-color);
      border-block-end: 1px solid var(--divider-color);
    }
    .home {
      display: flex;
      align-items: center;
      gap: 12px;
      min-inline-size: 0;
      min-block-size: 44px;
      margin-inline-end: auto;
      border-radius: 8px;
      color: inherit;
      font-size: 1.125rem;
      font-weight: 500;
      text-decoration: none;
    }
    .home span {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .home ac-icon {
      flex: none;
      color: var(--primary-color);
    }
    .home:focus-visible {
      outline: 2px solid var(--primary-color);
      outline-offset: 2px;
    }
    main {
      flex: 1;
      display: flex;
      flex-direction: column;
    }
  `;

  override render() {
    return html`
      <header>
        <a class="home" href=${PATHS.dashboard}>
          <ac-icon .path=${mdiHubOutline}></ac-icon><span>${this.hass.config.location_name}</span>
        </a>
        <hub-user-menu .hass=${this.hass} .theme=${this.theme}></hub-user-menu>
      </header>
      <hub-connection-banner .hass=${this.hass}></hub-connection-banner>
      <main>${this.#page()}</main>
    `;
  }

  #page() {
    const { route } = this.#router;
    switch (route.page) {
      case "integrations":
        return html`<hub-integrations-page .hass=${this.hass} .wizard=${route.wizard}></hub-integrations-page>`;
      case "entry":
        return html`<hub-entry-page .hass=${this.hass} .entryId=${route.entryId}></hub-entry-page>`;
      case "credentials":
        return html`<hub-credentials-page .hass=${this.hass}></hub-credentials-page>`;
      case "activity":
        return html`<hub-activity-page .hass=${this.hass}></hub-activity-page>`;
      case "applications":
        return html`<hub-applications-page .hass=${this.hass}></hub-applications-page>`;
      case "access":
        return html`<hub-access-page .hass=${this.hass}></hub-access-page>`;
      case "consent":
        return html`<hub-consent-page .hass=${this.hass} .uid=${route.uid}></hub-consent-page>`;
      case "not-found":
        return html`<hub-notice-page notice="not_found"></hub-notice-page>`;
    }
  }
}
