import * as oauth from "oauth4webapi";
import type { Session, WireClient } from "./hub-client.ts";

/** An application as its own software knows it. */
export interface TestApplication {
  readonly id: string;
  readonly client_id: string;
  readonly client_secret?: string;
  readonly redirect_uris: readonly string[];
  readonly scopes: readonly string[];
}

/** Nothing listens there: the browser's last step is read, not taken. */
export const REDIRECT_URI = "https://app.example/callback";

export const registerApplication = (owner: WireClient, fields: object = {}): Promise<TestApplication> =>
  owner.call<TestApplication>("application_credentials/application/create", {
    name: "Dashboard",
    redirect_uris: [REDIRECT_URI],
    scopes: ["openid", "profile", "entries:read"],
    ...fields,
  });

/** A browser as far as sign-ins need one: it keeps cookies by path, and follows no redirect by itself. */
export class TestBrowser {
  readonly #cookies = new Map<string, { value: string; path: string }>();

  async fetch(url: string | URL, options: RequestInit = {}): Promise<Response> {
    const { pathname } = new URL(url);
    const cookie = [...this.#cookies]
      .filter(([, { path }]) => pathname === path || pathname.startsWith(path.replace(/\/?$/, "/")))
      .map(([name, { value }]) => `${name.split(" ")[0]}=${value}`)
      .join("; ");
    const headers = new Headers(options.headers);
    if (cookie) headers.set("cookie", cookie);
    const response = await fetch(url, { ...options, headers, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    return response;
  }

  #keep(line: string): void {
    const [pair = "", ...attributes] = line.split(/;\s*/);
    const [name = "", ...value] = pair.split("=");
    const attribute = (wanted: string) =>
      attributes.find((one) => one.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1);
    const path = attribute("path") ?? "/";
    const ended = Date.parse(attribute("expires") ?? "") < Date.now();
    if (ended) this.#cookies.delete(`${name} ${path}`);
    else this.#cookies.set(`${name} ${path}`, { value: value.join("="), path });
  }
}

export interface Flow {
  readonly server: oauth.AuthorizationServer;
  readonly client: oauth.Client;
  readonly authentication: oauth.ClientAuth;
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  readonly redirectUri: string;
  readonly url: URL;
}

const insecure = { [oauth.allowInsecureRequests]: true };

export async function discover(origin: string): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(origin);
  return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
}

export const authenticationOf = ({ client_secret }: Pick<TestApplication, "client_secret">): oauth.ClientAuth =>
  client_secret === undefined ? oauth.None() : oauth.ClientSecretBasic(client_secret);

/** An authorization request with PKCE. @param more Parameters beside or in the place of the usual ones. */
export async function beginFlow(
  origin: string,
  application: TestApplication,
  more: Record<string, string> = {},
): Promise<Flow> {
  const server = await discover(origin);
  const [verifier, state, nonce] = [
    oauth.generateRandomCodeVerifier(),
    oauth.generateRandomState(),
    oauth.generateRandomNonce(),
  ];
  const redirectUri = more.redirect_uri ?? application.redirect_uris[0] ?? "";
  const url = new URL(server.authorization_endpoint ?? "");
  const parameters: Record<string, string> = {
    client_id: application.client_id,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: application.scopes.join(" "),
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    ...more,
  };
  if (parameters.scope?.split(" ").includes("openid")) parameters.nonce ??= nonce;
  for (const [name, value] of Object.entries(parameters)) if (value !== "") url.searchParams.set(name, value);
  const client = { client_id: application.client_id };
  return { server, client, authentication: authenticationOf(application), verifier, state, nonce, redirectUri, url };
}

/** The browser goes to the provider, and the person decides. @returns where the application is called back. */
export async function decide(
  session: Pick<Session, "origin" | "accessToken">,
  url: URL,
  decision: "allow" | "deny" = "allow",
  browser = new TestBrowser(),
): Promise<URL> {
  const interaction = await toInteraction(session.origin, url, browser);
  const answer = await browser.fetch(`${interaction}/decision`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${session.accessToken}` },
    body: JSON.stringify({ decision }),
  });
  if (!answer.ok) throw new Error(`decision: ${answer.status} ${await answer.text()}`);
  const { redirect_to } = (await answer.json()) as { redirect_to: string };
  const resumed = await browser.fetch(redirect_to);
  return new URL(resumed.headers.get("location") ?? (await resumed.text()));
}

/** @returns the address of the interaction that the provider sends the browser to. */
export async function toInteraction(origin: string, url: URL, browser: TestBrowser): Promise<string> {
  const asked = await browser.fetch(url);
  const location = asked.headers.get("location");
  if (!location?.includes("/interaction/"))
    throw new Error(`authorize: ${asked.status} ${location ?? (await asked.text())}`);
  return new URL(location, origin).href;
}

/** The code for tokens. @throws what oauth4webapi throws */
export async function exchange(flow: Flow, callback: URL): Promise<oauth.TokenEndpointResponse> {
  const { server, client, authentication, verifier, state, nonce, redirectUri } = flow;
  const parameters = oauth.validateAuthResponse(server, client, callback, state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    authentication,
    parameters,
    redirectUri,
    verifier,
    insecure,
  );
  const expected = flow.url.searchParams.get("scope")?.split(" ").includes("openid") ? { expectedNonce: nonce } : {};
  return oauth.processAuthorizationCodeResponse(server, client, response, expected);
}

/** The whole way: a person lets the application in, and it has its tokens. */
export async function signInWith(
  session: Pick<Session, "origin" | "accessToken">,
  application: TestApplication,
  more: Record<string, string> = {},
): Promise<{ flow: Flow; tokens: oauth.TokenEndpointResponse }> {
  const flow = await beginFlow(session.origin, application, more);
  return { flow, tokens: await exchange(flow, await decide(session, flow.url)) };
}

/** A refresh as the application sends it, with the answer as it came. */
export async function refresh(
  flow: Flow,
  refreshToken: string,
  authentication = flow.authentication,
): Promise<{ status: number; body: Record<string, unknown>; headers: Headers }> {
  const response = await oauth.refreshTokenGrantRequest(
    flow.server,
    flow.client,
    authentication,
    refreshToken,
    insecure,
  );
  return {
    status: response.status,
    body: (await response.json()) as Record<string, unknown>,
    headers: response.headers,
  };
}
