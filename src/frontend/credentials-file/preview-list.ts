import { consume } from "@lit/context";
import type { virtualize } from "@lit-labs/virtualizer/virtualize.js";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { FilePreview } from "../../protocol/credentials-file.ts";
import { focusRing, tokens, visuallyHidden } from "../components/styles.ts";
import { localizeContext } from "../context.ts";
import { integrationName } from "../credentials/credential-row.ts";
import type { CredentialsConfig } from "../credentials/credentials-controller.ts";
import type { Localize } from "../localize.ts";
import { type FileRow, isChoosable } from "./file-import.ts";
import { previewStyles } from "./preview-styles.ts";
import { FIELD_TEXTS, inWords, STATUS_TEXTS } from "./texts.ts";
import "../components/badge.ts";
import "../components/button.ts";
import "../components/text-field.ts";

type Status = FilePreview["status"];
/** In the order of the filters. */
const STATUSES = Object.keys(STATUS_TEXTS) as Status[];
/** Longer lists draw only the rows to be seen. */
const WHOLE_UP_TO = 100;

/**
 * What a file holds beside what is stored: searched, filtered by status, and chosen from. New and changed ones can be
 * chosen. Sends `chosen-change` with the chosen rows' ids as detail.
 */
@customElement("ac-file-preview")
export class AcFilePreview extends LitElement {
  @property({ attribute: false }) accessor rows: readonly FileRow[] = [];
  @property({ attribute: false }) accessor chosen: ReadonlySet<string> = new Set();
  @property({ attribute: false }) accessor config: CredentialsConfig = { domains: [], integrations: {} };
  @consume({ context: localizeContext, subscribe: true }) accessor localize!: Localize;
  @state() private accessor status: Status | undefined;
  @state() private accessor search = "";
  @state() private accessor virtualize: typeof virtualize | undefined;

  static override readonly styles = [tokens, focusRing, visuallyHidden, previewStyles];

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("rows") && this.rows.length > WHOLE_UP_TO && !this.virtualize) void this.#loadVirtualize();
  }

  override render() {
    const { localize, rows } = this;
    const shown = this.#shown();
    return html`
      <div class="filters" role="group" aria-label=${localize("file.filter")}>
        ${this.#filter(undefined, rows.length)}
        ${STATUSES.map((status) => this.#filter(status, rows.filter(({ preview }) => preview.status === status).length))}
      </div>
      <ac-text-field type="search" .label=${localize("file.search")} .value=${this.search} @input=${this.#onSearch}></ac-text-field>
      ${this.#chooseAll(shown)}
      ${shown.length === 0 ? html`<p class="none">${localize("list.no_match", { search: this.search })}</p>` : this.#list(shown)}
    `;
  }

  #filter(status: Status | undefined, count: number) {
    if (status && count === 0) return nothing;
    const label = this.localize(status ? STATUS_TEXTS[status] : "file.all");
    return html`<button type="button" aria-pressed=${this.status === status} @click=${() => this.#show(status)}>
      ${label} <span class="count">${inWords(this.localize, count)}</span>
    </button>`;
  }

  #chooseAll(shown: readonly FileRow[]) {
    const choosable = shown.filter(isChoosable);
    if (choosable.length === 0) return nothing;
    const count = choosable.filter(({ id }) => this.chosen.has(id)).length;
    const all = count === choosable.length;
    const total = this.rows.filter(isChoosable).length;
    return html`<div class="all">
      <label>
        <input type="checkbox" .checked=${all} .indeterminate=${!all && count > 0} @change=${() => this.#choose(choosable, !all)} />
        ${this.localize("file.choose_all")}
      </label>
      <span role="status">${this.localize("file.chosen", { count: inWords(this.localize, this.chosen.size), total: inWords(this.localize, total) })}</span>
    </div>`;
  }

  #list(shown: readonly FileRow[]) {
    const renderItem = (row: FileRow) => this.#row(row);
    const keyFunction = ({ id }: FileRow) => id;
    const label = this.localize("file.list");
    if (shown.length <= WHOLE_UP_TO)
      return html`<div role="list" aria-label=${label} class="list">${repeat(shown, keyFunction, renderItem)}</div>`;
    if (!this.virtualize) return nothing;
    const items = [...shown];
    return html`<div role="list" aria-label=${label} class="list long" tabindex="0">
      ${this.virtualize({ items, renderItem, keyFunction, scroller: true })}
    </div>`;
  }

  #row(row: FileRow): TemplateResult {
    const { preview } = row;
    const choosable = isChoosable(row);
    const chosen = this.chosen.has(row.id);
    const content = html`
      ${choosable ? html`<input type="checkbox" .checked=${chosen} @change=${() => this.#choose([row], !chosen)} />` : html`<span class="no-choice"></span>`}
      <span class="what">
        <span class="name">${preview.name || preview.client_id || this.localize("file.nameless", { number: Number(row.id) + 1 })}</span>
        <span class="quiet">${this.#where(preview)}</span>
        ${this.#note(preview, chosen)}
      </span>
      <ac-badge tone=${preview.status === "new" ? "accent" : "neutral"}>${this.localize(STATUS_TEXTS[preview.status])}</ac-badge>
    `;
    return html`<div role="listitem" class="item">${choosable ? html`<label class="row">${content}</label>` : html`<div class="row">${content}</div>`}</div>`;
  }

  #where({ domain, client_id, name }: FilePreview): string {
    return [domain && integrationName(this.config, domain), name ? client_id : ""].filter(Boolean).join(" · ");
  }

  #note({ status, changes = [], reason, domain = "", fields = [] }: FilePreview, chosen: boolean) {
    const { localize } = this;
    if (status === "changed") {
      const differs = localize("file.differs", {
        fields: changes.map((field) => localize(FIELD_TEXTS[field])).join(", "),
      });
      return html`<span class="note">${differs} ${localize(chosen ? "file.replaces" : "file.stays")}</span>`;
    }
    if (status !== "unusable") return nothing;
    const text =
      reason === "unknown_domain"
        ? localize("file.unknown_domain", { domain })
        : localize("file.invalid", { fields: fields.join(", ") });
    return html`<span class="note bad">${text}</span>`;
  }

  #shown(): FileRow[] {
    const words = this.search.trim().toLowerCase();
    return this.rows.filter(({ preview }) => {
      if (this.status && preview.status !== this.status) return false;
      const { name = "", client_id = "", domain = "" } = preview;
      const text = `${name} ${client_id} ${domain} ${integrationName(this.config, domain)}`.toLowerCase();
      return text.includes(words);
    });
  }

  #choose(rows: readonly FileRow[], choose: boolean): void {
    const chosen = new Set(this.chosen);
    for (const { id } of rows)
      if (choose) chosen.add(id);
      else chosen.delete(id);
    this.dispatchEvent(new CustomEvent("chosen-change", { detail: chosen }));
  }

  #show(status: Status | undefined): void {
    this.status = status;
  }

  readonly #onSearch = (event: Event): void => {
    this.search = (event.target as HTMLInputElement).value;
  };

  async #loadVirtualize(): Promise<void> {
    this.virtualize = (await import("@lit-labs/virtualizer/virtualize.js")).virtualize;
  }
}
