import { html } from "lit";
import { customElement } from "lit/decorators.js";
import { HUB_SURFACES, PATHS } from "../../../protocol/page.ts";
import { PluginSurface } from "./plugin-surface.ts";
import { SettingsPage } from "./settings-page.ts";

@customElement(HUB_SURFACES.page)
export class HubConfigApplicationCredentials extends PluginSurface {}

/** The page at `/config/application_credentials`: head and back arrow around the plugin's part. */
@customElement("hub-credentials-page")
export class HubCredentialsPage extends SettingsPage {
  protected override renderHead() {
    return { heading: this.texts("credentials.title"), back: PATHS.dashboard };
  }

  protected override renderPart() {
    return html`<hub-config-application-credentials .hass=${this.hass}></hub-config-application-credentials>`;
  }
}
