import type { IncomingMessage, ServerResponse } from "node:http";
import { HttpError } from "./answers.ts";
import { readBody } from "./request-body.ts";
import { addSecurityHeaders } from "./security-headers.ts";

/**
 * The request's address on the hub's own origin.
 * The origin is put before the raw target, so that a target such as `//elsewhere/` can't name another host.
 * @throws HttpError 400 for a target that is no path.
 */
export function requestUrl(message: IncomingMessage, origin: string): URL {
  const target = message.url ?? "";
  const url = target.startsWith("/") ? URL.parse(origin + target) : null;
  if (!url) throw new HttpError(400, "Bad request");
  return url;
}

/**
 * Node's request as a web-standard one, its body read.
 * @throws HttpError 413 for a body over the limit.
 */
export async function toWebRequest(message: IncomingMessage, url: URL): Promise<Request> {
  const method = message.method ?? "GET";
  const body = method === "GET" || method === "HEAD" ? null : await readBody(message);
  return new Request(url, { method, headers: toHeaders(message), body });
}

function toHeaders(message: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(message.headersDistinct))
    for (const value of values ?? []) headers.append(name, value);
  return headers;
}

/** Sends a web-standard answer, with the security headers that it lacks. */
export async function sendWebResponse(
  response: Response,
  message: IncomingMessage,
  out: ServerResponse,
): Promise<void> {
  addSecurityHeaders(response.headers);
  const body = Buffer.from(await response.arrayBuffer());
  for (const [name, value] of response.headers) if (name !== "set-cookie") out.setHeader(name, value);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) out.setHeader("set-cookie", cookies);
  if (response.status !== 204 && response.status !== 304) out.setHeader("content-length", body.length);
  out.writeHead(response.status);
  out.end(message.method === "HEAD" ? undefined : body);
}
