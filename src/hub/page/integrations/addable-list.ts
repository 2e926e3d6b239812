import { mdiPlus } from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { wizardPath } from "../app/route.ts";
import { card, focusRing, textStyles } from "../theme/shared-styles.ts";
import "../../../frontend/components/icon.ts";

/** An integration that can be added, as the list shows it. */
export interface AddableItem {
  readonly domain: string;
  readonly name: string;
  /** An MDI icon's SVG path. */
  readonly icon: string;
  /** A quiet second line. */
  readonly note?: string;
}

/** Integrations that can be added, as tiles (`layout="tiles"`) or as the rows of a picker. Each leads to its wizard. */
@customElement("hub-addable-list")
export class HubAddableList extends LitElement {
  @property({ attribute: false }) accessor items: readonly AddableItem[] = [];
  @property() accessor layout: "tiles" | "rows" = "tiles";

  static override readonly styles = [
    card,
    textStyles,
    focusRing,
    css`
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .tiles {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 320px), 1fr));
        gap: 16px;
      }
      a {
        display: flex;
        align-items: center;
        gap: 14px;
        min-block-size: 64px;
        padding: 10px 16px;
        color: inherit;
        text-decoration: none;
      }
      .rows a {
        min-block-size: 56px;
        padding: 8px;
        border-radius: 8px;
      }
      a:hover {
        background: var(--secondary-background-color);
      }
      .name {
        flex: 1;
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }
      .plus {
        color: var(--primary-color);
      }
    `,
  ];

  override render() {
    const tiles = this.layout === "tiles";
    return html`<ul class=${this.layout}>
      ${this.items.map(
        ({ domain, name, icon, note }) => html`<li>
          <a class=${tiles ? "card" : nothing} href=${wizardPath(domain)}>
            <span class="tile"><ac-icon .path=${icon}></ac-icon></span>
            <span class="name">${name}${note ? html`<br /><span class="quiet">${note}</span>` : nothing}</span>
            ${tiles ? html`<ac-icon class="plus" .path=${mdiPlus}></ac-icon>` : nothing}
          </a>
        </li>`,
      )}
    </ul>`;
  }
}
