import { consume } from "@lit/context";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { focusRing, tokens } from "../../components/styles.ts";
import { localizeContext } from "../../context.ts";
import { hubLinks, type Links, linksContext } from "../../links.ts";
import type { Localize } from "../../localize.ts";
import type { EntryUsage } from "../credentials-controller.ts";
import type { MoveResult } from "./move-in-steps.ts";
import "../../components/alert.ts";

/** What became of each entry that was to be moved, and what the person does next. */
@customElement("ac-move-outcome")
export class AcMoveOutcome extends LitElement {
  @property({ attribute: false }) accessor result!: MoveResult;
  /** The entries by id. */
  @property({ attribute: false }) accessor entries: ReadonlyMap<string, EntryUsage> = new Map();
  /** The new credential's name. */
  @property() accessor target = "";
  @consume({ context: localizeContext, subscribe: true }) accessor localize!: Localize;
  @consume({ context: linksContext }) accessor links: Links = hubLinks;

  static override readonly styles = [
    tokens,
    focusRing,
    css`
      :host {
        display: grid;
        gap: 12px;
      }
      ul {
        margin: 4px 0 0;
        padding-inline-start: 1.3em;
      }
      li {
        overflow-wrap: anywhere;
      }
      li + li {
        margin-block-start: 4px;
      }
      a {
        color: var(--_primary);
        white-space: nowrap;
      }
    `,
  ];

  override render() {
    const { moved, pending, failed } = this.result;
    return html`
      ${moved.length > 0 ? this.#moved(moved) : nothing} ${pending.length > 0 ? this.#pending(pending) : nothing}
      ${failed.length > 0 ? this.#failed(failed) : nothing}
    `;
  }

  #moved(ids: readonly string[]) {
    return html`<ac-alert type="success">
      ${this.localize("move.moved", { count: ids.length, name: this.target })}
      <ul>
        ${ids.map((id) => html`<li>${this.#title(id)}</li>`)}
      </ul>
    </ac-alert>`;
  }

  #pending(ids: readonly string[]) {
    return html`<ac-alert type="warning">
      ${this.localize("move.pending", { count: ids.length, name: this.target })}
      <ul>
        ${ids.map((id) => html`<li>${this.#title(id)} ${this.#signIn(id)}</li>`)}
      </ul>
    </ac-alert>`;
  }

  #failed(failures: MoveResult["failed"]) {
    return html`<ac-alert type="error">
      ${this.localize("move.failed", { count: failures.length })}
      <ul>
        ${failures.map(({ entry_id, message }) => html`<li>${this.#title(entry_id)}: ${message}</li>`)}
      </ul>
    </ac-alert>`;
  }

  #signIn(id: string) {
    const entry = this.entries.get(id);
    if (!entry) return nothing;
    const label = this.localize("move.sign_in_to", { title: entry.title });
    return html`<a href=${this.links.entries([entry])} aria-label=${label}>${this.localize("move.sign_in_link")}</a>`;
  }

  #title(id: string): string {
    return this.entries.get(id)?.title ?? id;
  }
}
