import { StartError } from "../../backend/start-error.ts";
import { Records } from "../../backend/store/records.ts";
import type { Store } from "../../backend/store/store.ts";

/** How long a change is shown, in milliseconds: until then somebody has registered the new redirect URI, or knows why not. */
const SHOWN_FOR = 30 * 24 * 60 * 60_000;
const KEY = "configured";

interface StoredOrigin {
  readonly origin: string;
  /** The one before it, and when it was replaced (ISO 8601). */
  readonly replaced?: { readonly origin: string; readonly at: string };
}

export interface PublicOrigin {
  /** Without a slash at its end. */
  readonly origin: string;
  readonly configured: boolean;
  /** Providers may still know the redirect URI of another origin. */
  readonly changed?: { readonly from: string; readonly to: string };
}

/**
 * The origin under which browsers and providers reach the hub: the one that was configured, else where it listens.
 * @param configured `--public-url`; its path is not looked at. Remembered, so that a change is noticed.
 */
export async function settlePublicOrigin(
  store: Store,
  configured: string | undefined,
  listening: string,
): Promise<PublicOrigin> {
  const records = await Records.load<StoredOrigin>(store, "hub_public_origin", ({ origin }) => origin);
  const origin = configured === undefined ? listening : parseOrigin(configured);
  const stored = await remember(records, configured === undefined ? undefined : origin);
  const from = stored && stored.origin !== origin ? stored.origin : recentlyReplaced(stored);
  return {
    origin,
    configured: configured !== undefined,
    ...(from !== undefined && from !== origin && { changed: { from, to: origin } }),
  };
}

/** @throws StartError for what is no http(s) address. */
export function parseOrigin(url: string): string {
  const parsed = URL.parse(url);
  if (!parsed || (parsed.protocol !== "http:" && parsed.protocol !== "https:"))
    throw new StartError("The public URL must be an http or https address, such as https://hub.example.com.");
  return parsed.origin;
}

async function remember(records: Records<StoredOrigin>, origin: string | undefined): Promise<StoredOrigin | undefined> {
  const stored = records.get(KEY);
  if (origin === undefined || stored?.origin === origin) return stored;
  const replaced = stored && { origin: stored.origin, at: new Date().toISOString() };
  const next = { origin, ...(replaced && { replaced }) };
  await records.put(KEY, next);
  return next;
}

function recentlyReplaced(stored: StoredOrigin | undefined): string | undefined {
  const replaced = stored?.replaced;
  return replaced && Date.parse(replaced.at) > Date.now() - SHOWN_FOR ? replaced.origin : undefined;
}

/** Where a server listens, as a browser on this machine reaches it. */
export function listeningOrigin(host: string, port: number): string {
  const reachable = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${reachable.includes(":") ? `[${reachable}]` : reachable}:${port}`;
}
