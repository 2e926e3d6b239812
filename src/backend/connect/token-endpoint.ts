import * as oauth from "oauth4webapi";
import {
  type AuthenticationMethod,
  type ClientAuthentication,
  DEFAULT_METHOD,
  OTHER_METHOD,
} from "../credentials/client-authentication.ts";
import type { ProviderEndpoints } from "../host.ts";
import { isRecord } from "../is-record.ts";
import type { ProviderFetch, ProviderRequest } from "../providers/provider-fetch.ts";
import type { ReadyMadeClient } from "../ready-made.ts";
import { PROVIDER_TIMEOUT_MS, ProviderError, toProviderError } from "./provider-error.ts";
import { tokensOfService } from "./ready-made-client.ts";

/** What a request to a token endpoint needs to know of its provider and our client there. */
export interface ClientAtProvider extends ClientAuthentication {
  /** The provider's name for people. */
  readonly provider: string;
  readonly endpoints: ProviderEndpoints;
  readonly client_id: string;
  /** How this provider is asked: who brought its endpoints decides where a request may go. */
  readonly fetch: ProviderFetch;
  /** Its service asks the provider in our place, and has the secret. */
  readonly ready_made?: ReadyMadeClient | undefined;
}

/** A token response (RFC 6749, section 5.1), with the time it ends instead of its length. */
export interface TokenSet {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly token_type: string;
  /** Milliseconds since 1970. */
  readonly expires_at: number;
  /** The provider did not say how long it lives. */
  readonly expiry_assumed: boolean;
  readonly scope?: string;
  /** Where the provider says so, milliseconds since 1970. */
  readonly refresh_token_expires_at?: number;
}

/** Assumed when a provider leaves `expires_in` out. */
export const DEFAULT_EXPIRES_IN_S = 3_600;
/** Nothing is believed to live longer: ten years. */
const LONGEST_EXPIRES_IN_S = 315_360_000;

/**
 * Redeems an authorization code (RFC 6749, section 4.1.3) with its PKCE verifier (RFC 7636, section 4.5).
 * @param callback what `validateAuthResponse` of oauth4webapi returned
 * @throws ProviderError
 */
export async function redeemCode(
  at: ClientAtProvider,
  callback: URLSearchParams,
  redirectUri: string,
  codeVerifier: string,
): Promise<TokenSet> {
  const code = callback.get("code") ?? "";
  if (at.ready_made) {
    const grant = { code, redirect_uri: redirectUri, code_verifier: codeVerifier };
    return toTokenSet(await tokensOfService(at.ready_made, (service) => service.redeem(grant)));
  }
  return tokenRequest(
    at,
    [code, codeVerifier],
    (as, client, auth, options) =>
      oauth.authorizationCodeGrantRequest(as, client, auth, callback, redirectUri, codeVerifier, options),
    oauth.processAuthorizationCodeResponse,
  );
}

/**
 * Refreshes (RFC 6749, section 6). A provider that sends no new refresh token means the old one to go on.
 * @throws ProviderError
 */
export async function refreshTokens(at: ClientAtProvider, refreshToken: string): Promise<TokenSet> {
  if (at.ready_made) {
    const answer = await tokensOfService(at.ready_made, (service) => service.refresh(refreshToken));
    return { refresh_token: refreshToken, ...toTokenSet(answer) };
  }
  const tokens = await tokenRequest(
    at,
    [refreshToken],
    (as, client, auth, options) => oauth.refreshTokenGrantRequest(as, client, auth, refreshToken, options),
    oauth.processRefreshTokenResponse,
  );
  return { refresh_token: refreshToken, ...tokens };
}

/** Each way of sending the secret, in oauth4webapi's words. */
export const AUTHENTICATE: Readonly<Record<AuthenticationMethod, (secret: string) => oauth.ClientAuth>> = {
  client_secret_post: oauth.ClientSecretPost,
  client_secret_basic: oauth.ClientSecretBasic,
};

/** The provider in oauth4webapi's words. Without an issuer the token endpoint's origin stands in: it is never compared. */
export function authorizationServerOf(endpoints: ProviderEndpoints): oauth.AuthorizationServer {
  return {
    issuer: endpoints.issuer ?? new URL(endpoints.token_url).origin,
    authorization_endpoint: endpoints.authorize_url,
    token_endpoint: endpoints.token_url,
    ...(promisesIss(endpoints) && { authorization_response_iss_parameter_supported: true }),
  };
}

/** RFC 9207, section 3: `iss` is only worth something where the issuer is known. */
export const promisesIss = (endpoints: ProviderEndpoints): boolean =>
  endpoints.issuer !== undefined && endpoints.authorization_response_iss_parameter_supported === true;

type Send = (
  as: oauth.AuthorizationServer,
  client: oauth.Client,
  auth: oauth.ClientAuth,
  options: oauth.TokenEndpointRequestOptions,
) => Promise<Response>;
type Process = (
  as: oauth.AuthorizationServer,
  client: oauth.Client,
  response: Response,
) => Promise<oauth.TokenEndpointResponse>;

/**
 * With the client's secret; to a provider that does not accept it while it is being changed, with the one before it.
 * What became of the new secret is told, so that the one before can go, or be gone back to.
 */
async function tokenRequest(at: ClientAtProvider, secrets: string[], send: Send, process: Process): Promise<TokenSet> {
  const { rotation, client_secret } = at;
  try {
    const tokens = await tryBothMethods(at, secrets, send, process);
    rotation?.worked();
    return tokens;
  } catch (error) {
    if (!rotation || !isClientRejected(error)) throw error;
    rotation.rejected(error.message);
    const previous = await rotation.previousSecret();
    if (previous === undefined) throw error;
    try {
      return await tryBothMethods({ ...at, client_secret: previous }, [...secrets, client_secret], send, process);
    } catch (second) {
      throw isClientRejected(second) ? error : second;
    }
  }
}

/**
 * Sends the client's secret in the way that worked last, else in the body, as Home Assistant does and its integrations
 * were tried with; to a provider that then does not know the client, in the other way (RFC 6749, section 2.3.1).
 * Providers authenticate the client before they look at the grant, so the second try meets it unused.
 */
async function tryBothMethods(
  at: ClientAtProvider,
  secrets: string[],
  send: Send,
  process: Process,
): Promise<TokenSet> {
  const { method = DEFAULT_METHOD } = at;
  try {
    return await tryOnce(at, method, secrets, send, process);
  } catch (error) {
    if (!isClientRejected(error)) throw error;
    return tryOnce(at, OTHER_METHOD[method], secrets, send, process);
  }
}

const isClientRejected = (error: unknown): error is ProviderError =>
  error instanceof ProviderError && error.kind === "invalid_client";

async function tryOnce(
  at: ClientAtProvider,
  method: AuthenticationMethod,
  secrets: string[],
  send: Send,
  process: Process,
): Promise<TokenSet> {
  const as = authorizationServerOf(at.endpoints);
  const client = { client_id: at.client_id };
  try {
    const response = await send(as, client, AUTHENTICATE[method](at.client_secret), {
      [oauth.customFetch]: fetchTokenResponse(at.fetch),
      signal: AbortSignal.timeout(PROVIDER_TIMEOUT_MS),
      // Whether plain http may be used is for `at.fetch` to decide.
      [oauth.allowInsecureRequests]: true,
    });
    const tokens = toTokenSet(await process(as, client, response));
    at.methodWorked?.(method);
    return tokens;
  } catch (error) {
    throw toProviderError(error, at.provider, [at.client_secret, ...secrets]);
  }
}

/** Straightens what wide-spread providers get wrong. */
const fetchTokenResponse = (ask: ProviderFetch) => async (url: string, options: ProviderRequest) => {
  const response = await ask(url, options);
  const body = parseObject(await response.text());
  const wait = response.headers.get("retry-after");
  const headers = wait === null ? {} : { "retry-after": wait };
  if (!body) return new Response(null, { status: response.ok ? 502 : response.status, headers });
  // The ID token is not used, so it is not validated either; kept, it would have to be.
  const { id_token: _unused, ...given } = body;
  const rest = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && value !== ""));
  // Some providers report errors with status 200.
  const status = response.ok && typeof rest.error === "string" ? 400 : response.status;
  if (response.ok && status === 200) rest.token_type ??= "bearer";
  return Response.json(rest, { status, headers });
};

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function toTokenSet(response: oauth.TokenEndpointResponse): TokenSet {
  const { access_token, refresh_token, token_type, expires_in, scope } = response;
  const life = Math.min(expires_in ?? DEFAULT_EXPIRES_IN_S, LONGEST_EXPIRES_IN_S);
  const refreshLife = refreshTokenLife(response);
  return {
    access_token,
    token_type: token_type === "bearer" ? "Bearer" : token_type,
    expires_at: Date.now() + life * 1_000,
    expiry_assumed: expires_in === undefined,
    ...(refresh_token && { refresh_token }),
    ...(scope !== undefined && { scope }),
    ...(refreshLife !== undefined && { refresh_token_expires_at: Date.now() + refreshLife * 1_000 }),
  };
}

/**
 * Seconds that the refresh token lives, under the names that providers give it: `refresh_token_expires_in` (Google for
 * test apps, LinkedIn, GitHub), `refresh_expires_in` (Keycloak, which means "no end" by 0). No RFC has either.
 */
function refreshTokenLife(response: oauth.TokenEndpointResponse): number | undefined {
  const life = Number(response.refresh_token_expires_in ?? response.refresh_expires_in);
  return Number.isFinite(life) && life > 0 ? Math.min(life, LONGEST_EXPIRES_IN_S) : undefined;
}
