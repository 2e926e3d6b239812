import type { CommandHandler } from "../backend/commands.ts";
import { describeIntegrations } from "../backend/credentials/describe-integrations.ts";
import type { Host, HostEntry, HubUser, Integration, Log, ReadyMadeClient } from "../backend/host.ts";
import { PATHS } from "../protocol/page.ts";
import type { Sessions } from "./auth/sessions.ts";
import { callerOf, type Users } from "./auth/users.ts";
import type { ConfigEntries } from "./entries/config-entries.ts";
import type { CredentialMoves } from "./entries/credential-moves.ts";
import type { EntrySetup } from "./entries/entry-setup.ts";
import type { ConfigFlows } from "./flows/config-flows.ts";
import { APPLICATION_ENDPOINTS, type ApplicationPaths } from "./http/application-paths.ts";
import type { Router } from "./http/router.ts";
import type { Integrations } from "./integrations.ts";
import type { WebSocketDoor } from "./websocket/websocket-server.ts";

export interface EmbeddedHostParts {
  readonly name: string;
  /** Those that were loaded: they have an `application_credentials` platform. */
  readonly integrations: ReadonlyMap<string, Integration>;
  readonly all: Integrations;
  readonly readyMade?: ReadonlyMap<string, readonly ReadyMadeClient[]> | undefined;
  readonly origin: string;
  readonly entries: ConfigEntries;
  readonly flows: ConfigFlows;
  readonly setup: EntrySetup;
  readonly handlers: Map<string, CommandHandler>;
  readonly sessions: Sessions;
  readonly users: Users;
  readonly applications: ApplicationPaths;
  readonly sockets: WebSocketDoor;
  readonly router: Router;
  readonly requireReauth: (entryId: string, reason: string) => Promise<void>;
  readonly credentialMoves: CredentialMoves;
  readonly log: Log;
}

/** The port that the plugin sees, on this hub's parts. */
export const embeddedHost = (parts: EmbeddedHostParts): Host => ({
  name: parts.name,
  integrations: parts.all,
  takesCredentials: (domain) => parts.integrations.has(domain),
  describeIntegrations: () => describeIntegrations(parts.integrations.values(), redirectUri(parts), parts.log),
  readyMade: (domain) => parts.readyMade?.get(domain) ?? [],
  redirectUri: () => redirectUri(parts),
  entries: () => parts.entries.hostEntries(),
  entry: (entryId) => parts.entries.hostEntry(entryId),
  register: (handlers) => registerCommands(parts.handlers, handlers),
  authenticateWith: (authenticate) => parts.sessions.authenticateWith(authenticate),
  disconnect: (matches) => parts.sockets.disconnect(({ caller }) => matches(caller)),
  route: (method, path, handler) => parts.router.add(method, path, ({ request }) => handler(request)),
  signInOf: (token) => parts.sessions.signInOf(token),
  knowsUsers: () => true,
  user: (id) => hubUser(parts.users, id),
  watchUsers: (changed) => parts.users.watch(changed),
  issuer: () => ({ identifier: parts.origin, endpoints: APPLICATION_ENDPOINTS, consentPage: PATHS.consent }),
  // It is settled before the hub starts.
  watchIssuer: () => {},
  offersScope: (scope) => scope !== "home_assistant",
  limits: () => [],
  serveApplications: (serve) => parts.applications.begin(serve),
  finishFlow: (flowId, outcome) => parts.flows.finish(flowId, outcome),
  requireReauth: parts.requireReauth,
  clientChanged: (entries, change) => clientChanged(parts, entries, change),
  switchImplementation: (entryId, implementation) =>
    parts.credentialMoves.switchImplementation(entryId, implementation),
  requestSignIn: (entryId, wanted) => parts.credentialMoves.requestSignIn(entryId, wanted),
  withdrawSignIn: (entryId) => parts.credentialMoves.withdrawSignIn(entryId),
  watchEntries: (changed) => void parts.entries.listen(() => changed()),
  log: parts.log,
});

/**
 * Every refresh asks for the client anew, so that a new secret is for those entries alone to try that did not work with
 * the one before; the tokens of another client are of no use.
 */
async function clientChanged(
  { requireReauth, setup, log }: EmbeddedHostParts,
  entries: readonly HostEntry[],
  change: "client_id" | "client",
): Promise<void> {
  if (change === "client") {
    for (const { entry_id, title, state, reauth } of entries) {
      if (reauth || !FAILED.includes(state)) continue;
      // Nobody has to wait for their providers.
      setup.setUp(entry_id).catch((error: unknown) => log.error(`${title} could not be set up again`, error));
    }
    return;
  }
  for (const { entry_id, title } of entries) {
    await requireReauth(
      entry_id,
      "The client ID of its credential was changed: the account has to be signed in to again.",
    ).catch((error: unknown) => log.error(`${title} could not be asked to sign in again`, error));
  }
}

const FAILED: readonly HostEntry["state"][] = ["setup_error", "setup_retry"];

function hubUser(users: Users, id: string): HubUser | undefined {
  const user = users.get(id);
  if (!user) return undefined;
  const { name, is_admin, is_owner } = callerOf(user);
  return { id, name, is_admin, is_owner };
}

const redirectUri = ({ origin }: EmbeddedHostParts): string => `${origin}/oauth/callback`;

/** @throws Error when two handlers answer one command. */
export function registerCommands(known: Map<string, CommandHandler>, handlers: readonly CommandHandler[]): void {
  for (const handler of handlers) {
    const { type } = handler.command;
    if (known.has(type)) throw new Error(`${type} is registered already`);
    known.set(type, handler);
  }
}
