import * as oauth from "oauth4webapi";
import type { ClientDirectory, KnownClient } from "../connect/client-directory.ts";
import { revokeAtService } from "../connect/ready-made-client.ts";
import { AUTHENTICATE, authorizationServerOf } from "../connect/token-endpoint.ts";
import { type AuthenticationMethod, DEFAULT_METHOD, OTHER_METHOD } from "../credentials/client-authentication.ts";
import type { Host, Log } from "../host.ts";
import type { ProviderFetch } from "../providers/provider-fetch.ts";
import type { AccountBase, Secrets } from "./account-store.ts";

/** All requests for one account together. */
const LIMIT_MS = 10_000;

/**
 * Ends an account's tokens at its provider (RFC 7009): the refresh token first, from which others could be made.
 * A provider that has no such endpoint, or does not answer, is left alone: what is stored here is erased all the same.
 */
export async function revokeTokens(
  clients: ClientDirectory,
  log: Log,
  { entry_id, domain, implementation }: AccountBase,
  { refresh_token, access_token }: Secrets,
): Promise<void> {
  try {
    const signal = AbortSignal.timeout(LIMIT_MS);
    const client = await clients.find(domain, implementation);
    const { ready_made } = client;
    if (ready_made && (await revokeAtService(ready_made, refresh_token ?? access_token))) return;
    const endpoint = ready_made
      ? undefined
      : (client.endpoints.revocation_url ?? (await discoverEndpoint(client, signal)));
    if (!endpoint) return log.info(`${client.provider} has no way to end the tokens of entry ${entry_id} early.`);
    if (refresh_token) await revoke(client, endpoint, refresh_token, "refresh_token", signal);
    await revoke(client, endpoint, access_token, "access_token", signal);
  } catch (error) {
    // By its name only: an OAuth library's error may hold the answer, and that what was sent.
    log.warn(
      `The tokens of entry ${entry_id} were erased here, but not ended at the provider (${(error as Error).name}).`,
    );
  }
}

/**
 * Whether an entry has this account, beside the one named: ending one token may end everything that the person granted
 * to the client (RFC 7009, section 2.1).
 */
export const isHeldElsewhere = (host: Host, domain: string, uniqueId: string | undefined, except?: string): boolean =>
  uniqueId !== undefined &&
  host.entries().some((entry) => entry.entry_id !== except && entry.domain === domain && entry.unique_id === uniqueId);

/** As `tokenRequest` does: in the way that worked last, else in the other one. */
async function revoke(
  client: KnownClient,
  revocation_endpoint: string,
  token: string,
  token_type_hint: string,
  signal: AbortSignal,
): Promise<void> {
  const { endpoints, client_id, client_secret, method = DEFAULT_METHOD } = client;
  const as = { ...authorizationServerOf(endpoints), revocation_endpoint };
  const options = { ...fetchOptions(client.fetch, signal), additionalParameters: { token_type_hint } };
  const send = async (how: AuthenticationMethod) => {
    const auth = AUTHENTICATE[how](client_secret);
    await oauth.processRevocationResponse(await oauth.revocationRequest(as, { client_id }, auth, token, options));
  };
  try {
    await send(method);
  } catch (error) {
    if (!(error instanceof oauth.ResponseBodyError) || error.error !== "invalid_client") throw error;
    await send(OTHER_METHOD[method]);
  }
}

/** RFC 8414, then OpenID Connect Discovery; only where the issuer is known, and names itself so. */
async function discoverEndpoint({ endpoints, fetch }: KnownClient, signal: AbortSignal): Promise<string | undefined> {
  if (endpoints.issuer === undefined) return undefined;
  const issuer = new URL(endpoints.issuer);
  for (const algorithm of ["oauth2", "oidc"] as const) {
    try {
      const response = await oauth.discoveryRequest(issuer, { algorithm, ...fetchOptions(fetch, signal) });
      const { revocation_endpoint } = await oauth.processDiscoveryResponse(issuer, response);
      return revocation_endpoint;
    } catch (error) {
      if (signal.aborted) throw error;
    }
  }
  return undefined;
}

const fetchOptions = (ask: ProviderFetch, signal: AbortSignal) => ({
  [oauth.customFetch]: ask,
  signal,
  // Whether plain http may be used is for `ask` to decide.
  [oauth.allowInsecureRequests]: true,
});
