import type { virtualize } from "@lit-labs/virtualizer/virtualize.js";
import { mdiArrowDown, mdiArrowUp } from "@mdi/js";
import { type Row, TableController, type Updater } from "@tanstack/lit-table";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { focusRing, tokens, visuallyHidden } from "../styles.ts";
import type { AcColumn, AcRow, AcTableTexts } from "./column.ts";
import { features, searchRows, type TableColumn, tableColumns } from "./features.ts";
import { recallView, rememberView, type TableView } from "./memory.ts";
import { skeleton } from "./skeleton.ts";
import { tableStyles } from "./styles.ts";
import "../button.ts";
import "../icon.ts";
import "../text-field.ts";
import "./settings.ts";

/** Below this width of the table, in CSS pixels, rows become cards. */
const CARDS_BELOW = 600;
/** Longer tables draw only the rows to be seen. Shorter ones stay whole, for the browser's own search and for printing. */
const WHOLE_UP_TO = 100;
/** What draws long tables is loaded when the first one comes; meanwhile so many rows stand. */
const FIRST_ROWS = 24;

type TableRow = Row<typeof features, AcRow>;

/**
 * A table of records with search, sort, choice of columns and of rows; cards where it is narrow.
 * `rows` undefined: they are awaited. Slots: `actions` (beside the search), `selection` (buttons for the chosen rows),
 * `empty` (when there are no records). Sends `selection-change` with the chosen ids as detail.
 * The page gives words, columns and each row's menu (`rowActions`); it changes `columns` only for a reason.
 */
@customElement("ac-table")
export class AcTable extends LitElement {
  @property({ attribute: false }) accessor columns: readonly AcColumn<AcRow>[] = [];
  @property({ attribute: false }) accessor rows: readonly AcRow[] | undefined;
  @property({ attribute: false }) accessor texts!: AcTableTexts;
  /** BCP 47; how texts are sorted. */
  @property() accessor language = "en";
  /** The table's name. */
  @property() accessor label = "";
  /** Under which key this browser keeps the view. */
  @property({ attribute: false }) accessor storageKey = "ac-table";
  @property({ attribute: false }) accessor defaultSort = "";
  /** `cards`: there is room for one button alone. */
  @property({ attribute: false }) accessor rowActions: ((row: AcRow, cards: boolean) => unknown) | undefined;
  /** The CSS grid track of the row's buttons. */
  @property() accessor actionsWidth = "48px";
  @property({ attribute: false }) accessor selected: readonly string[] = [];
  /** Records are not chosen: nothing is done with several at once. */
  @property({ type: Boolean }) accessor single = false;
  @state() private accessor search = "";
  @state() private accessor view: TableView = { sort: undefined, hidden: [] };
  @state() private accessor inlineSize = 0;
  @state() private accessor virtualize: typeof virtualize | undefined;
  readonly #controller = new TableController<typeof features, AcRow>(this);
  readonly #observer = new ResizeObserver(() => this.#measure());
  #tableColumns: TableColumn[] = [];
  #found: AcRow[] = [];

  static override readonly styles = [tokens, focusRing, visuallyHidden, tableStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    const sort = { id: this.defaultSort, desc: false };
    this.view = recallView(this.storageKey) ?? { sort, hidden: [] };
    this.#measure();
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  /** The field where a search is typed: where the focus goes when the row that had it is gone. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("ac-text-field")?.focus();
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("columns") || changed.has("language"))
      this.#tableColumns = tableColumns(this.columns, this.language);
    if (changed.has("rows") || changed.has("columns") || changed.has("search")) {
      this.#found = [...searchRows(this.rows ?? [], this.columns, this.search)];
      this.#dropGone();
      if (this.#found.length > WHOLE_UP_TO && !this.virtualize) void this.#loadVirtualize();
    }
  }

  override render() {
    if (this.rows?.length === 0) return html`<div class="card empty"><slot name="empty"></slot></div>`;
    const cards = this.inlineSize < CARDS_BELOW;
    return html`
      ${this.selected.length > 0 ? this.#selectionBar() : this.#searchBar(cards)}
      <div class="card ${cards ? "cards" : ""}" style="--_tracks:${this.#tracks()}">
        ${this.rows ? this.#table(cards) : skeleton(this.#shown(false).length, !this.single)}
      </div>
      <p class="count" role="status">
        ${this.rows ? this.texts.results(this.#found.length, this.rows.length) : html`<span class="hidden">${this.texts.loading}</span>`}
      </p>
    `;
  }

  #searchBar(cards: boolean) {
    return html`<div class="bar ${cards ? "narrow" : ""}">
      <ac-text-field type="search" .label=${this.texts.search} .value=${this.search} @input=${this.#onSearch}></ac-text-field>
      ${cards ? nothing : html`<span class="rest"></span>`}
      <ac-table-settings .texts=${this.texts} .sortable=${cards} .sort=${this.view.sort} .columns=${this.#choices()}
        @column-toggle=${this.#onColumn} @sort-change=${this.#onSort}></ac-table-settings>
      <slot name="actions"></slot>
    </div>`;
  }

  #selectionBar() {
    return html`<div class="bar selection">
      <span role="status">${this.texts.selected(this.selected.length)}</span>
      <span class="rest"></span>
      <ac-button appearance="text" @click=${() => this.#select([])}>${this.texts.clearSelection}</ac-button>
      <slot name="selection"></slot>
    </div>`;
  }

  #table(cards: boolean) {
    const { rows } = this.#model();
    if (rows.length === 0) return this.#noMatch();
    const shown = this.#shown(cards);
    const draw = (row: TableRow, index: number) => this.#row(row, index, shown, cards);
    return html`<div role="table" aria-label=${this.label} aria-rowcount=${rows.length + 1} class=${this.single ? "" : "selectable"}>
      <div role="rowgroup" class=${cards ? "hidden" : "heads"}>${this.#head(shown, cards)}</div>
      <div role="rowgroup" class="rows">
        ${this.#drawn(rows, draw)}
      </div>
    </div>`;
  }

  #drawn(rows: TableRow[], draw: (row: TableRow, index: number) => TemplateResult) {
    const keyFunction = ({ id }: TableRow) => id;
    if (rows.length <= WHOLE_UP_TO) return repeat(rows, keyFunction, draw);
    if (!this.virtualize) return repeat(rows.slice(0, FIRST_ROWS), keyFunction, draw);
    return this.virtualize({ items: rows, renderItem: draw, keyFunction });
  }

  #model() {
    const { sort, hidden } = this.view;
    const known = sort && this.columns.some(({ id }) => id === sort.id);
    const table = this.#controller.table({
      features,
      columns: this.#tableColumns,
      data: this.#found,
      getRowId: ({ id }) => id,
      state: {
        sorting: known ? [sort] : [],
        columnVisibility: Object.fromEntries(hidden.map((id) => [id, false])),
        rowSelection: Object.fromEntries(this.selected.map((id) => [id, true as const])),
      },
      onRowSelectionChange: (updater: Updater<Record<string, true>>) => {
        const before = Object.fromEntries(this.selected.map((id) => [id, true as const]));
        this.#select(Object.keys(typeof updater === "function" ? updater(before) : updater));
      },
    });
    return table.getSortedRowModel();
  }

  #head(columns: readonly AcColumn<AcRow>[], cards: boolean) {
    const chosen = new Set(this.selected);
    const all = this.#found.length > 0 && this.#found.every(({ id }) => chosen.has(id));
    return html`<div role="row" class="row head" aria-rowindex="1">
      ${
        this.single
          ? nothing
          : html`<div role="columnheader" class="cell pick">
            <label><span class="hidden">${this.texts.selectAll}</span>
              <input type="checkbox" tabindex=${cards ? -1 : nothing} .checked=${all} .indeterminate=${!all && this.selected.length > 0} @change=${this.#onAll} /></label>
          </div>`
      }
      ${columns.map((column) => this.#columnHead(column, cards))}
      <div role="columnheader" class="cell"><span class="hidden">${this.texts.actions}</span></div>
    </div>`;
  }

  #columnHead({ id, label }: AcColumn<AcRow>, cards: boolean) {
    const { sort } = this.view;
    const sorted = sort?.id === id ? (sort.desc ? "descending" : "ascending") : undefined;
    return html`<div role="columnheader" class="cell" aria-sort=${sorted ?? nothing}>
      <button class="sort" type="button" tabindex=${cards ? -1 : nothing} @click=${() => this.#sortBy(id)}>
        ${label}${sorted ? html`<ac-icon .path=${sort?.desc ? mdiArrowDown : mdiArrowUp}></ac-icon>` : nothing}
      </button>
    </div>`;
  }

  #row(row: TableRow, index: number, columns: readonly AcColumn<AcRow>[], cards: boolean): TemplateResult {
    const { original } = row;
    const name = `${columns.find(({ primary }) => primary)?.value(original) ?? row.id}`;
    const chosen = row.getIsSelected();
    return html`<div role="row" class="row ${chosen ? "chosen" : ""}" aria-rowindex=${index + 2}>
      ${
        this.single
          ? nothing
          : html`<div role="cell" class="cell pick">
            <label><span class="hidden">${this.texts.selectRow(name)}</span>
              <input type="checkbox" .checked=${chosen} @change=${() => row.toggleSelected()} /></label>
          </div>`
      }
      ${columns.map(
        (
          column,
        ) => html`<div role=${column.primary ? "rowheader" : "cell"} class="cell ${column.primary ? "primary" : ""}" data-label=${column.label}>
          ${column.render ? column.render(original) : column.value(original)}
        </div>`,
      )}
      <div role="cell" class="cell actions">${this.rowActions?.(original, cards)}</div>
    </div>`;
  }

  #noMatch() {
    return html`<div class="empty">
      <span>${this.texts.noMatch(this.search)}</span>
      <ac-button @click=${this.#clearSearch}>${this.texts.clearSearch}</ac-button>
    </div>`;
  }

  #shown(cards: boolean): AcColumn<AcRow>[] {
    return this.columns.filter(
      ({ id, minTableWidth = 0 }) => !this.view.hidden.includes(id) && (cards || minTableWidth <= this.inlineSize),
    );
  }

  #tracks(): string {
    const widths = this.#shown(false).map(({ width }) => width);
    return [...(this.single ? [] : ["44px"]), ...widths, this.actionsWidth].join(" ");
  }

  #choices() {
    return this.columns.map(({ id, label, hideable }) => ({
      id,
      label,
      hideable: hideable !== false,
      shown: !this.view.hidden.includes(id),
    }));
  }

  #measure(): void {
    this.inlineSize = this.clientWidth;
  }

  async #loadVirtualize(): Promise<void> {
    const module = await import("@lit-labs/virtualizer/virtualize.js");
    this.virtualize = module.virtualize;
  }

  /** Records that are gone can't be chosen any more; those that only the search hides can. */
  #dropGone(): void {
    if (this.selected.length === 0) return;
    const present = new Set(this.rows?.map(({ id }) => id));
    const left = this.selected.filter((id) => present.has(id));
    if (left.length < this.selected.length) this.#select(left);
  }

  #select(ids: readonly string[]): void {
    this.selected = ids;
    this.dispatchEvent(new CustomEvent("selection-change", { detail: ids }));
  }

  #sortBy(id: string): void {
    const { sort } = this.view;
    this.#look({ sort: { id, desc: sort?.id === id && !sort.desc } });
  }

  #look(change: Partial<TableView>): void {
    this.view = { ...this.view, ...change };
    rememberView(this.storageKey, this.view);
  }

  readonly #onSort = ({ detail }: CustomEvent<NonNullable<TableView["sort"]>>): void => this.#look({ sort: detail });

  readonly #onColumn = ({ detail: id }: CustomEvent<string>): void => {
    const { hidden } = this.view;
    this.#look({ hidden: hidden.includes(id) ? hidden.filter((other) => other !== id) : [...hidden, id] });
  };

  readonly #onAll = (event: Event): void => {
    const { checked } = event.target as HTMLInputElement;
    this.#select(checked ? this.#found.map(({ id }) => id) : []);
  };

  readonly #onSearch = (event: Event): void => {
    this.search = (event.target as HTMLInputElement).value;
  };

  readonly #clearSearch = (): void => {
    this.search = "";
    this.focus();
  };
}
