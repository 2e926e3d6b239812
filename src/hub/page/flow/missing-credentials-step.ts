import { consume } from "@lit/context";
import { html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { AbortStep } from "../../../protocol/flow.ts";
import { type Hass, HUB_SURFACES, PATHS } from "../../../protocol/page.ts";
import { type Texts, textsContext } from "../texts/texts.ts";
import { stepStyles } from "./step-styles.ts";

/**
 * The end of a flow for which there is no credential. The plugin puts its own element, which takes one,
 * in the place of what `render` gives; without the plugin there is a plain text.
 */
@customElement(HUB_SURFACES.missingCredentialsStep)
export class HubFlowMissingCredentials extends LitElement {
  @property({ attribute: false }) accessor hass!: Hass;
  @property({ attribute: false }) accessor step!: AbortStep;
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;

  static override readonly styles = stepStyles;

  override render(): unknown {
    return html`
      <p>${this.texts("flow.missing_credentials.text")}</p>
      <div class="actions"><a href=${PATHS.credentials}>${this.texts("flow.missing_credentials.open")}</a></div>
    `;
  }
}
