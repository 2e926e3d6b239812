import { consume } from "@lit/context";
import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { type Hass, HUB_SURFACES, PATHS } from "../../../protocol/page.ts";
import { type Texts, textsContext } from "../texts/texts.ts";
import { PluginSurface } from "./plugin-surface.ts";
import "../app/page.ts";

@customElement(HUB_SURFACES.activity)
export class HubConfigActivity extends PluginSurface {}

/** The page at `/config/application_credentials/activity`; its arrow leads back to the credentials. */
@customElement("hub-activity-page")
export class HubActivityPage extends LitElement {
  @property({ attribute: false }) accessor hass!: Hass;
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;

  static override readonly styles = css`
    :host {
      display: contents;
    }
  `;

  override render() {
    return html`<hub-page heading=${this.texts("credentials.activity")} back=${PATHS.credentials}>
      <hub-config-application-credentials-activity .hass=${this.hass}></hub-config-application-credentials-activity>
    </hub-page>`;
  }
}
