import { html } from "lit";
import { customElement } from "lit/decorators.js";
import { HUB_SURFACES, PATHS } from "../../../protocol/page.ts";
import { PluginSurface } from "./plugin-surface.ts";
import { SettingsPage } from "./settings-page.ts";

@customElement(HUB_SURFACES.activity)
export class HubConfigActivity extends PluginSurface {}

/** The page at `/config/application_credentials/activity`; its arrow leads back to the credentials. */
@customElement("hub-activity-page")
export class HubActivityPage extends SettingsPage {
  protected override renderHead() {
    return { heading: this.texts("credentials.activity"), back: PATHS.credentials };
  }

  protected override renderPart() {
    return html`<hub-config-application-credentials-activity .hass=${this.hass}></hub-config-application-credentials-activity>`;
  }
}
