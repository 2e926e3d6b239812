import type { IncomingMessage, ServerResponse } from "node:http";

const MAX_BODY = 4 * 1_024;

/** A small JSON body; undefined where it is none, or larger. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  if (!/^application\/json\b/.test(request.headers["content-type"] ?? "")) return undefined;
  let text = "";
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > MAX_BODY) return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** JSON that no cache keeps. */
export function respond(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}

/** A failure with a sentence for people, as the hub's own HTTP API gives it. */
export const refuse = (response: ServerResponse, status: number, message: string, more: object = {}): void =>
  respond(response, status, { message, ...more });
