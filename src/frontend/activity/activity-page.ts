import { mdiHistory } from "@mdi/js";
import { html, nothing, type PropertyValues } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { ActivityItem } from "../../protocol/activity.ts";
import { CallError } from "../client.ts";
import { tokens, visuallyHidden } from "../components/styles.ts";
import { listPageStyles } from "../list-page-styles.ts";
import { PanelElement } from "../panel-element.ts";
import { GROUPS } from "./action-texts.ts";
import { ActivityController } from "./activity-controller.ts";
import { type ActivityFilter, type ActivityLine, activityLine, filterLines, NO_FILTER } from "./activity-line.ts";
import { activityPageStyles } from "./activity-page-styles.ts";
import "../components/alert.ts";
import "../components/button.ts";
import "../components/icon.ts";
import "../components/select.ts";
import "../components/spinner.ts";
import "../components/text-field.ts";
import "./activity-list.ts";

/** Who did what, and when: every line that is kept, to be searched and filtered; new ones appear by themselves. */
@customElement("ac-activity-page")
export class AcActivityPage extends PanelElement {
  @state() private accessor filter: ActivityFilter = NO_FILTER;
  readonly #activity = new ActivityController(this);
  #lines: readonly ActivityLine[] | undefined;
  #found: readonly ActivityLine[] = [];
  /** What the lines were made of. */
  #made: readonly unknown[] = [];
  /** A sentence is made once for each line: there may be ten thousand. */
  #sentences = new Map<ActivityItem, ActivityLine>();

  static override readonly styles = [tokens, visuallyHidden, listPageStyles, activityPageStyles];

  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { items, known } = this.#activity;
    if (this.localize === undefined) return;
    if (this.#made[0] !== this.localize || this.#made[1] !== known.names) this.#sentences = new Map();
    const parts = [this.localize, known.names, items, this.filter];
    if (parts.every((part, index) => part === this.#made[index])) return;
    this.#made = parts;
    this.#lines = items?.map((item) => this.#lineOf(item));
    this.#found = filterLines(this.#lines ?? [], this.filter);
  }

  #lineOf(item: ActivityItem): ActivityLine {
    const { names } = this.#activity.known;
    const line =
      this.#sentences.get(item) ?? activityLine(item, this.localize, (domain) => names[domain]?.name ?? domain);
    this.#sentences.set(item, line);
    return line;
  }

  protected override renderPanel() {
    const { localize } = this;
    const { error } = this.#activity;
    if (!this.hass.user.is_admin || (error instanceof CallError && error.code === "unauthorized"))
      return html`<ac-alert type="info">${localize("activity.only_administrators")}</ac-alert>`;
    if (error) return this.#failure();
    if (this.#lines?.length === 0) return this.#empty();
    return html`
      <p class="intro">${localize("activity.intro")}</p>
      ${this.#bar()}
      ${this.#lines === undefined ? this.#skeleton() : this.#list()}
    `;
  }

  #bar() {
    const { localize } = this;
    const { group, result, search } = this.filter;
    const groups = GROUPS.map(([value, key]) => ({ value, label: localize(key) }));
    const results = [
      { value: "succeeded", label: localize("activity.filter.succeeded") },
      { value: "failed", label: localize("activity.filter.failed") },
    ];
    return html`<div class="bar" role="search">
      <ac-text-field type="search" .label=${localize("activity.search")} .value=${search}
        @input=${(event: Event) => this.#look({ search: chosenIn(event) })}></ac-text-field>
      <ac-select name="group" .label=${localize("activity.filter.group")} .value=${group}
        .options=${[{ value: "", label: localize("activity.filter.all_groups") }, ...groups]}
        @change=${(event: Event) => this.#look({ group: chosenIn(event) })}></ac-select>
      <ac-select name="result" .label=${localize("activity.filter.result")} .value=${result}
        .options=${[{ value: "", label: localize("activity.filter.all_results") }, ...results]}
        @change=${(event: Event) => this.#look({ result: chosenIn(event) })}></ac-select>
    </div>`;
  }

  #list() {
    const { localize } = this;
    const { known } = this.#activity;
    const total = this.#lines?.length ?? 0;
    return html`
      ${
        this.#found.length === 0
          ? this.#noMatch()
          : html`<ac-activity-list .lines=${this.#found} .known=${known}></ac-activity-list>`
      }
      <p class="count" role="status">${localize("activity.count", { count: this.#found.length, total })}</p>
      ${this.#older()}
    `;
  }

  #older() {
    const { localize } = this;
    const { loading, olderFailed } = this.#activity;
    if (loading)
      return html`<p class="count"><ac-spinner size="small"></ac-spinner> ${localize("activity.loading_more")}</p>`;
    if (!olderFailed) return nothing;
    return html`<ac-alert type="warning">
      ${localize("activity.loading_failed")}
      <ac-button slot="action" appearance="text" @click=${() => this.#activity.loadOlder()}>${localize("common.retry")}</ac-button>
    </ac-alert>`;
  }

  #noMatch() {
    return html`<div class="card empty">
      <span>${this.localize("activity.no_match")}</span>
      <ac-button @click=${this.#showAll}>${this.localize("activity.clear")}</ac-button>
    </div>`;
  }

  #empty() {
    return html`<div class="card empty">
      <ac-icon .path=${mdiHistory}></ac-icon>
      <h2>${this.localize("activity.empty_title")}</h2>
      <p>${this.localize("activity.empty_text")}</p>
    </div>`;
  }

  #skeleton() {
    return html`<div class="card skeleton" aria-hidden="true">${[0, 1, 2, 3].map(() => html`<div></div>`)}</div>
      <p class="hidden" role="status">${this.localize("activity.loading")}</p>`;
  }

  #failure() {
    return html`<ac-alert type="error">
      ${this.localize("activity.failed")}
      <ac-button slot="action" appearance="text" @click=${() => this.#activity.retry()}>${this.localize("common.retry")}</ac-button>
    </ac-alert>`;
  }

  #look(change: Partial<ActivityFilter>): void {
    this.filter = { ...this.filter, ...change };
  }

  readonly #showAll = (): void => {
    this.filter = NO_FILTER;
    this.renderRoot.querySelector<HTMLElement>("ac-text-field")?.focus();
  };
}

const chosenIn = (event: Event): string => (event.currentTarget as unknown as { readonly value: string }).value;
