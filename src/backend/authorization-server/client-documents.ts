import { HostGuard } from "../providers/host-guard.ts";
import { guardedFetch } from "../providers/provider-fetch.ts";

/** A document about a client is small, and whoever waits for it is a person. */
const WITHIN_MS = 5_000;

/** Public hosts over https alone: what an administrator allowed for providers is not allowed for strangers. */
const strict = new HostGuard({ has: () => false }, { describeIntegrations: async () => ({ integrations: {} }) });
const guarded = guardedFetch(strict, WITHIN_MS);

/** `oidc-provider`'s fetch: no redirect, no private address, 64 KB and 5 s at most (SECURITY 37). */
export const fetchDocument = (url: string | URL, { headers, signal }: RequestInit = {}): Promise<Response> =>
  guarded(String(url), { headers: Object.fromEntries(new Headers(headers)), signal });
