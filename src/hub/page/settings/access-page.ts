import { consume } from "@lit/context";
import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { type Hass, HUB_SURFACES, PATHS } from "../../../protocol/page.ts";
import { type Texts, textsContext } from "../texts/texts.ts";
import { PluginSurface } from "./plugin-surface.ts";
import "../app/page.ts";

@customElement(HUB_SURFACES.access)
export class HubApplicationAccess extends PluginSurface {}

/** Which applications have access to the account of who is signed in. */
@customElement("hub-access-page")
export class HubAccessPage extends LitElement {
  @property({ attribute: false }) accessor hass!: Hass;
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;

  static override readonly styles = css`
    :host {
      display: contents;
    }
  `;

  override render() {
    return html`<hub-page heading=${this.texts("applications.access")} back=${PATHS.dashboard}>
      <hub-application-access .hass=${this.hass}></hub-application-access>
    </hub-page>`;
  }
}
