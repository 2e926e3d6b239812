import { consume } from "@lit/context";
import { css, html, LitElement } from "lit";
import { property } from "lit/decorators.js";
import type { Hass } from "../../../protocol/page.ts";
import { type Texts, textsContext } from "../texts/texts.ts";
import "../../../frontend/components/alert.ts";

/**
 * Where a page of the plugin goes. The plugin puts its own element in the place of what `render` gives;
 * without the plugin there is a plain text.
 */
export class PluginSurface extends LitElement {
  @property({ attribute: false }) accessor hass!: Hass;
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;

  static override readonly styles = css`
    :host {
      display: block;
    }
  `;

  override render(): unknown {
    return html`<ac-alert type="warning">${this.texts("credentials.no_plugin")}</ac-alert>`;
  }
}
