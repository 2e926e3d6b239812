/** A record that a table can show. */
export interface AcRow {
  readonly id: string;
}

/** How a table shows one thing about its records. `T` is the record's type. */
export interface AcColumn<T extends AcRow> {
  readonly id: string;
  readonly label: string;
  /** What is found by the search unless `searchable` is false, and sorted by where there is no `sortBy`. */
  value(row: T): string | number;
  /** What is sorted by, where the words' own order says nothing. */
  sortBy?(row: T): number;
  /** What is shown; `value` when absent. */
  render?(row: T): unknown;
  readonly searchable?: boolean;
  /** False: the person can't hide it. */
  readonly hideable?: boolean;
  /** A CSS grid track. */
  readonly width: string;
  /** Left out while the table is narrower than this, in CSS pixels. Cards show every column. */
  readonly minTableWidth?: number;
  /** The one that names the record: the row's header, a card's title. */
  readonly primary?: boolean;
}

/** The table's own words. */
export interface AcTableTexts {
  readonly search: string;
  readonly settings: string;
  readonly columns: string;
  readonly sortBy: string;
  readonly order: string;
  readonly ascending: string;
  readonly descending: string;
  readonly selectAll: string;
  readonly clearSelection: string;
  readonly clearSearch: string;
  readonly actions: string;
  readonly loading: string;
  selectRow(name: string): string;
  selected(count: number): string;
  noMatch(search: string): string;
  results(count: number, total: number): string;
}
