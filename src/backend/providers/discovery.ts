import * as oauth from "oauth4webapi";
import { homeAssistantError, invalidFormat, providerUnavailable } from "../../protocol/errors.ts";
import { cleanWords, problemOf } from "../connect/provider-error.ts";
import { HostRefused } from "./host-guard.ts";
import type { ProviderFacts } from "./provider-facts.ts";
import type { ProviderFetch } from "./provider-fetch.ts";

/**
 * Asks an issuer for its metadata, at each place where it may be.
 * @throws CommandError `invalid_format` for what can't be asked, `provider_unavailable` where nothing answers,
 * `home_assistant_error` where no metadata is found, they are another issuer's (SECURITY 6), or lack an endpoint.
 */
export async function discover(issuer: string, ask: ProviderFetch): Promise<ProviderFacts> {
  const url = parseIssuer(issuer);
  const tried: string[] = [];
  for (const address of addressesOf(url)) {
    const response = await request(address, ask);
    const found = await read(response, address, issuer);
    if (typeof found !== "string") return toFacts(issuer, address, found);
    tried.push(`${address} ${found}`);
  }
  throw homeAssistantError(`There is no metadata of “${issuer}”: ${tried.join("; ")}. Enter the URLs by hand.`);
}

function parseIssuer(issuer: string): URL {
  const url = URL.parse(issuer);
  if (!url) throw invalidFormat("issuer must be an absolute URL, such as https://login.example.com");
  if (url.protocol !== "https:" && url.protocol !== "http:") throw invalidFormat("issuer must be https");
  if (url.username || url.password) throw invalidFormat("issuer must not hold a user name or password");
  // RFC 8414, section 2.
  if (url.search || url.hash) throw invalidFormat("issuer must not have a query or a fragment");
  return url;
}

/** OpenID Connect Discovery 1.0 section 4 appends to the path, RFC 8414 section 3.1 goes before it, some do the one with the other's name. */
function addressesOf(issuer: URL): string[] {
  const path = issuer.pathname.replace(/\/$/, "");
  const places = [
    `${path}/.well-known/openid-configuration`,
    `/.well-known/oauth-authorization-server${path}`,
    `/.well-known/openid-configuration${path}`,
  ];
  return [...new Set(places)].map((place) => new URL(place, issuer.origin).href);
}

async function request(address: string, ask: ProviderFetch): Promise<Response> {
  try {
    return await ask(address, { headers: { accept: "application/json" } });
  } catch (error) {
    if (error instanceof HostRefused) throw invalidFormat(`issuer ${error.message}`);
    throw providerUnavailable(`${address} ${problemOf(error)}. Check the address, or try again later.`);
  }
}

/** @returns the metadata, or what came in their place. @throws CommandError when they are another issuer's. */
async function read(response: Response, address: string, issuer: string): Promise<oauth.AuthorizationServer | string> {
  const { status } = response;
  if (status >= 300 && status < 400) return `redirects (${status}), which is not followed`;
  if (status !== 200) return `answered ${status}`;
  try {
    return await oauth.processDiscoveryResponse(new URL(issuer), response);
  } catch (error) {
    const { code, cause } = error as { code?: string; cause?: { body?: { issuer?: unknown } } };
    if (code === oauth.JSON_ATTRIBUTE_COMPARISON) throw otherIssuer(address, cause?.body?.issuer, issuer);
    return "answered something that is not metadata";
  }
}

function otherIssuer(address: string, said: unknown, asked: string) {
  const name = typeof said === "string" ? cleanWords(said) : "another one";
  return homeAssistantError(
    `${address} says that its issuer is “${name}”, not “${asked}”. Only the issuer's own metadata count: enter its exact name, if you trust it.`,
  );
}

function toFacts(issuer: string, address: string, as: oauth.AuthorizationServer): ProviderFacts {
  // The library compares as URLs; RFC 8414 section 3.3 and RFC 9207 compare characters.
  if (as.issuer !== issuer) throw otherIssuer(address, as.issuer, issuer);
  const { authorization_endpoint: authorize_url, token_endpoint: token_url, revocation_endpoint } = as;
  if (!authorize_url || !token_url) {
    const lacks = authorize_url ? "token_endpoint" : "authorization_endpoint";
    throw homeAssistantError(`The metadata at ${address} have no ${lacks}, so nobody can sign in there.`);
  }
  if (as.response_types_supported && !as.response_types_supported.includes("code")) {
    throw homeAssistantError(
      `The provider at ${issuer} does not offer the authorization code flow, the only one used.`,
    );
  }
  return {
    issuer,
    server: { issuer, authorize_url, token_url, ...(revocation_endpoint && { revocation_url: revocation_endpoint }) },
    ...(as.userinfo_endpoint && { userinfo_url: as.userinfo_endpoint }),
    ...(as.scopes_supported && { scopes_supported: as.scopes_supported.slice(0, 200).map(String) }),
    pkce: pkceOf(as.code_challenge_methods_supported),
    iss: as.authorization_response_iss_parameter_supported === true,
    discovered_at: new Date().toISOString(),
  };
}

const pkceOf = (methods: readonly string[] | undefined) =>
  methods === undefined ? "unknown" : methods.includes("S256") ? "supported" : "unsupported";
