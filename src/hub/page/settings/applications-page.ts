import { consume } from "@lit/context";
import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { type Hass, HUB_SURFACES, PATHS } from "../../../protocol/page.ts";
import { type Texts, textsContext } from "../texts/texts.ts";
import { PluginSurface } from "./plugin-surface.ts";
import "../app/page.ts";

@customElement(HUB_SURFACES.applications)
export class HubConfigOauthApplications extends PluginSurface {}

/** The page at `/config/oauth_applications`. */
@customElement("hub-applications-page")
export class HubApplicationsPage extends LitElement {
  @property({ attribute: false }) accessor hass!: Hass;
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;

  static override readonly styles = css`
    :host {
      display: contents;
    }
  `;

  override render() {
    return html`<hub-page heading=${this.texts("applications.title")} back=${PATHS.dashboard}>
      <hub-config-oauth-applications .hass=${this.hass}></hub-config-oauth-applications>
    </hub-page>`;
  }
}
