/** Providers of one's own: where they are, which hosts may be asked, and what a sign-in would meet (PROTOCOL section 5). */
import * as v from "valibot";
import { command } from "./command.ts";
import { AuthorizationServer, ClientId, CredentialId, Domain, requiredText, Timestamp } from "./fields.ts";

const Url = requiredText(2_048);

export const discoverServer = command("application_credentials/authorization_server/discover", {
  summary:
    "Asks an issuer's own metadata (OpenID Connect Discovery, RFC 8414) for its endpoints. The issuer in it has to be the same, to the letter.",
  since: 1,
  roles: ["administrator"],
  scope: "credentials:manage",
  activity: null,
  args: v.strictObject({ issuer: Url }),
  result: AuthorizationServer,
  errors: ["invalid_format", "home_assistant_error", "provider_unavailable", "backend_unavailable"],
});

/** What an issuer's metadata told beside its endpoints. */
export const ServerFacts = v.strictObject({
  issuer: v.string(),
  scopes_supported: v.optional(v.array(v.string())),
  /** RFC 7636, S256. */
  pkce: v.picklist(["supported", "unsupported", "unknown"]),
  /** RFC 9207: every answer at the callback names its issuer. */
  iss: v.boolean(),
  /** Whether the account's name can be asked for. */
  userinfo: v.boolean(),
  discovered_at: Timestamp,
});
export type ServerFacts = v.InferOutput<typeof ServerFacts>;

export const serverFacts = command("application_credentials/authorization_server/facts", {
  summary: "What the last discovery of an issuer told beside its endpoints: scopes, PKCE, `iss` (RFC 9207), userinfo.",
  since: 2,
  roles: ["administrator"],
  scope: "credentials:read",
  activity: null,
  args: v.strictObject({ issuer: Url }),
  result: ServerFacts,
  errors: ["not_found"],
});

export const ownProviderOptions = command("application_credentials/authorization_server/options", {
  summary:
    "What a form for a provider of one's own has to know: the redirect URI to register there, and whether this hub signs people in at such a provider.",
  since: 2,
  roles: ["administrator"],
  scope: "credentials:read",
  activity: null,
  args: v.strictObject({}),
  result: v.strictObject({
    /** Absent where the browser's address decides. */
    redirect_uri: v.optional(v.string()),
    sign_in: v.boolean(),
  }),
  errors: ["home_assistant_error"],
});

const Host = v.pipe(
  requiredText(253),
  v.toLowerCase(),
  v.check((host) => hostIn(host) !== undefined, "must be a host name or an address, without scheme, port and path"),
  v.transform((host) => hostIn(host) ?? host),
);

/** The host as `URL` writes it: `0x7f.1` is `127.0.0.1`, and IPv6 is in brackets. */
function hostIn(host: string): string | undefined {
  if (/[/?#@\\\s%]/.test(host)) return undefined;
  const bracketed = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  const url = URL.parse(`https://${bracketed}`);
  return url?.port === "" && url.pathname === "/" && url.hostname ? url.hostname.replace(/\.$/, "") : undefined;
}

const AllowedHost = v.strictObject({ host: v.string(), created_at: Timestamp });
export type AllowedHost = v.InferOutput<typeof AllowedHost>;

export const listAllowedHosts = command("application_credentials/allowed_host/list", {
  summary: "The hosts on the own network that an administrator allowed the hub to ask, by name.",
  since: 2,
  roles: ["administrator"],
  scope: "credentials:read",
  activity: null,
  args: v.strictObject({}),
  result: v.array(AllowedHost),
  errors: [],
});

export const addAllowedHost = command("application_credentials/allowed_host/add", {
  summary:
    "Lets the hub ask a provider at this host although its address is private or of this machine, over http too.",
  since: 2,
  roles: ["administrator"],
  scope: "none",
  activity: { action: "allowed_host.added", record: "allowed_host", id: "host" },
  args: v.strictObject({ host: Host }),
  result: AllowedHost,
  errors: ["invalid_format", "backend_unavailable"],
});

export const removeAllowedHost = command("application_credentials/allowed_host/remove", {
  summary: "Takes a host's permission back; credentials that need it stay, and their requests are refused.",
  since: 2,
  roles: ["administrator"],
  scope: "none",
  activity: { action: "allowed_host.removed", record: "allowed_host", id: "host" },
  args: v.strictObject({ host: Host }),
  result: v.null(),
  errors: ["not_found", "backend_unavailable"],
});

export const checkHosts = command("application_credentials/allowed_host/check", {
  summary:
    "Whether the hub would ask these addresses: `ok`, `ask` (once an administrator allows the host), or `refused`; names are resolved.",
  since: 2,
  roles: ["administrator"],
  scope: "credentials:read",
  activity: null,
  args: v.strictObject({ urls: v.pipe(v.array(Url), v.maxLength(10, "must have at most 10 items")) }),
  result: v.array(
    v.strictObject({
      url: v.string(),
      host: v.string(),
      verdict: v.picklist(["ok", "ask", "refused"]),
      message: v.string(),
    }),
  ),
  errors: [],
});

export const PreflightCheck = v.strictObject({
  check: v.picklist(["origin", "callback", "clock", "endpoint"]),
  status: v.picklist(["ok", "warning", "failed"]),
  /** Which of the check's findings it is; the pages have words for each. */
  reason: v.string(),
  placeholders: v.record(v.string(), v.string()),
  /** The same in English. */
  message: v.string(),
});
export type PreflightCheck = v.InferOutput<typeof PreflightCheck>;

export const preflight = command("application_credentials/preflight", {
  summary:
    "What a sign-in with a credential would meet, looked at before the window opens: the public origin, whether the callback reaches this hub, the clock, the provider's endpoints.",
  since: 2,
  roles: ["administrator"],
  scope: "accounts:connect",
  activity: null,
  args: v.strictObject({
    domain: Domain,
    /** Absent: the domain's first credential, or that of `client_id`. */
    application_credentials_id: v.optional(CredentialId),
    client_id: v.optional(ClientId),
    /** The page's `location.origin`. */
    origin: v.optional(Url),
  }),
  result: v.array(PreflightCheck),
  errors: ["not_found", "home_assistant_error"],
});
