import { consume } from "@lit/context";
import { css, html, LitElement } from "lit";
import { property } from "lit/decorators.js";
import type { Hass } from "../../../protocol/page.ts";
import { type Texts, textsContext } from "../texts/texts.ts";
import "../app/page.ts";

/** A page of the settings: a head, where there is one a way back, and around the plugin's part what every page has. */
export abstract class SettingsPage extends LitElement {
  @property({ attribute: false }) accessor hass!: Hass;
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;

  static override readonly styles = css`
    :host {
      display: contents;
    }
  `;

  protected abstract renderHead(): { readonly heading: string; readonly back?: string };
  protected abstract renderPart(): unknown;

  override render(): unknown {
    const { heading, back = "" } = this.renderHead();
    return html`<hub-page heading=${heading} back=${back}>${this.renderPart()}</hub-page>`;
  }
}
