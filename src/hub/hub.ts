import type { CommandHandler } from "../backend/commands.ts";
import type { Host, Integration, Log, ReadyMadeClient } from "../backend/host.ts";
import type { Plugin } from "../backend/running-plugin.ts";
import type { Store } from "../backend/store/store.ts";
import type { Manifest } from "../protocol/home-assistant.ts";
import { type Auth, loadAuth, serveAuth } from "./auth/auth.ts";
import { entryCommands } from "./commands/entry-commands.ts";
import { flowCommands } from "./commands/flow-commands.ts";
import { hubCommands } from "./commands/hub-commands.ts";
import { userCommands } from "./commands/user-commands.ts";
import { beginEntries, type EntriesAndFlows, loadEntriesAndFlows } from "./config-entries-and-flows.ts";
import { embeddedHost, registerCommands } from "./embedded-host.ts";
import { serveEntryRemoval } from "./entries/entry-removal.ts";
import { EventBus } from "./event-bus.ts";
import { serveFlows } from "./flows/flow-routes.ts";
import { type Front, type FrontOptions, openFront } from "./front.ts";
import { json } from "./http/answers.ts";
import { closeServer } from "./http/http-server.ts";
import type { Router } from "./http/router.ts";
import { AllIntegrations, type Integrations } from "./integrations.ts";
import { servePages } from "./pages/page-routes.ts";
import { Settings } from "./settings.ts";
import { type ConfigurationSection, readConfiguration } from "./start/configuration-file.ts";
import { importCredentials } from "./start/import-credentials.ts";
import { type PublicOrigin, parseOrigin, settlePublicOrigin } from "./start/public-origin.ts";
import { folderUrl, Resources } from "./texts/resources.ts";
import { TranslationFiles } from "./texts/translation-files.ts";
import { WebSocketDoor } from "./websocket/websocket-server.ts";

export interface HubOptions {
  readonly store: Store;
  /** Signs access tokens: at least 32 bytes, the same after a restart. */
  readonly signingKey: Uint8Array;
  /** The hub's name as its users know it. */
  readonly name: string;
  /** Those that are loaded, by domain; it may be filled until `ready`. */
  readonly integrations: ReadonlyMap<string, Integration>;
  /** Clients that come ready-made, by the domain that they are for; it may be filled until `ready`. */
  readonly readyMade?: ReadonlyMap<string, readonly ReadyMadeClient[]> | undefined;
  /** The plugin's own `manifest.json`. */
  readonly manifest: Manifest;
  /** What the build left: the page's bundles. */
  readonly pageFolder: string;
  readonly translationsFolder: string;
  readonly log: Log;
}

export interface Hub {
  /** What the plugin starts with. */
  readonly host: Host;
  /** The public origin, without a slash at its end. */
  readonly origin: string;
  /** Where it listens, with the real port. */
  readonly listening: string;
  /** Imports credentials, begins the entries and answers requests from then on. */
  ready(plugin: Plugin): Promise<void>;
  /** Takes nothing more, answers what is under way, and closes every connection. */
  close(): Promise<void>;
}

export interface PreparationOptions extends FrontOptions {
  /** Where browsers and providers reach the hub, when that is not where it listens. */
  readonly publicUrl?: string | undefined;
  /** Path of `configuration.yaml`; it need not be there. */
  readonly configuration: string;
}

/** A hub that may start: its port is taken, and answers 503 until `Hub.ready`. */
export interface PreparedHub {
  readonly front: Front;
  readonly publicUrl: string | undefined;
  readonly configuration: readonly ConfigurationSection[];
  /** Gives the port back. */
  close(): Promise<void>;
}

/**
 * Everything that can refuse the start of a hub, asked before anything is written.
 * @throws StartError when the port is busy, or the public URL or the configuration is not readable.
 */
export async function prepareHub(options: PreparationOptions): Promise<PreparedHub> {
  const { publicUrl } = options;
  if (publicUrl !== undefined) parseOrigin(publicUrl);
  const configuration = await readConfiguration(options.configuration);
  const front = await openFront(options);
  return { front, publicUrl, configuration, close: () => closeServer(front.server) };
}

/** Starts the embedded hub behind its front. */
export async function startHub(prepared: PreparedHub, options: HubOptions): Promise<Hub> {
  const { front, publicUrl, configuration } = prepared;
  const { log, store, integrations } = options;
  const publicOrigin = await settlePublicOrigin(store, publicUrl, front.listening);
  front.setOrigin(publicOrigin.origin);

  let started: Plugin | undefined;
  const plugin = () => started ?? notStarted();
  const all = new AllIntegrations(integrations, () => started?.ownDomains() ?? [], {
    plugin,
    ...ownProviderFiles(options),
  });
  const parts: Parts = { plugin, publicOrigin, all, ...(await loadParts(options, all, plugin)) };
  const { auth, house } = parts;

  const handlers = new Map<string, CommandHandler>();
  registerCommands(handlers, commandsOf(front, parts, options));
  const authenticate = (token: string, isLocal: boolean) => auth.sessions.authenticate(token, isLocal);
  front.applications.authenticateWith(authenticate);
  const sockets = new WebSocketDoor(front.server, { ...front, handlers, authenticate, log });
  closeEndedSessions(auth, sockets);
  serveRoutes(front.router, parts, options);

  const { router, applications, listening } = front;
  const { origin } = publicOrigin;
  const doors = { handlers, router, applications, sockets };
  return {
    host: embeddedHost({ ...options, ...house, ...auth, ...doors, all, origin }),
    origin,
    listening,
    async ready(plugin) {
      started = plugin;
      await importCredentials(configuration, { integrations, plugin, log });
      await plugin.resumeMoves();
      // Entries may wait for their providers; nobody else has to.
      void beginEntries(house).catch((error: unknown) => log.error("The entries could not be begun", error));
      front.open();
    },
    async close() {
      await Promise.all([closeServer(front.server), sockets.close(), house.setup.close()]);
    },
  };
}

interface Parts {
  readonly plugin: () => Plugin;
  readonly publicOrigin: PublicOrigin;
  readonly all: Integrations;
  readonly events: EventBus;
  readonly settings: Settings;
  readonly auth: Auth;
  readonly house: EntriesAndFlows;
  readonly files: TranslationFiles;
}

/** What “Other OAuth account” says of itself. */
const ownProviderFiles = ({ manifest, translationsFolder }: HubOptions) => ({
  documentation: manifest.documentation ?? "",
  translations: new URL("own_provider/", folderUrl(translationsFolder)),
});

async function loadParts({ store, signingKey, log }: HubOptions, integrations: Integrations, plugin: () => Plugin) {
  const events = new EventBus(log);
  const settings = await Settings.load(store);
  const auth = await loadAuth(store, signingKey);
  const house = await loadEntriesAndFlows({ store, integrations, plugin, events, log });
  return { events, settings, auth, house, files: new TranslationFiles() };
}

function commandsOf({ listening }: Front, parts: Parts, options: HubOptions): CommandHandler[] {
  const { house, auth, files, plugin, all: integrations } = parts;
  const { translationsFolder } = options;
  const resources = new Resources(files, translationsFolder, integrations);
  return [
    ...hubCommands({ ...options, ...parts, integrations, resources, listening }),
    ...userCommands(auth),
    ...entryCommands({ ...house, integrations, plugin }),
    ...flowCommands(house.registry),
  ];
}

function serveRoutes(router: Router, { auth, settings, house, events, plugin, files }: Parts, options: HubOptions) {
  router.add("GET", "/healthz", () => json({ status: "ok" }));
  serveAuth(router, auth, settings);
  serveFlows(router, house.flows, auth.sessions);
  serveEntryRemoval(router, { ...house, events, sessions: auth.sessions, plugin });
  servePages(router, { ...options, files });
}

/** A sign-in that ends takes its connections with it. */
function closeEndedSessions({ tokens }: Auth, sockets: WebSocketDoor): void {
  tokens.onEnd((ended) =>
    sockets.disconnect(({ refresh_token_id }) => refresh_token_id !== undefined && ended.has(refresh_token_id)),
  );
}

function notStarted(): never {
  throw new Error("The plugin has not started yet");
}
