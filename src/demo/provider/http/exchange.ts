import type { IncomingMessage, ServerResponse } from "node:http";
import type { Texts } from "../texts.ts";
import type { Html } from "./html.ts";

/** One request and its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** The path's parameters, by the names in the route. */
  readonly params: Readonly<Record<string, string>>;
  /** In the language that the browser asks for. */
  readonly texts: Texts;
}

export type Handler = (exchange: Exchange) => Promise<void> | void;

/** Ends a request with this status; `code` is for software, and names the text of the error page. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

/**
 * Pages run nothing inline and lie in no frame. There is no `form-action`: browsers hold redirects after a form
 * to it as well, and consent ends with one to the client's own site.
 */
export const PAGE_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  // Not `no-referrer`: with that, browsers send `Origin: null` with the page's own forms.
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
} as const;

export function sendPage({ response }: Exchange, page: Html, status = 200): void {
  response.writeHead(status, PAGE_HEADERS).end(page.markup);
}

export function sendJson(
  { response }: Exchange,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response
    .writeHead(status, { "content-type": "application/json", "cache-control": "no-store", ...headers })
    .end(JSON.stringify(body));
}

/** 303: the browser comes back with GET, so that reloading the page does not send the form again. */
export function redirect({ response }: Exchange, location: string): void {
  response.writeHead(303, { location }).end();
}
