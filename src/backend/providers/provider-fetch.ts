import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { PROVIDER_TIMEOUT_MS } from "../connect/provider-error.ts";
import { isSecure } from "../endpoints.ts";
import { type HostGuard, HostRefused, type ResolvedAddress } from "./host-guard.ts";

/** What oauth4webapi hands its `customFetch`, as far as it is used. */
export interface ProviderRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams | null | undefined;
  readonly signal?: AbortSignal | null | undefined;
}

/**
 * Asks a provider: no redirect is followed, the answer is read whole and has at most 64 KB, and all of it takes 10 s at
 * most. Rejects as `fetch` does.
 */
export type ProviderFetch = (url: string, options: ProviderRequest) => Promise<Response>;

const MOST_BYTES = 64 * 1_024;
/** `Response` takes no body with these. */
const WITHOUT_BODY = new Set([204, 205, 304]);

/** For endpoints that an integration of this hub brings: they were looked at when it was written. */
export const directFetch: ProviderFetch = async (url, { method = "GET", headers, body, signal }) => {
  if (!isSecure(new URL(url))) throw new HostRefused("must be https, or http on a loopback address");
  const response = await fetch(url, {
    method,
    redirect: "manual",
    signal: limited(signal),
    ...(headers && { headers: { ...headers } }),
    ...(body != null && { body }),
  });
  return toResponse(await readBounded(response.body ?? []), response.status, response.headers);
};

/**
 * For addresses that somebody typed or a discovery brought. The connection goes to an address that was checked, so a
 * name that resolves to another one a moment later gains nothing; each request has a connection of its own, so none
 * outlives its permission.
 * @param limit in milliseconds
 */
export const guardedFetch =
  (guard: HostGuard, limit = PROVIDER_TIMEOUT_MS): ProviderFetch =>
  async (url, options) => {
    const signal = limited(options.signal, limit);
    const target = new URL(url);
    const addresses = await orAborted(signal, guard.addressesOf(target));
    try {
      const answer = await send(target, addresses, { ...options, signal });
      return toResponse(await readBounded(answer), answer.statusCode ?? 0, headersOf(answer));
    } catch (cause) {
      if (signal.aborted) throw signal.reason;
      throw new TypeError("fetch failed", { cause });
    }
  };

const limited = (signal: AbortSignal | null | undefined, limit = PROVIDER_TIMEOUT_MS): AbortSignal =>
  AbortSignal.any([AbortSignal.timeout(limit), ...(signal ? [signal] : [])]);

/** The resolution of a name can't be ended, only not waited for. */
async function orAborted<Value>(signal: AbortSignal, work: Promise<Value>): Promise<Value> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function send(
  url: URL,
  addresses: readonly ResolvedAddress[],
  { method = "GET", headers, body, signal }: ProviderRequest,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = url.protocol === "https:" ? httpsRequest : httpRequest;
  const text = body == null ? "" : String(body);
  const sent = request(url, {
    method,
    agent: false,
    // Identity: what is unpacked could be larger than what came.
    headers: { ...headers, "accept-encoding": "identity", ...(text && { "content-length": Buffer.byteLength(text) }) },
    lookup: (_name, { all }, found) => {
      const [first] = addresses;
      if (all) found(null, [...addresses]);
      else found(null, first?.address ?? "", first?.family);
    },
    ...(signal && { signal }),
  });
  sent.once("response", resolve);
  sent.on("error", reject);
  sent.end(text);
  return promise;
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) headers.append(`${rawHeaders[at]}`, `${rawHeaders[at + 1]}`);
  return headers;
}

/** @throws RangeError when there is more. */
async function readBounded(chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<Buffer> {
  const read: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new RangeError("The provider's answer has more than 64 KB");
    read.push(chunk);
  }
  return Buffer.concat(read);
}

const toResponse = (body: Buffer, status: number, headers: Headers): Response =>
  new Response(WITHOUT_BODY.has(status) ? null : new Uint8Array(body), { status, headers });
