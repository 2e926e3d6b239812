/**
 * The port: what the plugin asks of a hub, and what an integration looks like from here.
 * The embedded hub implements it in-process, Home Assistant over a bridge.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AuthorizationServer, EntryState } from "../protocol/fields.ts";
import type { AbortReason } from "../protocol/flow.ts";
import type { CommandScope, ScopeName } from "../protocol/scopes.ts";
import type { ActAs } from "./act-as.ts";
import type { CommandHandler } from "./commands.ts";
import type { ReadyMadeClient } from "./ready-made.ts";

export type { ReadyMadeClient, ReadyMadeGrant, ReadyMadeRequest, ReadyMadeTokens } from "./ready-made.ts";

/** What the keeping of credentials asks of a hub: all that one has to offer which signs people in by itself. */
export interface CredentialsHost {
  /** Whether an integration of this domain has an `application_credentials` platform. */
  takesCredentials(domain: string): boolean;
  /** What `application_credentials/config` tells of each of them. */
  describeIntegrations(): Promise<IntegrationDescriptions>;
  /** Every config entry. */
  entries(): readonly HostEntry[];
  entry(entryId: string): HostEntry | undefined;
  /**
   * The client of these entries has another secret or endpoint, which entries that keep the client they were set up
   * with have to be given; or another client ID, and their accounts have to be signed in to again: tokens are good for
   * the client alone that they were given to (RFC 6749, section 6). What goes wrong is logged.
   */
  clientChanged(entries: readonly HostEntry[], change: "client_id" | "client"): Promise<void>;
  /**
   * An entry records this implementation from now on, on disk when it resolves; its tokens stay, and it works with them.
   * @throws CommandError `invalid_config_entry_id` when it is gone; on any error it is as it was.
   */
  switchImplementation(entryId: string, implementation: string): Promise<void>;
  /**
   * Asks a person to sign in again with another credential, in a re-authentication flow. Meanwhile the entry works with
   * what it has; when the sign-in succeeds it records the other implementation. Asked again with the same, nothing changes.
   * @throws CommandError `invalid_config_entry_id` when it is gone.
   */
  requestSignIn(entryId: string, wanted: WantedSignIn): Promise<void>;
  /** Takes `requestSignIn` back. A sign-in that the entry needs anyway is still asked for. */
  withdrawSignIn(entryId: string): Promise<void>;
  /** Calls back when entries are new, changed or gone, and once when all are known. */
  watchEntries(changed: () => void): void;
  /** Makes websocket commands known. */
  register(handlers: readonly CommandHandler[]): void;
  readonly log: Log;
}

/** What the hub as a provider asks of the hub: whom it signs in, and where it is reached. */
export interface ApplicationsHost {
  /** The hub's name as its users know it. */
  readonly name: string;
  user(id: string): HubUser | undefined;
  /** Whether the hub has said who there is: until then nobody is gone. */
  knowsUsers(): boolean;
  /** Calls back when a user is new, changed or gone. */
  watchUsers(changed: () => void): void;
  /** Where applications reach the hub; undefined while it does not know its own address. */
  issuer(): Issuer | undefined;
  /** Calls back when that changes. */
  watchIssuer(changed: () => void): void;
  /** Whether applications can be given this scope here. */
  offersScope(scope: ScopeName): boolean;
  /** What this hub can't do as a provider: keys of texts for the page. */
  limits(): readonly string[];
  /** Serves the issuer's endpoints and its metadata; the last one given serves. */
  serveApplications(serve: ServeApplications): void;
  /** Lets access tokens be recognised that the hub did not make. */
  authenticateWith(authenticate: (token: string) => Caller | undefined): void;
  /** Ends the connections that were signed in as this caller. */
  disconnect(matches: (caller: Caller) => boolean): void;
  /** Whose sign-in with a password an access token of the hub's own is from, and when that was, in milliseconds since 1970. */
  signInOf(token: string): Promise<{ readonly user_id: string; readonly at: number } | undefined>;
  /** For the scope `home_assistant`; absent where that is not offered. */
  readonly actAs?: ActAs | undefined;
  /** Makes websocket commands known. */
  register(handlers: readonly CommandHandler[]): void;
  readonly log: Log;
}

/** A person who may sign in to the hub. */
export interface HubUser {
  readonly id: string;
  readonly name: string;
  readonly is_admin: boolean;
  readonly is_owner: boolean;
}

export interface Issuer {
  /** The issuer identifier (RFC 8414, section 2): an origin, or with a path; without a slash at its end. */
  readonly identifier: string;
  /** What the endpoints' paths begin with, after the issuer's own path: `/oauth` or nothing. */
  readonly endpoints: string;
  /** The path of the page on which people consent; the interaction's id is appended: `/application_access/consent/`. */
  readonly consentPage: string;
}

/**
 * Answers a request for one of the provider's paths, whose `url` is the path as the browser sees it.
 * @param caller Who sent it, where it carries a token of the hub's own (`Authorization: Bearer`).
 */
export type ServeApplications = (
  request: IncomingMessage,
  response: ServerResponse,
  from: { readonly caller: Caller | undefined; readonly address: string | undefined },
) => void;

/** With which credential a person is to sign in. */
export interface WantedSignIn {
  /** Its `auth_domain ?? id`. */
  readonly implementation: string;
  /** Its name for people. */
  readonly name: string;
}

/** What the dialogs need to know of the integrations that take credentials. */
export interface IntegrationDescriptions {
  /** The one redirect URI, as it is shown, copied and sent; absent where the browser's address decides. */
  readonly redirect_uri?: string | undefined;
  readonly integrations: Readonly<Record<string, IntegrationDescription>>;
}

export interface IntegrationDescription {
  readonly name: string;
  readonly authorization_server?: AuthorizationServer | undefined;
  /** For the instructions in the dialog. */
  readonly description_placeholders?: Readonly<Record<string, string>> | undefined;
}

/** A hub that carries the whole plugin: its people sign in through it. */
export interface Host extends CredentialsHost, ApplicationsHost {
  /** Integrations that sign in, by domain; also those that only credentials with a provider of their own make. */
  readonly integrations: Pick<ReadonlyMap<string, OAuthIntegration>, "get">;
  /** Clients that the hub offers ready-made for a domain; flows list them before people's own credentials. */
  readyMade(domain: string): readonly ReadyMadeClient[];
  /** The one redirect URI, as it is shown, copied and sent. */
  redirectUri(): string;
  /** Serves an HTTP path; the plugin answers `Request` with `Response`. */
  route(method: "GET" | "POST", path: string, handler: RouteHandler): void;
  /** The person came back from the provider, or the provider did: the flow goes on. */
  finishFlow(flowId: string, outcome: FlowOutcome): Promise<void>;
  /** An account needs its person: the entry is marked, a re-authentication flow and a repair issue appear. */
  requireReauth(entryId: string, reason: string): Promise<void>;
}

export type RouteHandler = (request: Request) => Promise<Response> | Response;

/** Whose account it is at a provider. */
export interface AccountAtProvider {
  /** As people know it. */
  readonly title: string;
  /** As the provider knows it; null where it does not tell. */
  readonly unique_id: string | null;
}

/**
 * How an authorization ended. `other_account`: the tokens are kept aside until a person decides (`Plugin.otherAccount`);
 * `account`, once they decided for it: the entry is that one's from now on.
 */
export type FlowOutcome =
  | {
      readonly result: "connected";
      readonly entry_id: string;
      readonly auth_implementation: string;
      readonly account?: AccountAtProvider;
    }
  | { readonly result: "other_account"; readonly account: AccountAtProvider }
  | { readonly result: "failed"; readonly reason: AbortReason; readonly detail: string };

/** A config entry as far as the plugin needs it. */
export interface HostEntry {
  readonly entry_id: string;
  readonly domain: string;
  readonly title: string;
  readonly state: EntryState;
  /** Whether it waits for somebody to sign in again. */
  readonly reauth: boolean;
  /** What the flow stored: a credential's `auth_domain ?? id`. */
  readonly auth_implementation?: string;
  /** The account at the provider, where the integration names it. */
  readonly unique_id?: string;
}

/** What an integration's `application_credentials` platform tells (Home Assistant developer docs, Application Credentials). */
export interface OAuthIntegration {
  readonly domain: string;
  readonly name: string;
  /** Asked for at the provider when the credential names no scopes of its own. */
  readonly scopes: readonly string[];
  /** Home Assistant's `extra_authorize_data`, such as Google's `access_type=offline`. */
  readonly authorizationParameters?: Readonly<Record<string, string>>;
  /** `async_get_authorization_server`. */
  authorizationServer(): Promise<ProviderEndpoints>;
  /** Who signed in, asked at the provider. */
  account?(token: string, entryId: string): Promise<AccountAtProvider>;
  /** `async_get_description_placeholders`: for the instructions in the dialog. */
  descriptionPlaceholders?(): Readonly<Record<string, string>>;
}

export interface ProviderEndpoints extends AuthorizationServer {
  /** RFC 9207: the provider promises `iss` in every authorization response. Needs `issuer`. */
  readonly authorization_response_iss_parameter_supported?: boolean | undefined;
}

/** Who sent a command. */
export type Caller = (
  | ({
      readonly kind: "user";
      /** When this person last gave their password here, in milliseconds since 1970; undefined where that is not known. */
      readonly signedInAt?: (() => number | undefined) | undefined;
      /** Notes that they gave it again at this time. */
      readonly confirmSignIn?: ((at: number) => void) | undefined;
      /** The application that acts for this person; absent when it is the person. */
      readonly application?: ActingApplication | undefined;
    } & HubUser)
  | { readonly kind: "integration"; readonly token_id: string; readonly domain: string; readonly name: string }
) & {
  /** The IP address that it came from; absent where it is not known for certain. */
  readonly address?: string | undefined;
};

/** An application with an access token of a person's. What it may do is asked at each call: it may be narrowed at any time. */
export interface ActingApplication {
  /** The application's id. */
  readonly id: string;
  readonly name: string;
  readonly grant_id: string;
  /** Whether the token, the grant and the application are all still there and allow this. */
  allows(scope: CommandScope): boolean;
  /** Whether any call is allowed at all. */
  isAlive(): boolean;
}

/** Structured logging. Never hand it a secret, a token, a code or an error of an OAuth library. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  /** `cause` is printed by name and message, never with its body. */
  error(message: string, cause?: unknown): void;
}

/** A whole integration, as the embedded hub loads it. */
export interface Integration extends OAuthIntegration {
  readonly documentation: string;
  /** It stands for any provider: “Other OAuth account”, as pages say beside its name. */
  readonly generic?: true;
  /** An MDI icon's SVG path. */
  readonly icon: string;
  /** Folder with `en.json`, …: Home Assistant's categories (`title`, `config`, `application_credentials`). */
  readonly translations: URL;
  /** Automatic set-up: the credential it brings. Absent: one is typed in by hand. */
  ownCredential?(): Promise<{ client_id: string; client_secret: string; name?: string; auth_domain?: string }>;
  account(token: string, entryId: string): Promise<AccountAtProvider>;
  /** Called at start and after each sign-in; throws what `EntryAccess.token` throws. */
  setup(entry: EntryAccess): Promise<void>;
  /** What the entry's page shows, fetched now. */
  show(entry: EntryAccess): Promise<EntryItem[]>;
}

/** What an integration in the process is given to work for one entry. */
export interface EntryAccess {
  readonly entry_id: string;
  /**
   * A valid access token, refreshed first when fewer than 20 s are left.
   * @throws CommandError `reauth_required`, `provider_unavailable` or `home_assistant_error`.
   */
  token(): Promise<string>;
  /**
   * Another access token, for when the provider's API rejects the one of `token` before its time.
   * @throws CommandError as `token`
   */
  renew(): Promise<string>;
}

export interface EntryItem {
  readonly title: string;
  /** ISO 8601. */
  readonly start?: string;
  readonly end?: string;
  readonly detail?: string;
}
