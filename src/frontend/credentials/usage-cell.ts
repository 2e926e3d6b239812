import { consume } from "@lit/context";
import { mdiAlertOutline } from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { focusRing, tokens } from "../components/styles.ts";
import { localizeContext } from "../context.ts";
import { hubLinks, type Links, linksContext } from "../links.ts";
import type { Localize } from "../localize.ts";
import type { EntryUsage } from "./credentials-controller.ts";
import "../components/icon.ts";

/** Which entries use a credential: the one by its title, several by their number; a sign where one needs a sign-in. */
@customElement("ac-usage-cell")
export class AcUsageCell extends LitElement {
  @property({ attribute: false }) accessor entries: readonly EntryUsage[] | undefined;
  @consume({ context: localizeContext, subscribe: true }) accessor localize!: Localize;
  @consume({ context: linksContext }) accessor links: Links = hubLinks;

  static override readonly styles = [
    tokens,
    focusRing,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 6px;
        min-inline-size: 0;
      }
      a {
        min-inline-size: 0;
        padding-block: 10px;
        color: var(--_primary);
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .unused {
        min-inline-size: 0;
        color: var(--_quiet);
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .reauth {
        display: inline-flex;
        color: var(--_warning);
        --ac-icon-size: 20px;
      }
    `,
  ];

  override render() {
    if (!this.entries) return nothing;
    const [first, ...others] = this.entries;
    if (!first) return html`<span class="unused">${this.localize("list.unused")}</span>`;
    const count = this.entries.length;
    const titles = this.entries.map(({ title }) => title).join(", ");
    const text = count === 1 ? first.title : this.localize("list.used_by_count", { count });
    return html`
      <a href=${this.links.entries([first, ...others])} title=${titles}>${text}</a>
      ${this.entries.some(({ reauth }) => reauth) ? this.#reauth() : nothing}
    `;
  }

  #reauth() {
    const text = this.localize("list.reauth");
    return html`<span class="reauth" role="img" aria-label=${text} title=${text}><ac-icon .path=${mdiAlertOutline}></ac-icon></span>`;
  }
}
