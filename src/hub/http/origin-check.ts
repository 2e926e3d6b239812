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
  if (!isOwn(origin, host ?? "")) throw new HttpError(403, "This origin is not allowed");
}

/** A proxy may name the default port in `Host`, which browsers leave out of `Origin`; `URL` leaves it out of both. */
function isOwn(origin: string, host: string): boolean {
  const url = URL.parse(origin);
  if (url?.protocol !== "http:" && url?.protocol !== "https:") return false;
  return url.host === URL.parse(`${url.protocol}//${host}`)?.host;
}

/** Reading a page is harmless from anywhere; the API, and whatever changes something, is not. */
export const needsOriginCheck = (method: string, path: string): boolean =>
  (method !== "GET" && method !== "HEAD") || path.startsWith("/api/");
