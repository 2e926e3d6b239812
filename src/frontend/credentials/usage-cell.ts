import { consume } from "@lit/context";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { placeBelow } from "../components/place-below.ts";
import { focusRing, tokens } from "../components/styles.ts";
import { localizeContext } from "../context.ts";
import { hubLinks, type Links, linksContext } from "../links.ts";
import type { Localize } from "../localize.ts";
import type { EntryUsage } from "./credentials-controller.ts";
import { statusIconStyles } from "./status-icon-styles.ts";
import { statusOfEntry, type UseStatus, worstStatus } from "./use-status.ts";
import "../components/icon.ts";

/**
 * Which entries use a credential: one by its title, which leads to it; several by their number, which opens a list of
 * them, each with its state. Beside it an icon of the worst state.
 */
@customElement("ac-usage-cell")
export class AcUsageCell extends LitElement {
  @property({ attribute: false }) accessor entries: readonly EntryUsage[] | undefined;
  @consume({ context: localizeContext, subscribe: true }) accessor localize!: Localize;
  @consume({ context: linksContext }) accessor links: Links = hubLinks;
  @query("button") private accessor button!: HTMLElement;
  @query("[popover]") private accessor popup!: HTMLElement;

  static override readonly styles = [
    tokens,
    focusRing,
    statusIconStyles,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 6px;
        min-inline-size: 0;
      }
      a,
      button {
        min-inline-size: 0;
        padding: 10px 0;
        border: 0;
        background: none;
        color: var(--_primary);
        font: inherit;
        text-align: start;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      button {
        text-decoration: underline;
        text-decoration-style: dotted;
        text-underline-offset: 3px;
        cursor: pointer;
      }
      .unused {
        min-inline-size: 0;
        color: var(--_quiet);
        overflow: hidden;
        text-overflow: ellipsis;
      }
      [popover] {
        box-sizing: border-box;
        min-inline-size: 240px;
        max-inline-size: min(420px, calc(100vw - 16px));
        max-block-size: min(360px, calc(100dvh - 16px));
        margin: 0;
        inset: auto;
        padding: 8px 16px;
        border: 1px solid var(--_line);
        border-radius: var(--_card-radius);
        background: var(--_surface);
        color: var(--_text);
        box-shadow: 0 8px 24px rgb(0 0 0 / 20%);
        overflow-y: auto;
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li + li {
        border-block-start: 1px solid var(--_line);
      }
      li {
        display: grid;
        grid-template-columns: 1fr auto;
        align-items: center;
        gap: 16px;
        min-block-size: 44px;
        font-weight: 400;
      }
      .state {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        font-size: 0.875rem;
        white-space: nowrap;
      }
    `,
  ];

  override render() {
    const { entries, localize } = this;
    if (!entries) return nothing;
    const [first, ...others] = entries;
    if (!first) return html`<span class="unused">${localize("usage.state.unused")}</span>`;
    return html`${others.length === 0 ? this.#one(first) : this.#several(entries)} ${this.#icon(worstStatus(entries))}`;
  }

  #one(entry: EntryUsage) {
    return html`<a href=${this.links.entries([entry])} title=${this.#described(entry)}>${entry.title}</a>`;
  }

  #several(entries: readonly EntryUsage[]) {
    const count = this.localize("list.used_by_count", { count: entries.length });
    const described = entries.map((entry) => this.#described(entry)).join("\n");
    return html`
      <button type="button" aria-haspopup="dialog" title=${described} @click=${this.#open}>${count}</button>
      <div popover role="dialog" aria-label=${count} @keydown=${this.#onKey}>
        <ul>
          ${entries.map((entry) => this.#listed(entry))}
        </ul>
      </div>
    `;
  }

  #listed(entry: EntryUsage) {
    const { label, tone, icon } = statusOfEntry(entry);
    return html`<li>
      <a href=${this.links.entries([entry])}>${entry.title}</a>
      <span class="state ${tone}"><ac-icon .path=${icon}></ac-icon>${this.localize(label)}</span>
    </li>`;
  }

  #icon({ label, tone, icon }: UseStatus) {
    const text = this.localize(label);
    return html`<span class="icon ${tone}" role="img" aria-label=${text} title=${text}><ac-icon .path=${icon}></ac-icon></span>`;
  }

  #described(entry: EntryUsage): string {
    return this.localize("usage.entry", { title: entry.title, state: this.localize(statusOfEntry(entry).label) });
  }

  readonly #open = (): void => {
    this.popup.togglePopover();
    if (!this.popup.matches(":popover-open")) return;
    placeBelow(this.popup, this.button);
    this.popup.querySelector<HTMLElement>("a")?.focus();
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.popup.hidePopover();
    this.button.focus();
  };
}
