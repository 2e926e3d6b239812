import { type Exchange, type Handler, HttpError, redirect, sendJson, sendPage } from "../http/exchange.ts";
import { isForm, readFields } from "../http/request-body.ts";
import { requireLoopback, requireSameOrigin } from "../http/request-checks.ts";
import type { Route } from "../http/router.ts";
import { type ConsoleNotice, consolePage, NOTICES, type Notice } from "../pages/console-page.ts";
import { ConsoleActions, type ConsoleParts } from "./actions.ts";

/**
 * The console: where clients are made for integrations whose credential is typed in, and where the provider is told
 * to misbehave. Only this machine gets in. Each action has one address: JSON is answered with JSON, a form of the
 * page with the page.
 */
export function consoleRoutes(parts: ConsoleParts): readonly Route[] {
  const actions = new ConsoleActions(parts);
  const id = ({ params }: Exchange) => params.id ?? "";
  return [
    ["GET", "/console", local((exchange) => showPage(exchange, actions, parts))],
    ["GET", "/console/api/clients", local(async (exchange) => sendJson(exchange, await actions.listClients()))],
    ["POST", "/console/api/clients", local((exchange) => createClient(exchange, actions, parts))],
    ["POST", "/console/api/clients/{id}/secret", local((exchange) => renewSecret(exchange, actions, parts))],
    ["DELETE", "/console/api/clients/{id}", acting("deleted", (_, exchange) => actions.deleteClient(id(exchange)))],
    [
      "POST",
      "/console/api/clients/{id}/delete",
      acting("deleted", (_, exchange) => actions.deleteClient(id(exchange))),
    ],
    ["GET", "/console/api/behaviour", local((exchange) => sendJson(exchange, actions.settings()))],
    ["POST", "/console/api/behaviour", acting("changed", (fields) => actions.changeBehaviour(fields))],
    ["POST", "/console/api/behaviour/reset", acting("reset", (fields) => actions.resetBehaviour(fields))],
    ["POST", "/console/api/access_tokens/expire", acting("expired", (fields) => actions.expireAccessTokens(fields))],
    ["POST", "/console/api/refresh_tokens/revoke", acting("revoked", (fields) => actions.revokeRefreshTokens(fields))],
  ];
}

type Action = (fields: Record<string, unknown>, exchange: Exchange) => Promise<object> | object;

const local =
  (handler: Handler): Handler =>
  async (exchange) => {
    requireLoopback(exchange.request);
    if (exchange.request.method !== "GET") requireSameOrigin(exchange.request);
    try {
      await handler(exchange);
    } catch (error) {
      if (!(error instanceof HttpError) || !isForm(exchange.request)) throw error;
      redirect(exchange, "/console?done=refused");
    }
  };

const acting = (notice: Notice, action: Action): Handler =>
  local(async (exchange) => {
    const result = await action(await readFields(exchange.request), exchange);
    if (!isForm(exchange.request)) return sendJson(exchange, result);
    const count = new Map<string, unknown>(Object.entries(result)).get(notice) ?? 0;
    redirect(exchange, `/console?${new URLSearchParams({ done: notice, count: String(count) })}`);
  });

/** Its answer is the only one with the secret, so a form gets the page at once and no address that shows it again. */
async function createClient(exchange: Exchange, actions: ConsoleActions, parts: ConsoleParts): Promise<void> {
  const client = await actions.createClient(await readFields(exchange.request));
  if (!isForm(exchange.request)) return sendJson(exchange, client, 201);
  await showPage(exchange, actions, parts, { created: client });
}

async function renewSecret(exchange: Exchange, actions: ConsoleActions, parts: ConsoleParts): Promise<void> {
  const client = await actions.renewSecret(exchange.params.id ?? "", await readFields(exchange.request));
  if (!isForm(exchange.request)) return sendJson(exchange, client);
  await showPage(exchange, actions, parts, { renewed: client });
}

async function showPage(
  exchange: Exchange,
  actions: ConsoleActions,
  { accounts, redirectUri }: ConsoleParts,
  notice: ConsoleNotice = noticeOf(exchange.url),
): Promise<void> {
  const page = consolePage(exchange.texts, {
    clients: await actions.listClients(),
    accounts: await accounts.list(),
    settings: actions.settings(),
    redirectUri,
    ...notice,
  });
  sendPage(exchange, page);
}

function noticeOf({ searchParams }: URL): ConsoleNotice {
  const done = NOTICES.find((notice) => notice === searchParams.get("done"));
  return done ? { done, count: Number(searchParams.get("count")) || 0 } : {};
}
