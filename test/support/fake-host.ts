import type { CommandHandler } from "../../src/backend/commands.ts";
import { dispatch, ReadyJson } from "../../src/backend/commands.ts";
import { describeIntegrations } from "../../src/backend/credentials/describe-integrations.ts";
import type {
  Caller,
  FlowOutcome,
  Host,
  HostEntry,
  HubUser,
  Log,
  OAuthIntegration,
  ReadyMadeClient,
  RouteHandler,
  ServeApplications,
  WantedSignIn,
} from "../../src/backend/host.ts";
import { assertDeclared } from "./declared-errors.ts";

export const administrator: Caller = {
  kind: "user",
  id: "u1",
  name: "Owner",
  is_admin: true,
  is_owner: true,
  signedInAt: () => Date.now(),
};
export const plainUser: Caller = { kind: "user", id: "u2", name: "Guest", is_admin: false, is_owner: false };
export const integrationOf = (domain: string): Caller => ({
  kind: "integration",
  token_id: "t1",
  domain,
  name: "script",
});

export type Answer = { result?: unknown; error?: { code: string; message: string } };

/** A host in memory that records what the plugin asks of it; entries and integrations are the test's to set. */
export class FakeHost implements Host {
  readonly name = "Test Hub";
  readonly integrations = new Map<string, OAuthIntegration>();
  readonly handlers = new Map<string, CommandHandler>();
  readonly routes = new Map<string, RouteHandler>();
  readonly finished: { flowId: string; outcome: FlowOutcome }[] = [];
  readonly reauths: { entryId: string; reason: string }[] = [];
  readonly disconnected: ((caller: Caller) => boolean)[] = [];
  readonly changedClients: { entries: string[]; change: "client_id" | "client" }[] = [];
  readonly logged: string[] = [];
  origin = "http://127.0.0.1:8350";
  list: HostEntry[] = [];
  authenticate: (token: string) => Caller | undefined = () => undefined;
  #id = 0;

  readonly log: Log = {
    debug: (message) => this.logged.push(message),
    info: (message) => this.logged.push(message),
    warn: (message) => this.logged.push(message),
    error: (message, cause) => this.logged.push(`${message} ${String(cause)}`),
  };

  takesCredentials = (domain: string) => this.integrations.has(domain);
  describeIntegrations = () => describeIntegrations(this.integrations.values(), this.redirectUri(), this.log);
  clientChanged = async (entries: readonly HostEntry[], change: "client_id" | "client") => {
    this.changedClients.push({ entries: entries.map(({ entry_id }) => entry_id), change });
  };
  /** By domain. */
  readonly services = new Map<string, ReadyMadeClient[]>();
  readyMade = (domain: string) => this.services.get(domain) ?? [];
  redirectUri = () => `${this.origin}/oauth/callback`;
  entries = () => this.list;
  entry = (id: string) => this.list.find(({ entry_id }) => entry_id === id);
  register = (handlers: readonly CommandHandler[]) => {
    for (const handler of handlers) this.handlers.set(handler.command.type, handler);
  };
  authenticateWith = (authenticate: (token: string) => Caller | undefined) => {
    this.authenticate = authenticate;
  };
  disconnect = (matches: (caller: Caller) => boolean) => {
    this.disconnected.push(matches);
  };
  route = (method: string, path: string, handler: RouteHandler) => {
    this.routes.set(`${method} ${path}`, handler);
  };
  people: HubUser[] = [
    { id: "u1", name: "Owner", is_admin: true, is_owner: true },
    { id: "u2", name: "Guest", is_admin: false, is_owner: false },
  ];
  readonly #userWatchers: (() => void)[] = [];
  serve: ServeApplications | undefined;
  user = (id: string) => this.people.find((user) => user.id === id);
  knowsUsers = () => true;
  watchUsers = (changed: () => void) => {
    this.#userWatchers.push(changed);
  };
  /** As when a user is deleted or made an administrator. */
  changeUsers(people: HubUser[]): void {
    this.people = people;
    for (const watcher of this.#userWatchers) watcher();
  }
  /** By access token. */
  readonly signIns = new Map<string, { user_id: string; at: number }>();
  signInOf = async (token: string) => this.signIns.get(token);
  issuer = () => ({ identifier: this.origin, endpoints: "/oauth", consentPage: "/application_access/consent/" });
  watchIssuer = () => {};
  offersScope = (scope: string) => scope !== "home_assistant";
  limits = () => [];
  serveApplications = (serve: ServeApplications) => {
    this.serve = serve;
  };
  finishFlow = async (flowId: string, outcome: FlowOutcome) => {
    this.finished.push({ flowId, outcome });
  };
  requireReauth = async (entryId: string, reason: string) => {
    this.reauths.push({ entryId, reason });
  };

  /** What entries were asked to sign in with, by entry. */
  readonly wanted = new Map<string, WantedSignIn>();
  /** Runs in the place of the next answer to a question about an entry; what it throws is the answer. */
  interfere: (() => void) | undefined;
  readonly #watchers: (() => void)[] = [];

  /** Replaces an entry, as the hub itself does; undefined removes it. */
  change(entryId: string, change: Partial<HostEntry> | undefined): void {
    this.list = this.list.flatMap((entry) => {
      if (entry.entry_id !== entryId) return [entry];
      return change ? [{ ...entry, ...change }] : [];
    });
    for (const watcher of this.#watchers) watcher();
  }

  switchImplementation = async (entryId: string, auth_implementation: string) => {
    this.interfere?.();
    this.change(entryId, { auth_implementation });
  };
  requestSignIn = async (entryId: string, wanted: WantedSignIn) => {
    this.interfere?.();
    this.wanted.set(entryId, wanted);
    this.change(entryId, { reauth: true });
  };
  withdrawSignIn = async (entryId: string) => {
    this.wanted.delete(entryId);
    this.change(entryId, { reauth: false });
  };
  watchEntries = (changed: () => void) => {
    this.#watchers.push(changed);
  };

  addIntegration(domain: string, more: Partial<OAuthIntegration> = {}): void {
    this.integrations.set(domain, {
      domain,
      name: domain,
      scopes: [],
      authorizationServer: async () => ({
        authorize_url: "https://p.example/auth",
        token_url: "https://p.example/token",
      }),
      ...more,
    });
  }

  /** Sends one command as a client would, and gives its answer as a client reads it. */
  async call(type: string, args: object = {}, caller: Caller = administrator, events: unknown[] = []): Promise<Answer> {
    const send = (event: unknown) => events.push(asSent(event));
    const outcome = await dispatch(this.handlers, { ...args, id: ++this.#id, type }, caller, send, this.log);
    if (!outcome.success) assertDeclared(type, outcome.error.code);
    return outcome.success ? { result: asSent(outcome.result) } : { error: outcome.error };
  }
}

const asSent = (value: unknown): unknown => JSON.parse(value instanceof ReadyJson ? value.json : JSON.stringify(value));
