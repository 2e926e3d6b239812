import { html } from "lit";
import type { AcColumn, AcTableTexts } from "../components/table/column.ts";
import type { Localize } from "../localize.ts";
import type { CredentialRow } from "./credential-row.ts";
import { weightOf, worstStatus } from "./use-status.ts";
import "../components/badge.ts";
import "../components/copy-button.ts";
import "../components/time.ts";
import "../components/truncated.ts";
import "./status-cell.ts";
import "./usage-cell.ts";

/** The list's columns; made anew only when the language changes. */
export function credentialColumns(localize: Localize): AcColumn<CredentialRow>[] {
  return [
    {
      id: "name",
      label: localize("list.column.name"),
      value: ({ name }) => name,
      render: ({ name, secretLost }) =>
        secretLost ? html`${name} <ac-badge tone="warning">${localize("keys.secret_lost")}</ac-badge>` : name,
      hideable: false,
      primary: true,
      width: "minmax(140px, 1.8fr)",
    },
    {
      id: "integration",
      label: localize("list.column.integration"),
      value: ({ integration }) => integration,
      width: "minmax(144px, 1.5fr)",
    },
    {
      id: "client_id",
      label: localize("list.column.client_id"),
      value: ({ credential }) => credential.client_id,
      render: ({ credential }) => clientId(credential.client_id, localize),
      width: "minmax(150px, 2.9fr)",
    },
    {
      id: "used_by",
      label: localize("list.column.used_by"),
      value: ({ usedBy }) => usedBy?.length ?? 0,
      render: ({ usedBy }) => html`<ac-usage-cell .entries=${usedBy}></ac-usage-cell>`,
      searchable: false,
      width: "minmax(136px, 1.4fr)",
    },
    {
      id: "status",
      label: localize("list.column.status"),
      // The search finds it, also where the table is too narrow to show it. It is worth more than the date is.
      value: ({ usedBy }) => (usedBy ? localize(worstStatus(usedBy).label) : ""),
      sortBy: ({ usedBy = [] }) => weightOf(worstStatus(usedBy)),
      render: ({ usedBy }) => html`<ac-status-cell .status=${usedBy && worstStatus(usedBy)}></ac-status-cell>`,
      width: "minmax(124px, 1fr)",
      minTableWidth: 940,
    },
    {
      id: "source",
      label: localize("list.column.source"),
      value: ({ credential }) => sourceText(credential.source, localize),
      render: ({ credential: { source } }) =>
        html`<ac-badge tone=${source === "import" ? "accent" : "neutral"}>${sourceText(source, localize)}</ac-badge>`,
      searchable: false,
      width: "minmax(112px, 0.9fr)",
      minTableWidth: 860,
    },
    {
      id: "updated",
      label: localize("list.column.updated"),
      value: ({ credential }) => Date.parse(credential.updated_at),
      render: ({ credential }) =>
        html`<ac-time datetime=${credential.updated_at} language=${localize.language}></ac-time>`,
      searchable: false,
      width: "minmax(120px, 1fr)",
      minTableWidth: 1_100,
    },
  ];
}

const sourceText = (source: "user" | "import", localize: Localize): string =>
  localize(source === "import" ? "list.source.import" : "list.source.user");

const clientId = (
  id: string,
  localize: Localize,
) => html`<span style="display:flex;align-items:center;min-inline-size:0">
  <ac-truncated .text=${id}></ac-truncated>
  <ac-copy-button .text=${id} .label=${localize("list.copy_client_id")} .copiedLabel=${localize("common.copied")}
    .failedLabel=${localize("common.copy_failed")} style="color:var(--secondary-text-color)"></ac-copy-button>
</span>`;

/** The table's own words in the page's language. */
export const tableTexts = (localize: Localize): AcTableTexts => ({
  search: localize("list.search"),
  settings: localize("list.settings"),
  columns: localize("list.columns"),
  sortBy: localize("list.sort_by"),
  order: localize("list.order"),
  ascending: localize("list.ascending"),
  descending: localize("list.descending"),
  selectAll: localize("list.select_all"),
  clearSelection: localize("list.clear_selection"),
  clearSearch: localize("list.clear_search"),
  actions: localize("list.actions"),
  loading: localize("list.loading"),
  selectRow: (name) => localize("list.select_row", { name }),
  selected: (count) => localize("list.selected", { count }),
  noMatch: (search) => localize("list.no_match", { search }),
  results: (count, total) => localize("list.results", { count, total }),
});
