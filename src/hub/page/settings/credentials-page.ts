import { consume } from "@lit/context";
import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { type Hass, HUB_SURFACES, PATHS } from "../../../protocol/page.ts";
import { type Texts, textsContext } from "../texts/texts.ts";
import { PluginSurface } from "./plugin-surface.ts";
import "../app/page.ts";

@customElement(HUB_SURFACES.page)
export class HubConfigApplicationCredentials extends PluginSurface {}

/** The page at `/config/application_credentials`: head and back arrow around the plugin's part. */
@customElement("hub-credentials-page")
export class HubCredentialsPage extends LitElement {
  @property({ attribute: false }) accessor hass!: Hass;
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;

  static override readonly styles = css`
    :host {
      display: contents;
    }
  `;

  override render() {
    return html`<hub-page heading=${this.texts("credentials.title")} back=${PATHS.dashboard}>
      <hub-config-application-credentials .hass=${this.hass}></hub-config-application-credentials>
    </hub-page>`;
  }
}
