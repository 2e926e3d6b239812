import type { IncomingMessage } from "node:http";
import { HttpError } from "./answers.ts";

/**
 * Refuses requests that another site's page makes a browser send (PROTOCOL section 2).
 * Software that is no browser sends no `Origin` and passes.
 * @param allowed Origins beside the request's own host: the public one and those configured.
 * @throws HttpError 403
 */
export function checkOrigin(message: IncomingMessage, allowed: ReadonlySet<string>): void {
  const { origin, host } = message.headers;
  if (origin === undefined || allowed.has(origin)) return;
  if (origin === "null" && isOwnForm(message)) return;
  if (hostOf(origin) !== host?.toLowerCase()) throw new HttpError(403, "This origin is not allowed");
}

/** A form on a page with `Referrer-Policy: no-referrer` is sent with `Origin: null` (Fetch, "append a request Origin header"). */
const isOwnForm = (message: IncomingMessage) => message.headers["sec-fetch-site"] === "same-origin";

function hostOf(origin: string): string | undefined {
  const url = URL.parse(origin);
  return url && (url.protocol === "http:" || url.protocol === "https:") ? url.host : undefined;
}

/** Reading a page is harmless from anywhere; the API, and whatever changes something, is not. */
export const needsOriginCheck = (method: string, path: string): boolean =>
  (method !== "GET" && method !== "HEAD") || path.startsWith("/api/");
