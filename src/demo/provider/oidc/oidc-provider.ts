import type { EventEmitter } from "node:events";
import Provider, { type Configuration, errors, interactionPolicy, type KoaContextWithOIDC } from "oidc-provider";
import type { Log } from "../../../backend/host.ts";
import type { Accounts } from "../accounts.ts";
import type { Behaviour } from "../behaviour.ts";
import { sameSecret } from "../clients.ts";
import type { Database } from "../database.ts";
import { PAGE_HEADERS } from "../http/exchange.ts";
import { errorPage } from "../pages/error-page.ts";
import type { Texts } from "../texts.ts";
import { OidcAdapter } from "./adapter.ts";
import type { ProviderKeys } from "./keys.ts";

/** What may be asked for; each has its words on the consent page. */
const SCOPES = ["openid", "profile", "offline_access", "calendar.read", "mail.read"] as const;

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;
const YEAR = 365 * DAY;

export interface OidcParts {
  readonly database: Database;
  readonly keys: ProviderKeys;
  readonly accounts: Accounts;
  readonly behaviour: Behaviour;
  readonly textsFor: (acceptLanguage: string | undefined) => Texts;
  readonly log: Log;
}

/** The authorization server: code with PKCE (S256) only, opaque tokens, refresh tokens rotated at each use. */
export function createOidcProvider(issuer: string, parts: OidcParts): Provider {
  const provider = new Provider(issuer, configuration(parts));
  provider.Client.prototype.compareClientSecret = function (given) {
    return sameSecret(this.clientSecret, given);
  };
  provider.use(async (ctx, next) => {
    await next();
    if ((ctx as KoaContextWithOIDC).oidc?.route !== "token" || parts.behaviour.settings.send_expires_in) return;
    ctx.body = withoutLifetime(ctx.body);
  });
  // Koa writes to the console while nobody listens; its types know no `error`.
  (provider as EventEmitter).on("error", (error) => parts.log.error("The demo provider could not answer", error));
  provider.on("server_error", (_ctx, error) => parts.log.error("The demo provider failed", error));
  return provider;
}

const withoutLifetime = (body: unknown) => {
  if (typeof body !== "object" || body === null || !("expires_in" in body)) return body;
  const { expires_in: _, ...rest } = body;
  return rest;
};

const configuration = (parts: OidcParts): Configuration => ({
  ...storage(parts),
  ...protocol(parts.behaviour),
  interactions: { policy: policy(), url: (_ctx, { uid }) => `/interaction/${uid}` },
  findAccount: async (_ctx, sub) => {
    const account = await parts.accounts.find(sub);
    return account && { accountId: sub, claims: () => ({ ...account }) };
  },
  // Every sign-in is a grant of its own: revoking one account's tokens must not end another's of the same person.
  loadExistingGrant: (ctx) => {
    const grantId = ctx.oidc.result?.consent?.grantId;
    return grantId ? ctx.oidc.provider.Grant.find(grantId) : undefined;
  },
  renderError: (ctx, _out, error) => {
    const texts = parts.textsFor(ctx.get("accept-language"));
    const known = error instanceof errors.SessionNotFound ? "session_over" : "request_refused";
    const detail = error instanceof errors.OIDCProviderError ? (error.error_description ?? error.error) : undefined;
    ctx.set(PAGE_HEADERS);
    ctx.body = errorPage(texts, known, detail).markup;
  },
});

const storage = ({ database, keys }: OidcParts): Configuration => ({
  adapter: (kind) => new OidcAdapter(kind, database),
  jwks: keys.jwks,
  cookies: {
    keys: [keys.cookieKey],
    // The hub on the same host shares the cookie jar: ports do not tell cookies apart (RFC 6265, section 8.5).
    names: {
      session: "demo_provider_session",
      interaction: "demo_provider_interaction",
      resume: "demo_provider_resume",
    },
  },
});

const protocol = (behaviour: Behaviour): Configuration => ({
  scopes: [...SCOPES],
  claims: { openid: ["sub"], profile: ["name"] },
  responseTypes: ["code"],
  clientAuthMethods: ["client_secret_basic", "client_secret_post"],
  pkce: { required: () => true },
  issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed("refresh_token"),
  rotateRefreshToken: true,
  // An integration works on when its person has long closed the browser.
  expiresWithSession: async () => false,
  clientBasedCORS: () => false,
  features: {
    devInteractions: { enabled: false },
    revocation: { enabled: true, allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId },
    rpInitiatedLogout: { enabled: false },
    resourceIndicators: { enabled: false },
    userinfo: { enabled: true },
  },
  ttl: {
    AccessToken: () => behaviour.settings.access_token_seconds,
    AuthorizationCode: MINUTE,
    Grant: 10 * YEAR,
    IdToken: 60 * MINUTE,
    Interaction: 30 * MINUTE,
    RefreshToken: YEAR,
    Session: 30 * DAY,
  },
});

/** Everyone signs in each time, also with a session: a demo is connected with several accounts from one browser. */
function policy(): interactionPolicy.DefaultPolicy {
  const prompts = interactionPolicy.base();
  const everyTime = new interactionPolicy.Check(
    "every_time",
    "the person says who they are each time",
    "login_required",
    ({ oidc }) => oidc.result?.login === undefined,
  );
  prompts.get("login")?.checks.add(everyTime);
  return prompts;
}
