import { consume } from "@lit/context";
import { html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { OpenedWindow } from "../../../frontend/components/opened-window.ts";
import type { ExternalStep } from "../../../protocol/flow.ts";
import { type Hass, HUB_SURFACES } from "../../../protocol/page.ts";
import { type Texts, textsContext } from "../texts/texts.ts";
import { stepStyles } from "./step-styles.ts";

/**
 * The step in which the person signs in at the provider. The plugin puts its own element in the place of
 * what `render` gives; without the plugin there is a plain link.
 */
@customElement(HUB_SURFACES.externalStep)
export class HubFlowExternalStep extends LitElement {
  @property({ attribute: false }) accessor hass!: Hass;
  @property({ attribute: false }) accessor step!: ExternalStep;
  /** A window that was opened for the sign-in already, by the click that led here. */
  @property({ attribute: false }) accessor popup: OpenedWindow | undefined;
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;

  static override readonly styles = stepStyles;

  override render(): unknown {
    return html`
      <p>${this.texts("flow.external.text")}</p>
      <div class="actions"><a href=${this.step.url} target="_blank" rel="opener">${this.texts("flow.external.open")}</a></div>
    `;
  }
}
