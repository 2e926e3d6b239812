import * as oauth from "oauth4webapi";
import type { Host } from "../host.ts";
import type { AuthorizationStore } from "./authorization-store.ts";
import { bindBrowser } from "./browser-binding.ts";
import type { ClientDirectory, KnownClient } from "./client-directory.ts";
import { serviceAuthorizationUrl } from "./ready-made-client.ts";
import type { StartTickets } from "./start-tickets.ts";

/** What a client may read in the external step's URL, of the authorization request. */
const REPEATED = ["client_id", "redirect_uri", "scope", "state"] as const;
/** Room for the person to sign in with the request that a renewed link carries on. */
const REUSE_MS = 5 * 60_000;

export interface AuthorizeRequest {
  readonly flow_id: string;
  readonly domain: string;
  /** `auth_domain ?? id` of the credential. */
  readonly implementation: string;
  /** For re-authentication: the entry that is mended. */
  readonly entry_id?: string;
  /** Who starts it; the start page names them. */
  readonly user_id?: string;
  readonly user_name: string;
  /** The IP address that they came from, where it is known for certain. */
  readonly address?: string | undefined;
  /** The request's `Cookie` header. */
  readonly cookie: string | null;
}

interface Current {
  readonly state: string;
  readonly authorizationUrl: string;
  readonly begunAt: number;
}

/** Begins authorizations: RFC 6749 section 4.1.1 with PKCE (RFC 7636), always S256. */
export class Authorizations {
  readonly #host: Host;
  readonly #clients: ClientDirectory;
  readonly #store: AuthorizationStore;
  readonly #tickets: StartTickets;
  /** The running request of each flow, so that a renewed link carries on with it. */
  readonly #current = new Map<string, Current>();

  constructor(host: Host, clients: ClientDirectory, store: AuthorizationStore, tickets: StartTickets) {
    this.#host = host;
    this.#clients = clients;
    this.#store = store;
    this.#tickets = tickets;
  }

  /**
   * Begins or renews the authorization of a flow.
   * @returns the start page's absolute URL with a fresh ticket, and the cookie that binds it to the browser.
   * @throws CommandError `home_assistant_error`
   */
  async begin(request: AuthorizeRequest): Promise<{ url: string; setCookie: string }> {
    this.#sweep();
    const browser = bindBrowser(request.cookie, this.#publicOrigin());
    const { state, authorizationUrl } = this.#running(request.flow_id) ?? (await this.#start(request));
    await this.#store.admit(state, browser.digest);
    const url = this.#startLink(this.#tickets.issue({ state, authorizationUrl }), authorizationUrl);
    return { url, setCookie: browser.setCookie };
  }

  async cancel(flowId: string): Promise<void> {
    this.#current.delete(flowId);
    await this.#store.endFlow(flowId);
  }

  /** What was answered or has been forgotten need not be carried on with. */
  #sweep(): void {
    for (const [flowId, { state }] of this.#current) if (!this.#store.get(state)) this.#current.delete(flowId);
  }

  #running(flowId: string): Current | undefined {
    const current = this.#current.get(flowId);
    return current && Date.now() - current.begunAt < REUSE_MS ? current : undefined;
  }

  async #start(request: AuthorizeRequest): Promise<Current> {
    const { flow_id, domain, implementation, entry_id, user_id, user_name, address } = request;
    const client = await this.#clients.find(domain, implementation);
    const state = oauth.generateRandomState();
    const codeVerifier = oauth.generateRandomCodeVerifier();
    const redirect_uri = this.#host.redirectUri();
    const scope = client.scopes.join(" ");
    const shared = { flow_id, domain, implementation, user_name, redirect_uri, scope, browsers: [] };
    const known = { ...(entry_id && { entry_id }), ...(user_id && { user_id }), ...(address && { address }) };
    await this.#store.add(state, codeVerifier, { ...shared, ...known });
    const challenge = await oauth.calculatePKCECodeChallenge(codeVerifier);
    const authorizationUrl = client.ready_made
      ? await serviceAuthorizationUrl(client.ready_made, { redirect_uri, scope, state, code_challenge: challenge })
      : authorizationUrlOf(client, { state, redirect_uri, scope, challenge });
    const current = { state, authorizationUrl, begunAt: Date.now() };
    this.#current.set(flow_id, current);
    return current;
  }

  #startLink(ticket: string, authorizationUrl: string): string {
    const link = new URL("/oauth/start", this.#publicOrigin());
    link.searchParams.set("ticket", ticket);
    const sent = new URL(authorizationUrl).searchParams;
    for (const name of REPEATED) {
      const value = sent.get(name);
      if (value !== null) link.searchParams.set(name, value);
    }
    return link.href;
  }

  #publicOrigin(): string {
    return new URL(this.#host.redirectUri()).origin;
  }
}

function authorizationUrlOf(
  client: KnownClient,
  request: { state: string; redirect_uri: string; scope: string; challenge: string },
): string {
  const url = new URL(client.endpoints.authorize_url);
  // The provider's own come first: nothing of theirs may replace `state` or the challenge.
  const parameters = {
    ...client.authorization_parameters,
    response_type: "code",
    client_id: client.client_id,
    redirect_uri: request.redirect_uri,
    ...(request.scope && { scope: request.scope }),
    state: request.state,
    code_challenge: request.challenge,
    code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}
