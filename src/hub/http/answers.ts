/** An HTTP failure that says its reason to the client as `{message}`. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** A JSON answer that no cache keeps. */
export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
  });
}

/** Home Assistant's `json_message`. */
export const message = (status: number, text: string, headers?: Readonly<Record<string, string>>): Response =>
  json({ message: text }, status, headers);

export const redirect = (location: string): Response =>
  new Response(null, { status: 302, headers: { location, "cache-control": "no-store" } });

/** Deliberately not JSON: clients tell a missing API from one that answers. */
export const plainNotFound = (): Response =>
  new Response("404: Not Found", { status: 404, headers: { "content-type": "text/plain; charset=utf-8" } });
