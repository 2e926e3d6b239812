import { html } from "lit";
import { customElement, property } from "lit/decorators.js";
import { HUB_SURFACES } from "../../../protocol/page.ts";
import { PluginSurface } from "./plugin-surface.ts";
import { SettingsPage } from "./settings-page.ts";

@customElement(HUB_SURFACES.consent)
export class HubApplicationConsent extends PluginSurface {
  @property() accessor uid = "";
}

/** Where a person lets an application in, or not. */
@customElement("hub-consent-page")
export class HubConsentPage extends SettingsPage {
  @property() accessor uid = "";

  protected override renderHead() {
    return { heading: this.texts("applications.consent") };
  }

  protected override renderPart() {
    return html`<hub-application-consent .hass=${this.hass} .uid=${this.uid}></hub-application-consent>`;
  }
}
