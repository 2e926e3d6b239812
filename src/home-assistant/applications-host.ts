import type { IncomingMessage, ServerResponse } from "node:http";
import type { CommandHandler } from "../backend/commands.ts";
import type { ApplicationsHost, Caller, HubUser, Issuer, Log, ServeApplications } from "../backend/host.ts";
import type { BridgeUser } from "../protocol/bridge-values.ts";
import { PATHS } from "../protocol/page.ts";
import type { ScopeName } from "../protocol/scopes.ts";
import { BridgeActAs } from "./act-as.ts";

/** Below Home Assistant's own address (PROTOCOL section 6). */
export const ISSUER_PATH = "/api/application_credentials/oauth";

/** What no application is given here: Home Assistant's own integrations hold the tokens, and `token` answers nobody. */
const NOT_HERE: ReadonlySet<ScopeName> = new Set(["accounts:token"]);

/** Home Assistant as applications meet it: its users and its address, told by its Python; what they send comes through it. */
export class BridgeApplicationsHost implements ApplicationsHost {
  name = "Home Assistant";
  readonly actAs = new BridgeActAs();
  readonly log: Log;
  readonly register: (handlers: readonly CommandHandler[]) => void;
  readonly #users = new Map<string, BridgeUser>();
  #known = false;
  #origin: string | undefined;
  #serve: ServeApplications | undefined;
  readonly #userWatchers: (() => void)[] = [];
  readonly #issuerWatchers: (() => void)[] = [];
  readonly #authenticators: ((token: string) => Caller | undefined)[] = [];
  /** Ends the connections of callers; set by whoever holds them. */
  disconnect: (matches: (caller: Caller) => boolean) => void = () => {};

  constructor(parts: { readonly log: Log; register(handlers: readonly CommandHandler[]): void }) {
    this.log = parts.log;
    this.register = (handlers) => parts.register(handlers);
  }

  /** Python told of everybody. */
  tellUsers(users: readonly BridgeUser[]): void {
    this.#known = true;
    this.#users.clear();
    for (const user of users) this.#users.set(user.id, user);
    for (const changed of this.#userWatchers) changed();
  }

  /** @param origin where browsers reach Home Assistant; undefined while it does not know */
  tellOrigin(origin: string | undefined): void {
    if (origin === this.#origin) return;
    this.#origin = origin;
    for (const changed of this.#issuerWatchers) changed();
  }

  user(id: string): HubUser | undefined {
    const user = this.#users.get(id);
    return user && { id, name: user.name, is_admin: user.is_admin, is_owner: user.is_owner };
  }

  /** Until then nobody is gone: Python has not said who is there. */
  knowsUsers(): boolean {
    return this.#known;
  }

  watchUsers(changed: () => void): void {
    this.#userWatchers.push(changed);
  }

  issuer(): Issuer | undefined {
    if (this.#origin === undefined) return undefined;
    return { identifier: this.#origin + ISSUER_PATH, endpoints: "", consentPage: PATHS.consent };
  }

  watchIssuer(changed: () => void): void {
    this.#issuerWatchers.push(changed);
  }

  offersScope(scope: ScopeName): boolean {
    return !NOT_HERE.has(scope);
  }

  limits(): readonly string[] {
    const plain = this.#origin?.startsWith("http:") ? ["plain_http"] : [];
    return ["one_address", "plugin_commands", "account_tokens", "cors", ...plain];
  }

  /** Its Python does that by itself. */
  async signInOf(): Promise<undefined> {
    return undefined;
  }

  serveApplications(serve: ServeApplications): void {
    this.#serve = serve;
  }

  /** @returns whether anything answers. */
  answer(request: IncomingMessage, response: ServerResponse, from: Parameters<ServeApplications>[2]): boolean {
    this.#serve?.(request, response, from);
    return this.#serve !== undefined;
  }

  authenticateWith(authenticate: (token: string) => Caller | undefined): void {
    this.#authenticators.push(authenticate);
  }

  /** The person for whom an application acts with this token, where they may come from there themselves. */
  authenticate(token: string, isLocal: boolean): Caller | undefined {
    for (const authenticate of this.#authenticators) {
      const caller = authenticate(token);
      if (caller) return isLocal || this.#users.get(idOf(caller))?.local_only === false ? caller : undefined;
    }
    return undefined;
  }
}

const idOf = (caller: Caller): string => (caller.kind === "user" ? caller.id : "");
