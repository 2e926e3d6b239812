import {
  type ColumnDef,
  columnVisibilityFeature,
  createSortedRowModel,
  rowSelectionFeature,
  rowSortingFeature,
  tableFeatures,
} from "@tanstack/lit-table";
import type { AcColumn, AcRow } from "./column.ts";

/** What of TanStack Table is used; the rest stays out of the bundle. */
export const features = tableFeatures({
  columnVisibilityFeature,
  rowSelectionFeature,
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
});

export type TableColumn = ColumnDef<typeof features, AcRow>;

/**
 * Our columns as TanStack's. Texts are compared as the language does, numbers inside them by their value;
 * rows of equal text keep their order.
 */
export function tableColumns(columns: readonly AcColumn<AcRow>[], language: string): TableColumn[] {
  const { compare } = new Intl.Collator(language, { numeric: true, sensitivity: "base" });
  return columns.map((column) => ({
    id: column.id,
    accessorFn: column.sortBy ?? column.value,
    enableHiding: column.hideable !== false,
    sortDescFirst: false,
    sortFn: (a, b) => {
      const left = a.getValue<string | number>(column.id);
      const right = b.getValue<string | number>(column.id);
      return typeof left === "number" && typeof right === "number" ? left - right : compare(`${left}`, `${right}`);
    },
  }));
}

/** The rows in which each word of the search is found, whatever the case. */
export function searchRows(
  rows: readonly AcRow[],
  columns: readonly AcColumn<AcRow>[],
  search: string,
): readonly AcRow[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  const searched = columns.filter(({ searchable }) => searchable !== false);
  return rows.filter((row) => {
    const text = searched
      .map((column) => column.value(row))
      .join("\n")
      .toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}
