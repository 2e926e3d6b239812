import type { IncomingMessage, ServerResponse } from "node:http";
import type Provider from "oidc-provider";
import type { AdapterPayload } from "oidc-provider";
import type { Application } from "../../protocol/applications.ts";
import { SCOPE_NAMES } from "../../protocol/scopes.ts";
import type { Applications } from "../applications/applications.ts";
import type { Grants } from "../grants/grants.ts";
import type { ApplicationsHost, Issuer, ServeApplications } from "../host.ts";
import type { Keyring } from "../store/keyring.ts";
import type { ActingSignIns } from "./acting-sign-ins.ts";
import { ArtifactAdapter, type TokenUses } from "./adapter.ts";
import type { Artifacts } from "./artifacts.ts";
import { ClientAttempts } from "./client-attempts.ts";
import type { fetchDocument } from "./client-documents.ts";
import { ClientAdapter } from "./clients.ts";
import type { PageTextsFor } from "./error-page.ts";
import { type Interactions, interactionOf } from "./interactions.ts";
import { respond } from "./json-exchange.ts";
import { createProvider, type ProviderParts } from "./provider.ts";
import type { ProviderSettings } from "./provider-settings.ts";
import { RefreshAnswers } from "./refresh-answers.ts";
import { prepareRequest } from "./requests.ts";
import type { SigningKeys } from "./signing-keys.ts";
import type { UnverifiedClients } from "./unverified-clients.ts";

export interface AuthorizationServerParts {
  readonly host: ApplicationsHost;
  readonly keyring: Keyring;
  readonly applications: Applications;
  readonly grants: Grants;
  readonly artifacts: Artifacts;
  readonly settings: ProviderSettings;
  readonly signingKeys: SigningKeys;
  readonly textsFor: PageTextsFor;
  readonly interactions: Interactions;
  readonly unverified: UnverifiedClients;
  readonly acting: ActingSignIns | undefined;
  readonly fetchDocument: typeof fetchDocument;
  /** An application registered itself. */
  readonly registered: (application: Application) => void;
  readonly refusedRedirect: (clientId: string, redirectUri: string) => void;
  readonly fetchedTokens: ProviderParts["fetchedTokens"];
  /** A refresh token came again after its time, and its sign-in was ended. */
  readonly reused: (userId: string, clientId: string) => void;
}

/** The running one: `oidc-provider` for the issuer that it was built for. */
interface Running {
  readonly issuer: Issuer;
  readonly provider: Provider;
  readonly callback: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

/** The hub as an authorization server (RFC 6749, OpenID Connect). It is built at the first request, and anew after a change. */
export class AuthorizationServer {
  readonly #parts: AuthorizationServerParts;
  readonly #answers = new RefreshAnswers();
  readonly #attempts = new ClientAttempts();
  #running: Promise<Running> | undefined;

  constructor(parts: AuthorizationServerParts) {
    this.#parts = parts;
    const changed = () => this.#changed();
    parts.settings.watch(changed);
    parts.host.watchIssuer(changed);
  }

  /** Answers a request for one of the issuer's paths. */
  readonly serve: ServeApplications = (request, response, from) => {
    this.#answer(request, response, from).catch((error: unknown) => {
      this.#parts.host.log.error("The provider could not answer", error);
      if (response.headersSent) response.destroy();
      else respond(response, 503, { error: "temporarily_unavailable" });
    });
  };

  /** Signs with another key from now on. */
  async rotateSigningKey(): Promise<void> {
    await this.#parts.signingKeys.rotate();
    this.#changed();
  }

  async #answer(request: IncomingMessage, response: ServerResponse, from: Parameters<ServeApplications>[2]) {
    const issuer = this.#parts.host.issuer();
    if (!issuer) return respond(response, 503, { error: "temporarily_unavailable" });
    const path = prepareRequest(request, issuer, from.address);
    if (path === undefined) return respond(response, 404, { error: "not_found" });
    if (path === PROTECTED_RESOURCE) return respond(response, 200, resourceOf(issuer, this.#parts.host));
    if (isForeignPost(request, issuer, path)) return respond(response, 403, { error: "invalid_request" });
    const running = await this.#run(issuer);
    const interaction = interactionOf(issuer, path);
    if (interaction) {
      const exchange = { ...interaction, issuer, request, response, ...from };
      await this.#parts.interactions.answer(running.provider, exchange);
      return;
    }
    await running.callback(request, response);
  }

  #changed(): void {
    this.#running = undefined;
  }

  async #run(issuer: Issuer): Promise<Running> {
    if (this.#parts.signingKeys.isDue()) this.#changed();
    this.#running ??= this.#build(issuer);
    const building = this.#running;
    try {
      return await building;
    } catch (error) {
      // The next request tries anew.
      if (this.#running === building) this.#running = undefined;
      throw error;
    }
  }

  async #build(issuer: Issuer): Promise<Running> {
    const { applications, artifacts, settings, signingKeys, keyring } = this.#parts;
    const uses = await this.#uses();
    const { errors } = await import("oidc-provider");
    const { registered } = this.#parts;
    const { unverified } = this.#parts;
    const register = async (clientId: string, metadata: AdapterPayload) => {
      const problem = unverified.problemIn(metadata);
      if (problem) throw new errors.CustomOIDCProviderError(problem.error, problem.description);
      registered(await unverified.register(clientId, metadata));
    };
    const clients = new ClientAdapter(applications, () => settings.current.device_grant, register);
    const provider = await createProvider({
      ...this.#parts,
      issuer,
      settings: settings.current,
      answers: this.#answers,
      attempts: this.#attempts,
      adapter: (kind) => (kind === "Client" ? clients : new ArtifactAdapter(kind, artifacts, uses)),
      signingKey: await signingKeys.signing(),
      formerKeys: () => signingKeys.former(),
      cookieKey: Buffer.from(await keyring.purposeKey("provider_cookies")).toString("base64url"),
    });
    return { issuer, provider, callback: provider.callback() as Running["callback"] };
  }

  async #uses(): Promise<TokenUses> {
    const { default: OidcProvider, errors } = await import("oidc-provider");
    const { artifacts, reused } = this.#parts;
    return {
      isExchange: ({ clientId }) => {
        const { route, client } = OidcProvider.ctx?.oidc ?? {};
        return route === "token" && client?.clientId === clientId;
      },
      used: (token) => this.#answers.begin(token),
      isAnswered: (token) => this.#answers.has(token),
      reused: ({ accountId = "", clientId = "" }) => reused(accountId, clientId),
      secondUse: (kind, payload) => {
        // Two at once with one code: one of them may be a thief's (RFC 6749, section 4.1.2).
        if (kind === "AuthorizationCode" && payload?.grantId !== undefined) artifacts.deleteOfGrant(payload.grantId);
        return new errors.InvalidGrant("it was used already");
      },
    };
  }
}

/** RFC 9728: where software that meets the hub's API first finds out who gives tokens for it. */
export const PROTECTED_RESOURCE = "/.well-known/oauth-protected-resource";

const resourceOf = ({ identifier }: Issuer, host: ApplicationsHost): object => ({
  resource: identifier,
  authorization_servers: [identifier],
  scopes_supported: SCOPE_NAMES.filter((scope) => host.offersScope(scope)),
  bearer_methods_supported: ["header"],
});

/** These answer pages of the applications themselves, each those of its own application. */
const FOR_PAGES = ["/token", "/revoke", "/introspect", "/userinfo", "/par", "/device_authorization"];

/** PROTOCOL section 2: another site's page may not send anything, except where the application's own may. */
function isForeignPost({ method, headers }: IncomingMessage, { identifier, endpoints }: Issuer, path: string): boolean {
  if (method !== "POST" || headers.origin === undefined) return false;
  if (FOR_PAGES.some((name) => path === `${endpoints}${name}`)) return false;
  return URL.parse(headers.origin)?.host !== headers.host && headers.origin !== new URL(identifier).origin;
}
