import type { Configuration } from "oidc-provider";
import type { ProviderSettings } from "../../protocol/applications.ts";
import { SCOPE_NAMES, type ScopeName } from "../../protocol/scopes.ts";
import type { Applications } from "../applications/applications.ts";
import type { ApplicationsHost, Issuer } from "../host.ts";
import * as seconds from "./lifetimes.ts";

export interface ConfigurationParts {
  readonly issuer: Issuer;
  readonly settings: ProviderSettings;
  readonly applications: Applications;
  readonly host: ApplicationsHost;
  readonly adapter: Configuration["adapter"];
  readonly signingKey: object;
  readonly cookieKey: string;
  /** What the features need beside being turned on. */
  readonly features: Pick<NonNullable<Configuration["features"]>, "deviceFlow" | "clientIdMetadataDocument">;
  readonly extraParams: Configuration["extraParams"];
  /** How documents of clients are fetched. */
  readonly fetch: Configuration["fetch"];
  readonly policy: NonNullable<Configuration["interactions"]>["policy"];
}

/** The paths of the endpoints, after the issuer's own. */
export const endpointsOf = ({ endpoints }: Issuer) => ({
  authorization: `${endpoints}/authorize`,
  token: `${endpoints}/token`,
  revocation: `${endpoints}/revoke`,
  introspection: `${endpoints}/introspect`,
  userinfo: `${endpoints}/userinfo`,
  jwks: `${endpoints}/jwks`,
  pushed_authorization_request: `${endpoints}/par`,
  device_authorization: `${endpoints}/device_authorization`,
  code_verification: `${endpoints}/device`,
  registration: `${endpoints}/register`,
  end_session: `${endpoints}/end_session`,
});

/** `oidc-provider` as this hub uses it: code with PKCE, refresh tokens rotated at each use, opaque access tokens. */
export const configurationOf = (parts: ConfigurationParts): Configuration => ({
  ...protocolOf(parts),
  ...cookiesOf(parts),
  adapter: parts.adapter,
  jwks: { keys: [parts.signingKey] },
  routes: endpointsOf(parts.issuer),
  features: featuresOf(parts),
  ttl: TTL,
  fetch: parts.fetch,
  extraParams: parts.extraParams,
  interactions: { policy: parts.policy, url: (_ctx, { uid }) => `${pathOf(parts.issuer)}/interaction/${uid}` },
  findAccount: async (ctx, sub, token) => {
    const user = parts.host.user(sub);
    if (!user) return undefined;
    const { name, is_admin } = user;
    // What an application may no longer see it does not see with an older token.
    const mayNow = (scope: ScopeName) =>
      !token || parts.applications.withClientId(token.clientId ?? "")?.scopes.includes(scope) === true;
    if (ctx.oidc.route === "userinfo" && !mayNow("openid")) return undefined;
    return {
      accountId: sub,
      claims: () => (mayNow("profile") ? { sub, name, preferred_username: name, administrator: is_admin } : { sub }),
    };
  },
});

/** The path of the endpoints as a browser sees it. */
export function pathOf({ identifier, endpoints }: Issuer): string {
  const { pathname } = new URL(identifier);
  return (pathname === "/" ? "" : pathname) + endpoints;
}

const protocolOf = ({ host, applications }: ConfigurationParts): Configuration => ({
  scopes: [...SCOPE_NAMES.filter((scope) => host.offersScope(scope)), "offline_access"],
  claims: { openid: ["sub"], profile: ["name", "preferred_username", "administrator"] },
  responseTypes: ["code"],
  clientAuthMethods: ["client_secret_basic", "client_secret_post", "none"],
  enabledJWA: { idTokenSigningAlgValues: ["RS256"] },
  pkce: { required: () => true },
  rotateRefreshToken: true,
  issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed("refresh_token"),
  // An application works on when its person has long closed the browser.
  expiresWithSession: async () => false,
  // Only pages of the application itself, which are where its people are sent back to.
  clientBasedCORS: (_ctx, origin, client) => originsOf(applications, client.clientId).has(origin),
  // Every sign-in is a grant of its own, so that a token used twice ends that one alone.
  loadExistingGrant: async (ctx) => {
    const grantId = ctx.oidc.result?.consent?.grantId;
    return grantId ? ctx.oidc.provider.Grant.find(grantId) : undefined;
  },
});

const featuresOf = ({ settings, features }: ConfigurationParts): Configuration["features"] => ({
  devInteractions: { enabled: false },
  userinfo: { enabled: true },
  revocation: { enabled: true, allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId },
  introspection: { enabled: true, allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId },
  rpInitiatedLogout: { enabled: false },
  resourceIndicators: { enabled: false },
  dPoP: { enabled: false },
  claimsParameter: { enabled: false },
  pushedAuthorizationRequests: { enabled: settings.pushed_authorization_requests },
  deviceFlow: { ...features.deviceFlow, enabled: settings.device_grant },
  registration: { enabled: settings.dynamic_registration, issueRegistrationAccessToken: false },
  clientIdMetadataDocument: {
    ...features.clientIdMetadataDocument,
    enabled: settings.client_id_metadata_documents,
  },
});

const cookiesOf = ({ issuer, cookieKey }: ConfigurationParts): Configuration => {
  const options = { httpOnly: true, sameSite: "lax", secure: issuer.identifier.startsWith("https:") } as const;
  return {
    cookies: {
      keys: [cookieKey],
      // Ports do not tell cookies apart (RFC 6265, section 8.5): other providers on this machine have names of theirs.
      names: {
        session: "application_credentials_session",
        interaction: "application_credentials_interaction",
        resume: "application_credentials_resume",
      },
      long: options,
      short: options,
    },
  };
};

const TTL: Configuration["ttl"] = {
  AccessToken: seconds.ACCESS_TOKEN_SECONDS,
  AuthorizationCode: seconds.CODE_SECONDS,
  DeviceCode: seconds.DEVICE_CODE_SECONDS,
  Grant: seconds.SIGN_IN_SECONDS,
  IdToken: seconds.ID_TOKEN_SECONDS,
  Interaction: seconds.INTERACTION_SECONDS,
  RefreshToken: (_ctx, { iiat }) => {
    const left = (iiat ?? now()) + seconds.SIGN_IN_SECONDS - now();
    return Math.max(1, Math.min(seconds.REFRESH_IDLE_SECONDS, left));
  },
  // It authenticates nobody: each authorization asks the hub who is there.
  Session: seconds.INTERACTION_SECONDS,
};

const now = () => Math.floor(Date.now() / 1_000);

/** The origins of the pages that an application's people are sent back to. */
export function originsOf(applications: Applications, clientId: string): ReadonlySet<string> {
  const uris = applications.withClientId(clientId)?.redirect_uris ?? [];
  return new Set(uris.map((uri) => URL.parse(uri)?.origin ?? "null").filter((origin) => origin !== "null"));
}
