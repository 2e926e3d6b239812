import { html, nothing } from "lit";
import type { Application } from "../../protocol/applications.ts";
import type { AcColumn } from "../components/table/column.ts";
import type { Localize } from "../localize.ts";
import { TYPES } from "./application-texts.ts";
import type { ApplicationRow } from "./applications-controller.ts";
import { scopeText } from "./scope-text.ts";
import "../components/badge.ts";
import "../components/time.ts";
import "../components/truncated.ts";

/** So many scopes and hosts are shown; the rest is counted. */
const SHOWN = 2;

/** The list's columns; made anew only when the language changes. */
export function applicationColumns(
  localize: Localize,
  edit: (row: ApplicationRow) => void,
): AcColumn<ApplicationRow>[] {
  return [
    {
      id: "name",
      label: localize("applications.column.name"),
      value: ({ application }) => application.name,
      render: (row) => nameOf(row, localize, edit),
      hideable: false,
      primary: true,
      width: "minmax(160px, 1.6fr)",
    },
    {
      id: "created",
      label: localize("applications.column.created"),
      value: ({ application }) => Date.parse(application.created_at),
      render: ({ application }) => time(application.created_at, localize),
      searchable: false,
      width: "minmax(120px, 1fr)",
    },
    {
      id: "scopes",
      label: localize("applications.column.scopes"),
      value: ({ application }) =>
        application.scopes.map((scope) => `${scopeText(scope, localize).title} ${scope}`).join(" "),
      sortBy: ({ application }) => application.scopes.length,
      render: ({ application }) => scopesOf(application, localize),
      width: "minmax(200px, 3fr)",
    },
    {
      id: "last_used",
      label: localize("applications.column.last_used"),
      value: ({ application }) => Date.parse(application.last_used_at ?? "") || 0,
      render: ({ application }) =>
        application.last_used_at ? time(application.last_used_at, localize) : localize("applications.never_used"),
      searchable: false,
      width: "minmax(120px, 1fr)",
    },
    {
      id: "hosts",
      label: localize("applications.column.hosts"),
      value: ({ application }) => hostsOf(application).join(" "),
      render: ({ application }) => hosts(hostsOf(application), localize),
      width: "minmax(140px, 1.5fr)",
      minTableWidth: 860,
    },
    {
      id: "type",
      label: localize("applications.column.type"),
      value: ({ application }) => localize(TYPES[application.type][0]),
      searchable: false,
      width: "minmax(132px, 1fr)",
      minTableWidth: 1_200,
    },
  ];
}

const time = (at: string, localize: Localize) => html`<ac-time datetime=${at} language=${localize.language}></ac-time>`;

function nameOf(row: ApplicationRow, localize: Localize, edit: (row: ApplicationRow) => void) {
  const { name, enabled, unverified } = row.application;
  return html`<button type="button" class="link" style="all:unset;cursor:pointer;color:var(--primary-color,inherit);overflow-wrap:anywhere;min-block-size:24px"
      @click=${() => edit(row)}>${name}</button>
    ${enabled ? nothing : html`<ac-badge tone="warning">${localize("applications.disabled")}</ac-badge>`}
    ${unverified ? html`<ac-badge tone="warning">${localize("applications.unverified")}</ac-badge>` : nothing}`;
}

function scopesOf({ scopes }: Application, localize: Localize) {
  const rest = scopes.slice(SHOWN).map((scope) => scopeText(scope, localize).title);
  return html`<span style="display:flex;flex-wrap:wrap;gap:4px">
    ${scopes.slice(0, SHOWN).map((scope) => html`<ac-badge title=${scope}>${scopeText(scope, localize).title}</ac-badge>`)}
    ${rest.length > 0 ? html`<ac-badge title=${rest.join(", ")}>${localize("applications.more", { count: rest.length })}</ac-badge>` : nothing}
  </span>`;
}

function hosts(all: readonly string[], localize: Localize) {
  const more = all.length - SHOWN;
  return html`<span title=${all.join(", ")} style="overflow-wrap:anywhere">${all.slice(0, SHOWN).join(", ")}${
    more > 0 ? html` ${localize("applications.more", { count: more })}` : nothing
  }</span>`;
}

/** Where an application's people are sent back to: hosts, or an app's own scheme. */
export const hostsOf = ({ redirect_uris }: Pick<Application, "redirect_uris">): string[] => [
  ...new Set(
    redirect_uris.map((uri) => {
      const url = URL.parse(uri);
      return url?.host || url?.protocol.slice(0, -1) || uri;
    }),
  ),
];
