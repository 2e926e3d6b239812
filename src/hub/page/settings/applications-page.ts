import { html } from "lit";
import { customElement } from "lit/decorators.js";
import { HUB_SURFACES, PATHS } from "../../../protocol/page.ts";
import { PluginSurface } from "./plugin-surface.ts";
import { SettingsPage } from "./settings-page.ts";

@customElement(HUB_SURFACES.applications)
export class HubConfigOauthApplications extends PluginSurface {}

/** The page at `/config/oauth_applications`. */
@customElement("hub-applications-page")
export class HubApplicationsPage extends SettingsPage {
  protected override renderHead() {
    return { heading: this.texts("applications.title"), back: PATHS.dashboard };
  }

  protected override renderPart() {
    return html`<hub-config-oauth-applications .hass=${this.hass}></hub-config-oauth-applications>`;
  }
}
