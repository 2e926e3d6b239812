import type { IncomingMessage } from "node:http";
import { HttpError } from "./exchange.ts";

/** Largest body taken, in bytes. */
const MOST = 64 * 1_024;

export const isForm = ({ headers }: IncomingMessage): boolean =>
  headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;

/**
 * The fields of a form or of a JSON object; an empty body has none.
 * @throws HttpError 413 or 400 `invalid_request`
 */
export async function readFields(request: IncomingMessage): Promise<Record<string, unknown>> {
  const text = await readText(request);
  if (isForm(request)) return Object.fromEntries(new URLSearchParams(text));
  try {
    const body: unknown = JSON.parse(text || "{}");
    if (typeof body === "object" && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  } catch {
    // Falls through: what is no JSON is as wrong as what is no object.
  }
  throw new HttpError(400, "invalid_request");
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > MOST) throw new HttpError(413, "too_large");
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
}
