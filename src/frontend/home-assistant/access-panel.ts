import { html } from "lit";
import { customElement } from "lit/decorators.js";
import { PATHS } from "../../protocol/page.ts";
import { HomeAssistantPanel } from "./home-assistant-panel.ts";
import "../consent/consent-page.ts";
import "../grants/access-page.ts";
import "./panel-header.ts";

/** What the provider's paths begin with here. */
const ENDPOINTS = "/api/application_credentials/oauth";
const CONSENT = PATHS.consent.slice(PATHS.access.length);

/** In Home Assistant, for every user: where an application is let in, and which have been. */
@customElement("ac-home-assistant-access")
export class AcHomeAssistantAccess extends HomeAssistantPanel {
  protected override renderPanel() {
    const { localize } = this;
    const path = this.route?.path ?? "";
    const uid = path.startsWith(CONSENT) ? path.slice(CONSENT.length) : "";
    const sidebarHidden = this.narrow || this.homeAssistant.dockedSidebar === "always_hidden";
    return html`<ac-panel-header .heading=${localize(uid ? "consent.page_title" : "consent.revoke_where")} .sidebarHidden=${sidebarHidden}
        .menuLabel=${localize("home_assistant.sidebar")} .backLabel=${localize("common.close")} backPath="/"></ac-panel-header>
      <div class="scroll"><div class="content">${
        uid
          ? html`<ac-consent-page .hass=${this.hass} .uid=${decodeURIComponent(uid)} .endpoints=${ENDPOINTS}></ac-consent-page>`
          : html`<ac-access-page .hass=${this.hass}></ac-access-page>`
      }</div></div>`;
  }
}
