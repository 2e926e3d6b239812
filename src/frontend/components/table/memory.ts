/** How a person likes a table: kept in this browser. */
export interface TableView {
  readonly sort: { readonly id: string; readonly desc: boolean } | undefined;
  readonly hidden: readonly string[];
}

/** @returns undefined when nothing was kept, or the browser keeps nothing. */
export function recallView(key: string): TableView | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
    return isView(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

export function rememberView(key: string, view: TableView): void {
  try {
    localStorage.setItem(key, JSON.stringify(view));
  } catch {
    // Private windows may refuse; the view is then only of this visit.
  }
}

const isView = (kept: unknown): kept is TableView =>
  typeof kept === "object" && kept !== null && "hidden" in kept && Array.isArray(kept.hidden);
