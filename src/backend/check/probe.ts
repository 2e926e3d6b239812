import * as oauth from "oauth4webapi";
import { cleanWords, isTooLong, PROVIDER_TIMEOUT_MS, toProviderError } from "../connect/provider-error.ts";
import { AUTHENTICATE, authorizationServerOf } from "../connect/token-endpoint.ts";
import type { AuthenticationMethod } from "../credentials/client-authentication.ts";
import type { ProviderEndpoints } from "../host.ts";
import { isRecord } from "../is-record.ts";
import type { ProviderFetch, ProviderRequest } from "../providers/provider-fetch.ts";

/** Which client of which provider is asked about. */
export interface ProbedClient {
  /** The provider's name for people. */
  readonly provider: string;
  readonly endpoints: ProviderEndpoints;
  readonly client_id: string;
  readonly redirect_uri: string;
  readonly fetch: ProviderFetch;
}

/**
 * What a provider's answer to a code that can't be valid says about the client (RFC 6749, section 5.2):
 * - `known`: `invalid_grant`, it looked at the code
 * - `rejected`: `invalid_client` or `unauthorized_client`
 * - `other`: any other OAuth error, or something that is none
 * - `silent`: no answer, or one that says to come back later; asking in another way will not help
 */
export interface ProbeAnswer {
  readonly kind: "known" | "rejected" | "other" | "silent";
  /** The rest of a sentence that begins with the provider's name, without a full stop. */
  readonly words: string;
}

/** Asks once, with this secret sent in this way. Follows no redirect, and takes at most 10 s and 64 KB. */
export async function probe(client: ProbedClient, secret: string, method: AuthenticationMethod): Promise<ProbeAnswer> {
  try {
    const response = await send(client, secret, method);
    return read(response, await response.text(), secretForms(client.client_id, secret));
  } catch (error) {
    if (isTooLong(error)) return { kind: "other", words: "answered with more than 64 KB" };
    const { message } = toProviderError(error, "", [secret]);
    return { kind: "silent", words: message.trim().replace(/\.$/, "") };
  }
}

function send(client: ProbedClient, secret: string, method: AuthenticationMethod): Promise<Response> {
  const { endpoints, client_id, redirect_uri } = client;
  return oauth.genericTokenEndpointRequest(
    authorizationServerOf(endpoints),
    { client_id },
    AUTHENTICATE[method](secret),
    "authorization_code",
    { code: `check-${randomText()}`, redirect_uri, code_verifier: randomText() },
    {
      [oauth.customFetch]: (url: string, options: ProviderRequest) => client.fetch(url, options),
      signal: AbortSignal.timeout(PROVIDER_TIMEOUT_MS),
      // Whether plain http may be used is for `fetch` to decide.
      [oauth.allowInsecureRequests]: true,
    },
  );
}

/** 256 random bits: a code that was never given out, a verifier, a secret that nobody has. */
export const randomText = (): string => oauth.generateRandomCodeVerifier();

function read(response: Response, text: string, secrets: readonly string[]): ProbeAnswer {
  const { status } = response;
  const body = parseObject(text);
  if (status === 429 || status >= 500)
    return { kind: "silent", words: withWords(`the HTTP status ${status}`, body, secrets) };
  if (status >= 300 && status < 400) return { kind: "other", words: "answered with a redirect, which is not followed" };
  const { error } = body ?? {};
  if (typeof error !== "string") {
    const what = body ? "something that is no OAuth error" : "something that is not JSON";
    return { kind: "other", words: `answered with ${what} (HTTP status ${status})` };
  }
  return { kind: kindOf(error), words: withWords("", body, secrets) };
}

function kindOf(error: string): ProbeAnswer["kind"] {
  if (error === "invalid_grant") return "known";
  if (error === "invalid_client" || error === "unauthorized_client") return "rejected";
  return ["temporarily_unavailable", "server_error", "slow_down"].includes(error) ? "silent" : "other";
}

function withWords(what: string, body: Record<string, unknown> | undefined, secrets: readonly string[]): string {
  const parts = [body?.error, body?.error_description].filter((part) => typeof part === "string");
  const words = parts.map((part) => cleanWords(part, secrets)).filter((part) => part !== "");
  const quoted = words.length > 0 ? `“${words.join(": ")}”` : "";
  return ["answered", what && `with ${what}`, quoted].filter(Boolean).join(" ");
}

/** Every form in which the secret was sent: providers repeat what they got in any of them. */
function secretForms(clientId: string, secret: string): string[] {
  const form = (text: string) => new URLSearchParams([["", text]]).toString().slice(1);
  const pairs = [secret, form(secret), strictForm(secret)].map((sent) => `${strictForm(clientId)}:${sent}`);
  return [
    ...[...pairs, `${clientId}:${secret}`].map((pair) => Buffer.from(pair).toString("base64")),
    strictForm(secret),
    form(secret),
    encodeURIComponent(secret),
    secret,
    JSON.stringify(secret).slice(1, -1),
  ];
}

/** As oauth4webapi writes it into the `Authorization` header: all but letters and digits is encoded. */
const strictForm = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[-_.!~*'()]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
