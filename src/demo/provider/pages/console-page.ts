import type { Account } from "../accounts.ts";
import type { BehaviourSettings } from "../behaviour.ts";
import type { ListedClient, NewClient } from "../clients.ts";
import { type Html, html } from "../http/html.ts";
import type { Texts } from "../texts.ts";
import { behaviourForm } from "./behaviour-form.ts";
import { layout } from "./layout.ts";

/** What was just done; each has its sentence below `console.done`. */
export const NOTICES = ["deleted", "changed", "reset", "expired", "revoked", "refused"] as const;
export type Notice = (typeof NOTICES)[number];

/** What the page says first. */
export interface ConsoleNotice {
  readonly created?: NewClient;
  readonly renewed?: NewClient;
  readonly done?: Notice;
  /** Of `done`: how many were expired, revoked. */
  readonly count?: number;
}

export interface ConsolePage extends ConsoleNotice {
  readonly clients: readonly ListedClient[];
  readonly accounts: readonly Account[];
  readonly settings: BehaviourSettings;
  /** The hub's. */
  readonly redirectUri: string;
}

export const consolePage = (texts: Texts, page: ConsolePage): Html =>
  layout(
    texts,
    texts("console.title"),
    html`<p>${texts("console.text")}</p>
${page.done && html`<p class="notice" role="status">${texts(`console.done.${page.done}`, { count: page.count ?? 0 })}</p>`}
${page.created && newClient(texts, page.created, "created")}
${page.renewed && newClient(texts, page.renewed, "renewed")}
<section aria-labelledby="clients"><h2 id="clients">${texts("console.clients.title")}</h2>
${clientForm(texts, page.redirectUri)}
<ul class="clients">${page.clients.map((client) => clientItem(texts, client))}</ul></section>
<section aria-labelledby="tokens"><h2 id="tokens">${texts("console.tokens.title")}</h2>
${tokenForms(texts, page.accounts)}</section>
<section aria-labelledby="behaviour"><h2 id="behaviour">${texts("console.behaviour.title")}</h2>
${behaviourForm(texts, page.settings)}</section>
<p><a href="/dashboard">${texts("console.dashboard")}</a></p>
<p><a href="${new URL(page.redirectUri).origin}/">${texts("console.back")}</a></p>`,
    "/pages/copy.js",
  );

const newClient = (texts: Texts, { name, client_id, client_secret }: NewClient, how: "created" | "renewed") => html`
<section class="notice" role="status">
<h2>${texts(`console.${how}.title`, { name })}</h2>
<dl>
<dt>${texts("console.client_id")}</dt><dd>${copied(texts, "new-id", client_id, texts("console.copy_id"))}</dd>
<dt>${texts("console.client_secret")}</dt>
<dd>${copied(texts, "new-secret", client_secret, texts("console.copy_secret"))}</dd>
</dl>
<p>${texts("console.created.once")}</p>
</section>`;

/** A value with a button beside it, which `copy.js` shows and serves. */
const copied = (texts: Texts, id: string, value: string, label: string) => html`<code id="${id}">${value}</code>
<button type="button" data-copies="${id}" data-copied="${texts("console.copied")}" aria-label="${label}" hidden>${texts("console.copy")}</button>`;

const clientForm = (texts: Texts, redirectUri: string) => html`
<form method="post" action="/console/api/clients">
<label for="name">${texts("console.clients.name")}</label>
<input id="name" name="name" value="${texts("console.clients.name_example")}" maxlength="100" required>
<label for="redirect_uri">${texts("console.clients.redirect_uri")}</label>
<input id="redirect_uri" name="redirect_uri" type="url" value="${redirectUri}" required aria-describedby="redirect_uri_hint">
<p id="redirect_uri_hint" class="hint">${texts("console.clients.redirect_uri_hint")}</p>
<div class="buttons"><button class="primary">${texts("console.clients.create")}</button></div>
</form>`;

const clientItem = (texts: Texts, { client_id, name, redirect_uris, own }: ListedClient) => html`
<li><h3>${name}</h3>
<dl><dt>${texts("console.client_id")}</dt><dd>${copied(texts, `id-${client_id}`, client_id, texts("console.copy_id"))}</dd>
<dt>${texts("console.clients.redirect_uri")}</dt><dd><code>${redirect_uris.join(" ")}</code></dd></dl>
${own ? html`<p class="hint">${texts("console.clients.own")}</p>` : ownerForms(texts, client_id, name)}</li>`;

const ownerForms = (texts: Texts, clientId: string, name: string) => html`
<form method="post" action="/console/api/clients/${clientId}/secret">
<button aria-label="${texts("console.clients.renew_named", { name })}">${texts("console.clients.renew")}</button>
</form>
<form method="post" action="/console/api/clients/${clientId}/delete">
<button aria-label="${texts("console.clients.delete_named", { name })}">${texts("console.clients.delete")}</button>
</form>`;

const tokenForms = (texts: Texts, accounts: readonly Account[]) => html`
<form method="post" action="/console/api/access_tokens/expire" class="row">
<p>${texts("console.tokens.expire_text")}</p>
<button>${texts("console.tokens.expire")}</button>
</form>
<form method="post" action="/console/api/refresh_tokens/revoke" class="row">
<p>${texts("console.tokens.revoke_text")}</p>
<label for="user">${texts("console.tokens.user")}</label>
<select id="user" name="user"><option value="">${texts("console.tokens.everybody")}</option>
${accounts.map(({ name }) => html`<option>${name}</option>`)}</select>
<button>${texts("console.tokens.revoke")}</button>
</form>`;
