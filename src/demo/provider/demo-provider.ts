import { createServer, type Server } from "node:http";
import type { Log } from "../../backend/host.ts";
import { cloudRoutes } from "../cloud/service.ts";
import { dashboardRoutes } from "../dashboard/dashboard.ts";
import { Accounts } from "./accounts.ts";
import { apiRoutes } from "./api/api.ts";
import { Behaviour } from "./behaviour.ts";
import { Clients } from "./clients.ts";
import { consoleRoutes } from "./console/console.ts";
import { type Database, openDatabase } from "./database.ts";
import { redirect } from "./http/exchange.ts";
import type { Route } from "./http/router.ts";
import { interactionRoutes } from "./interactions/interactions.ts";
import { listen, originOf } from "./listen.ts";
import { derivedSecret, loadKeys } from "./oidc/keys.ts";
import { createOidcProvider } from "./oidc/oidc-provider.ts";
import { staticRoutes } from "./pages/static-files.ts";
import { createListener } from "./request-listener.ts";
import { loadTexts } from "./texts.ts";

export interface DemoProviderOptions {
  readonly host: string;
  /** 0 for a free one. One that is taken is a warning, and a free one is used. */
  readonly port: number;
  /** Its own data folder: clients, grants, tokens and keys survive a restart in it. */
  readonly folder: string;
  /** The hub's redirect URI: registered for the calendar's client, offered for others. */
  readonly redirectUri: string;
  /** The project's folder: its texts and what its pages load are read from there, from sources as from the bundle. */
  readonly project: string;
  /** Beside it “Demo Cloud”, a service with a client of its own. */
  readonly cloud?: boolean | undefined;
  readonly log: Log;
}

/** The local OAuth provider, listening. */
export interface DemoProvider {
  /** `http://HOST:PORT`; the issuer. */
  readonly origin: string;
  readonly redirectUri: string;
  /** The project's folder. */
  readonly project: string;
  /** The credential that the calendar's integration brings. */
  readonly calendarClient: { readonly client_id: string; readonly client_secret: string };
  /** With what the hub reaches “Demo Cloud”, where there is one. */
  readonly cloud?: { readonly origin: string; readonly hubToken: string };
  /** Resolves when nobody is served any more and the database is closed. */
  close(): Promise<void>;
}

const CALENDAR_CLIENT_ID = "demo-calendar";
const CLOUD_CLIENT_ID = "demo-cloud";

/** Starts the provider (PROTOCOL section 8). @throws Error when its folder or host can't be used. */
export async function startDemoProvider(options: DemoProviderOptions): Promise<DemoProvider> {
  const { redirectUri, project } = options;
  const database = openDatabase(options.folder);
  const keys = await loadKeys(database);
  const calendarClient = {
    client_id: CALENDAR_CLIENT_ID,
    client_secret: derivedSecret(keys, CALENDAR_CLIENT_ID),
  };
  const clients = new Clients(database);
  await clients.putOwn({ ...calendarClient, name: "Demo Calendar", redirectUri });
  const cloudClient = { client_id: CLOUD_CLIENT_ID, client_secret: derivedSecret(keys, CLOUD_CLIENT_ID) };
  if (options.cloud) await clients.putOwn({ ...cloudClient, name: "Demo Cloud", redirectUri });

  const server = createServer();
  const origin = originOf(options.host, await listen(server, options.host, options.port, options.log));
  const hubToken = derivedSecret(keys, "demo-cloud hub");
  const cloud = options.cloud ? cloudRoutes({ origin, client: cloudClient, hubToken }) : [];
  const closing = serve(server, origin, { ...options, database, keys, more: cloud });
  return {
    origin,
    redirectUri,
    project,
    calendarClient,
    ...(options.cloud && { cloud: { origin, hubToken } }),
    close: () => close(server, database, closing),
  };
}

interface ServeParts extends DemoProviderOptions {
  readonly database: Database;
  readonly keys: Awaited<ReturnType<typeof loadKeys>>;
  readonly more: readonly Route[];
}

/** @returns what ends the answers that are held back. */
function serve(
  server: Server,
  origin: string,
  { database, keys, redirectUri, project, more, log }: ServeParts,
): AbortController {
  const closing = new AbortController();
  const accounts = new Accounts(database);
  const behaviour = new Behaviour();
  const textsFor = loadTexts(project);
  const provider = createOidcProvider(origin, { database, keys, accounts, behaviour, textsFor, log });
  const routes: readonly Route[] = [
    ["GET", "/", (exchange) => redirect(exchange, "/console")],
    ...more,
    ...dashboardRoutes(origin, new URL(redirectUri).origin),
    ...staticRoutes(project),
    ...interactionRoutes(provider, accounts),
    ...apiRoutes(provider, accounts, behaviour),
    ...consoleRoutes({ accounts, behaviour, clients: new Clients(database), database, redirectUri }),
  ];
  const oidc = provider.callback();
  server.on("request", createListener({ routes, oidc, behaviour, textsFor, log, closing: closing.signal }));
  return closing;
}

async function close(server: Server, database: Database, closing: AbortController): Promise<void> {
  closing.abort();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  // What is under way gets a moment to end; then nobody is waited for.
  const late = setTimeout(() => server.closeAllConnections(), 1_000);
  await closed;
  clearTimeout(late);
  await database.close();
}
