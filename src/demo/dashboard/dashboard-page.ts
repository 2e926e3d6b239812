import { type Html, html } from "../provider/http/html.ts";
import { layout } from "../provider/pages/layout.ts";
import type { Texts } from "../provider/texts.ts";
import type { SignedIn } from "./application.ts";
import type { HubEntry } from "./hub-entries.ts";

/** What went wrong, with words of their own below `dashboard.errors`. */
export const REASONS = [
  "access_denied",
  "invalid_client",
  "invalid_grant",
  "invalid_scope",
  "invalid_token",
  "unreachable",
] as const;

export interface DashboardPage {
  /** The hub's address, filled in. */
  readonly hub: string;
  readonly redirectUri: string;
  readonly clientId?: string | undefined;
  /** A word of the protocol's. */
  readonly reason?: string | undefined;
  /** The hub's own sentence. */
  readonly refusal?: string | undefined;
  readonly signedIn?: SignedIn | undefined;
  readonly entries?: readonly HubEntry[] | undefined;
  readonly refreshed?: boolean | undefined;
}

export const dashboardPage = (texts: Texts, page: DashboardPage): Html =>
  layout(
    texts,
    texts("dashboard.title"),
    html`${problem(texts, page)}${page.signedIn ? dashboard(texts, page, page.signedIn) : start(texts, page)}`,
    "/pages/copy.js",
  );

function problem(texts: Texts, { reason, refusal }: DashboardPage): Html | undefined {
  if (refusal !== undefined)
    return html`<p class="notice" role="alert">${texts("dashboard.refused", { sentence: refusal })}</p>`;
  if (reason === undefined) return undefined;
  const known = REASONS.find((one) => one === reason) ?? "other";
  return html`<p class="notice" role="alert">${texts(`dashboard.errors.${known}`, { reason })}</p>`;
}

const start = (texts: Texts, { hub, redirectUri, clientId }: DashboardPage) => html`
<p>${texts("dashboard.text")}</p>
<ol>
<li>${texts("dashboard.step_register")} <code id="redirect-uri">${redirectUri}</code>
<button type="button" data-copies="redirect-uri" data-copied="${texts("console.copied")}" aria-label="${texts("dashboard.copy_redirect")}" hidden>${texts("console.copy")}</button></li>
<li>${texts("dashboard.step_scopes")}</li>
<li>${texts("dashboard.step_paste")}</li>
</ol>
<form method="post" action="/dashboard/sign-in">
<label for="issuer">${texts("dashboard.hub")}</label>
<input id="issuer" name="issuer" type="url" value="${hub}" required>
<label for="client_id">${texts("console.client_id")}</label>
<input id="client_id" name="client_id" value="${clientId}" required autocomplete="off" spellcheck="false">
<label for="client_secret">${texts("dashboard.secret")}</label>
<input id="client_secret" name="client_secret" type="password" autocomplete="off">
<p class="hint">${texts("dashboard.secret_hint")}</p>
<div class="buttons"><button class="primary">${texts("dashboard.sign_in")}</button></div>
</form>`;

const dashboard = (texts: Texts, { entries, refreshed }: DashboardPage, { name, scope }: SignedIn) => html`
<p>${name === undefined ? texts("dashboard.signed_in") : texts("dashboard.signed_in_as", { name })}</p>
<p class="hint">${texts("dashboard.scopes", { scopes: scope })}</p>
${refreshed ? html`<p class="notice" role="status">${texts("dashboard.refreshed")}</p>` : undefined}
${entries ? list(texts, entries) : undefined}
<form method="post" class="buttons">
<button formaction="/dashboard/refresh">${texts("dashboard.refresh")}</button>
<button formaction="/dashboard/sign-out">${texts("dashboard.sign_out")}</button>
</form>`;

const list = (texts: Texts, entries: readonly HubEntry[]) => html`
<h2>${texts("dashboard.entries")}</h2>
${
  entries.length === 0
    ? html`<p>${texts("dashboard.no_entries")}</p>`
    : html`<ul>${entries.map(({ title, domain, state }) => html`<li>${title} (${domain}): ${state}</li>`)}</ul>`
}`;
