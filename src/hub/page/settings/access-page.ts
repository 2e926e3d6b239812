import { html } from "lit";
import { customElement } from "lit/decorators.js";
import { HUB_SURFACES, PATHS } from "../../../protocol/page.ts";
import { PluginSurface } from "./plugin-surface.ts";
import { SettingsPage } from "./settings-page.ts";

@customElement(HUB_SURFACES.access)
export class HubApplicationAccess extends PluginSurface {}

/** Which applications have access to the account of who is signed in. */
@customElement("hub-access-page")
export class HubAccessPage extends SettingsPage {
  protected override renderHead() {
    return { heading: this.texts("applications.access"), back: PATHS.dashboard };
  }

  protected override renderPart() {
    return html`<hub-application-access .hass=${this.hass}></hub-application-access>`;
  }
}
