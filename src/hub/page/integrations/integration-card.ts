import { consume } from "@lit/context";
import { mdiChevronRight } from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { Account } from "../../../protocol/accounts.ts";
import type { ConfigEntry, FlowInProgress } from "../../../protocol/home-assistant.ts";
import { entryPath } from "../app/route.ts";
import { warningText } from "../entry/sign-in-warning.ts";
import { signInAgain } from "../flow/sign-in-again.ts";
import { type Texts, textsContext } from "../texts/texts.ts";
import { card, focusRing, textStyles } from "../theme/shared-styles.ts";
import { reauthFlowOf } from "./live-lists.ts";
import "../../../frontend/components/button.ts";
import "../../../frontend/components/icon.ts";
import "./entry-chip.ts";

/**
 * One integration with its config entries. Each entry leads to its page;
 * one that waits for a person sends up `hub-sign-in-again` (flow/sign-in-again.ts).
 */
@customElement("hub-integration-card")
export class HubIntegrationCard extends LitElement {
  @property() accessor name = "";
  /** An MDI icon's SVG path. */
  @property() accessor icon = "";
  @property({ attribute: false }) accessor entries: readonly ConfigEntry[] = [];
  /** How their accounts are doing, by entry. */
  @property({ attribute: false }) accessor accounts: ReadonlyMap<string, Account> | undefined;
  @property({ attribute: false }) accessor flows: ReadonlyMap<string, FlowInProgress> | undefined;
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;

  static override readonly styles = [
    card,
    textStyles,
    focusRing,
    css`
      :host {
        display: block;
      }
      .card {
        block-size: 100%;
        overflow: hidden;
      }
      header {
        display: flex;
        align-items: center;
        gap: 14px;
        padding: 16px 16px 12px;
      }
      h3 {
        margin: 0;
        font-size: 1.0625rem;
        font-weight: 500;
        overflow-wrap: anywhere;
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        border-block-start: 1px solid var(--divider-color);
      }
      a {
        display: flex;
        align-items: center;
        gap: 8px;
        min-block-size: 44px;
        padding: 10px 12px 10px 16px;
        color: inherit;
        text-decoration: none;
      }
      a:hover {
        background: var(--secondary-background-color);
      }
      a:focus-visible {
        outline-offset: -2px;
      }
      a > ac-icon {
        flex: none;
        color: var(--secondary-text-color);
      }
      a:dir(rtl) > ac-icon {
        transform: scaleX(-1);
      }
      .entry {
        flex: 1;
        min-inline-size: 0;
      }
      .title {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .reason {
        overflow-wrap: anywhere;
      }
      .again {
        padding: 0 16px 14px;
      }
    `,
  ];

  override render() {
    return html`<section class="card" aria-labelledby="name">
      <header>
        <span class="tile"><ac-icon .path=${this.icon}></ac-icon></span>
        <div>
          <h3 id="name">${this.name}</h3>
          <p class="quiet">${this.texts("integrations.entries", { count: this.entries.length })}</p>
        </div>
      </header>
      <ul>
        ${repeat(
          this.entries,
          ({ entry_id }) => entry_id,
          (entry) => this.#entry(entry),
        )}
      </ul>
    </section>`;
  }

  #entry(entry: ConfigEntry) {
    const flow = reauthFlowOf(this.flows, entry.entry_id);
    return html`<li>
      <a href=${entryPath(entry.entry_id)}>
        <div class="entry">
          <div class="title">${entry.title}</div>
          <hub-entry-chip .entry=${entry} .reauth=${flow !== undefined}></hub-entry-chip>
          ${entry.reason ? html`<p class="quiet reason">${entry.reason}</p>` : nothing} ${this.#warning(entry)}
        </div>
        <ac-icon .path=${mdiChevronRight}></ac-icon>
      </a>
      ${flow ? html`<div class="again"><ac-button @click=${() => signInAgain(this, flow)}>${this.texts("reauth.button")}</ac-button></div>` : nothing}
    </li>`;
  }

  /** Its page says it too, and has the button. */
  #warning({ entry_id }: ConfigEntry) {
    const warning = this.accounts?.get(entry_id)?.warning;
    return warning ? html`<p class="quiet reason">${warningText(warning, this.name, this.texts)}</p>` : nothing;
  }
}
