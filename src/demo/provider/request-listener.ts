import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { Log } from "../../backend/host.ts";
import type { Behaviour } from "./behaviour.ts";
import { type Exchange, HttpError, sendJson, sendPage } from "./http/exchange.ts";
import { createRouter, type Route } from "./http/router.ts";
import { errorPage } from "./pages/error-page.ts";
import type { Texts } from "./texts.ts";
import { failTokenEndpoint } from "./token-endpoint-failures.ts";

export interface ListenerParts {
  readonly routes: readonly Route[];
  /** `oidc-provider`: everything that no route takes. */
  readonly oidc: RequestListener;
  readonly behaviour: Behaviour;
  readonly textsFor: (acceptLanguage: string | undefined) => Texts;
  readonly log: Log;
  /** Ends answers that are being held back. */
  readonly closing: AbortSignal;
}

/** Paths that software asks, not people: those that the console's switches slow down. */
const SOFTWARE = /^\/(token|me|api|jwks|\.well-known)(\/|$)/;
const TOKEN_ENDPOINT = "/token";

/** Sends each request to its handler, misbehaving as the console says. */
export function createListener(parts: ListenerParts): RequestListener {
  const route = createRouter(parts.routes);
  return async (request, response) => {
    const exchange = toExchange(request, response, parts);
    try {
      if (SOFTWARE.test(exchange.url.pathname)) await holdBack(parts);
      if (response.destroyed || failsToken(exchange, parts.behaviour)) return;
      const found = route(request.method ?? "", exchange.url.pathname);
      if (found) await found.handler({ ...exchange, params: found.params });
      else parts.oidc(request, response);
    } catch (error) {
      if (!(error instanceof HttpError) && !parts.closing.aborted) parts.log.error("The demo provider failed", error);
      sendError(exchange, error);
    }
  };
}

function toExchange(request: IncomingMessage, response: ServerResponse, { textsFor }: ListenerParts): Exchange {
  const url = URL.parse(request.url ?? "/", "http://provider") ?? new URL("http://provider/");
  return { request, response, url, params: {}, texts: textsFor(request.headers["accept-language"]) };
}

const holdBack = async ({ behaviour, closing }: ListenerParts) => {
  const seconds = behaviour.settings.delay_seconds;
  if (seconds > 0) await wait(seconds * 1_000, undefined, { signal: closing });
};

const failsToken = ({ request, response, url }: Exchange, { settings }: Behaviour): boolean =>
  request.method === "POST" && url.pathname === TOKEN_ENDPOINT && failTokenEndpoint(settings.token_endpoint, response);

function sendError(exchange: Exchange, error: unknown): void {
  const { request, response, texts, url } = exchange;
  if (response.headersSent || response.destroyed) return;
  const { status, code } = error instanceof HttpError ? error : new HttpError(500, "server_error");
  // A body that nobody reads would keep the connection.
  request.resume();
  if (url.pathname.startsWith("/interaction/")) {
    sendPage(exchange, errorPage(texts, pageError(code)), status);
  } else {
    sendJson(exchange, { error: code }, status, status === 401 ? { "www-authenticate": `Bearer error="${code}"` } : {});
  }
}

const pageError = (code: string) => (code === "session_over" || code === "server_error" ? code : "request_refused");
