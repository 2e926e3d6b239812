import { consume } from "@lit/context";
import { mdiRefresh } from "@mdi/js";
import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { dateLocale } from "../../../frontend/components/date-locale.ts";
import type { ResultOfType } from "../../../protocol/index.ts";
import type { Hass } from "../../../protocol/page.ts";
import { type TextKey, type Texts, textsContext } from "../texts/texts.ts";
import { card, textStyles } from "../theme/shared-styles.ts";
import { byDay, type DatedItem, timeRange } from "./days.ts";
import "../../../frontend/components/alert.ts";
import "../../../frontend/components/button.ts";
import "../../../frontend/components/icon-button.ts";

type Items = ResultOfType<"embedded_hub/entry/show">["items"];
interface Failure {
  readonly code: string;
  readonly message: string;
}

/**
 * What an entry's integration has to show, asked for anew when the entry changes (`version`).
 */
@customElement("hub-entry-items")
export class HubEntryItems extends LitElement {
  @property({ attribute: false }) accessor hass!: Hass;
  @property() accessor entryId = "";
  /** Whatever marks a change of the entry after which its items are to be had again. */
  @property() accessor version = "";
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;
  @state() private accessor items: Items | undefined;
  @state() private accessor failure: Failure | undefined;
  @state() private accessor loading = false;

  static override readonly styles = [
    card,
    textStyles,
    css`
      header {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 8px;
        padding: 12px 8px 4px 20px;
      }
      h2 {
        margin: 0;
      }
      .body {
        padding: 0 20px 16px;
      }
      h3 {
        margin: 12px 0 4px;
        color: var(--secondary-text-color);
        font-size: 0.875rem;
        font-weight: 500;
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        padding-block: 10px;
      }
      .dated {
        display: grid;
        grid-template-columns: 10em 1fr;
        gap: 2px 16px;
      }
      li + li {
        border-block-start: 1px solid var(--divider-color);
      }
      time {
        color: var(--secondary-text-color);
        font-variant-numeric: tabular-nums;
      }
      .what {
        overflow-wrap: anywhere;
      }
      .skeleton {
        block-size: 20px;
        margin-block: 12px;
        border-radius: 6px;
        background: var(--secondary-background-color);
        animation: pulse 1.4s ease-in-out infinite alternate;
      }
      @keyframes pulse {
        to {
          opacity: 0.4;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .skeleton {
          animation: none;
        }
      }
      @media (max-width: 480px) {
        .dated {
          grid-template-columns: 1fr;
        }
      }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("entryId") || changed.has("version")) void this.#load();
  }

  override render() {
    return html`<section class="card" aria-labelledby="heading" aria-busy=${this.loading}>
      <header>
        <h2 id="heading">${this.texts(headingOf(this.items))}</h2>
        <ac-icon-button .path=${mdiRefresh} .label=${this.texts("entry.refresh")} ?disabled=${this.loading} @click=${() => this.#load()}></ac-icon-button>
      </header>
      <div class="body">${this.#body()}</div>
    </section>`;
  }

  #body() {
    if (this.failure) return this.#failureAlert(this.failure);
    if (!this.items) return html`<div class="skeleton"></div><div class="skeleton"></div><div class="skeleton"></div>`;
    if (this.items.length === 0) return html`<p class="quiet">${this.texts("entry.no_items")}</p>`;
    return byDay(this.items, dateLocale(this.hass.language)).map(
      ({ day, items }) => html`
        ${day ? html`<h3>${day}</h3>` : nothing}
        <ul>${items.map((item) => this.#item(item))}</ul>
      `,
    );
  }

  #item(item: DatedItem) {
    const time = timeRange(item, dateLocale(this.hass.language)) ?? this.texts("entry.all_day");
    return html`<li class=${item.start ? "dated" : nothing}>
      ${item.start ? html`<time datetime=${item.start}>${time}</time>` : nothing}
      <div class="what">${item.title}${item.detail ? html`<p class="quiet">${item.detail}</p>` : nothing}</div>
    </li>`;
  }

  #failureAlert({ code, message }: Failure) {
    if (code === "reauth_required") return html`<p class="quiet">${this.texts("entry.needs_sign_in")}</p>`;
    return html`<ac-alert type="error">
      ${message || this.texts("entry.items_failed")}
      <ac-button slot="action" appearance="outlined" ?loading=${this.loading} @click=${() => this.#load()}>${this.texts("common.retry")}</ac-button>
    </ac-alert>`;
  }

  async #load(): Promise<void> {
    const { entryId, version } = this;
    this.loading = true;
    const outcome = await this.#ask(entryId);
    if (entryId !== this.entryId || version !== this.version) return;
    this.loading = false;
    this.failure = "failure" in outcome ? outcome.failure : undefined;
    this.items = "items" in outcome ? outcome.items : this.items;
  }

  async #ask(entry_id: string): Promise<{ items: Items } | { failure: Failure }> {
    try {
      return await this.hass.connection.sendMessagePromise<{ items: Items }>({
        type: "embedded_hub/entry/show",
        entry_id,
      });
    } catch (error) {
      const { code, message } = error as Partial<Failure>;
      return { failure: { code: String(code ?? ""), message: message ?? "" } };
    }
  }
}

/** Items that end are events to come; others, such as messages, have come already. */
function headingOf(items: Items | undefined): TextKey {
  if (!items || items.length === 0) return "entry.content";
  return items.some(({ end }) => end !== undefined) ? "entry.events" : "entry.items";
}
