import { consume } from "@lit/context";
import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { type Hass, HUB_SURFACES } from "../../../protocol/page.ts";
import { type Texts, textsContext } from "../texts/texts.ts";
import { PluginSurface } from "./plugin-surface.ts";
import "../app/page.ts";

@customElement(HUB_SURFACES.consent)
export class HubApplicationConsent extends PluginSurface {
  @property() accessor uid = "";
}

/** Where a person lets an application in, or not. */
@customElement("hub-consent-page")
export class HubConsentPage extends LitElement {
  @property({ attribute: false }) accessor hass!: Hass;
  @property() accessor uid = "";
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;

  static override readonly styles = css`
    :host {
      display: contents;
    }
  `;

  override render() {
    return html`<hub-page heading=${this.texts("applications.consent")}>
      <hub-application-consent .hass=${this.hass} .uid=${this.uid}></hub-application-consent>
    </hub-page>`;
  }
}
