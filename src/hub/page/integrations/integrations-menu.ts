import { consume } from "@lit/context";
import { mdiDotsVertical } from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { type Hass, HUB_SURFACES, type MenuItem } from "../../../protocol/page.ts";
import { navigate } from "../app/navigate.ts";
import { type Texts, textsContext } from "../texts/texts.ts";
import "../../../frontend/components/menu.ts";

/** The overflow menu of Devices & services. It is empty, and not shown, until the plugin adds its items. */
@customElement(HUB_SURFACES.menu)
export class HubIntegrationsMenu extends LitElement {
  @property({ attribute: false }) accessor hass!: Hass;
  @property({ attribute: false }) accessor items: readonly MenuItem[] = [];
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;

  static override readonly styles = css`
    :host {
      display: block;
    }
  `;

  override render(): unknown {
    if (this.items.length === 0) return nothing;
    return html`<ac-menu .label=${this.texts("integrations.menu")} .icon=${mdiDotsVertical} .items=${this.items}
      @select=${(event: CustomEvent<MenuItem>) => navigate(event.detail.path)}></ac-menu>`;
  }
}
