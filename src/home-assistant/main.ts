/** The plugin's process beside Home Assistant: `docs/home-assistant-bridge.md`. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { startApplications } from "../backend/applications/start-applications.ts";
import { isLoopback } from "../backend/endpoints.ts";
import type { Log } from "../backend/host.ts";
import { startKeys } from "../backend/keys/start-keys.ts";
import { logLevel, openLog } from "../backend/log.ts";
import { startCredentials } from "../backend/plugin.ts";
import { projectFolder } from "../backend/project-folder.ts";
import { Shutdown } from "../backend/shutdown.ts";
import { StartError } from "../backend/start-error.ts";
import { ownFolder } from "../backend/store/data-folder.ts";
import { findKey, findOldKey, keyFileIn } from "../backend/store/key-encryption-key.ts";
import { openKeyring } from "../backend/store/keyring.ts";
import { openSqliteStore } from "../backend/store/sqlite-store.ts";
import { Adoption } from "./adoption.ts";
import { ApplicationDoor } from "./application-door.ts";
import { BridgeApplicationsHost } from "./applications-host.ts";
import { Bridge } from "./bridge.ts";
import { BridgeHost } from "./bridge-host.ts";
import { databaseName } from "./database-name.ts";
import { listen } from "./listener.ts";
import { Mirror } from "./mirror.ts";
import { type Options, readOptions } from "./options.ts";
import { refuseAccounts } from "./refuse-accounts.ts";
import { Snapshot } from "./snapshot.ts";
import { ToldActivity } from "./told-activity.ts";

/** Opens what is kept, and waits for Home Assistant. */
async function start({ data, keyFile, at, token }: Options, log: Log, shutdown: Shutdown): Promise<void> {
  const folder = resolve(data);
  const key = await findKey(keyFile, process.env);
  const oldKey = await findOldKey(process.env);
  if (!key) refuseKeyLeftBehind(folder, keyFile);
  const owned = ownFolder(folder);
  shutdown.add(() => owned.release());
  const store = await openSqliteStore(join(folder, "hub.db"));
  shutdown.add(() => store.close());
  const keyring = await openKeyring(keyFile, store, key, oldKey);

  const host = new BridgeHost(log);
  const { credentials, activity } = await startCredentials(host, { store, keyring });
  host.register(refuseAccounts);
  const applicationsHost = new BridgeApplicationsHost(host);
  const translations = join(projectFolder(), "translations");
  const applications = await startApplications(applicationsHost, { store, keyring, activity, translations });
  shutdown.add(() => applications.close());
  const adoption = await Adoption.load(store, credentials);
  const mirror = new Mirror(credentials, log);
  host.copied = () => mirror.sent();
  const snapshot = new Snapshot({ folder, credentials, keyring, log });
  if (adoption.adopted) snapshot.begin();
  shutdown.add(() => snapshot.written());
  const collections = [credentials.sealed, ...applications.sealed];
  const outside = () => snapshot.reseal();
  const keys = await startKeys(activity, log, { store, keyring, credentials, collections, outside, backup: "hub" });
  shutdown.add(() => keys.close());

  const database = await databaseName(store);
  const bridge = new Bridge({
    host,
    applications: applicationsHost,
    rotations: credentials.rotations,
    store,
    adoption,
    mirror,
    snapshot,
    activity: new ToldActivity(activity.recorder),
    version: ownVersion(),
    database,
  });
  const door = new ApplicationDoor(applicationsHost, host.handlers);
  const listener = await listen({
    at,
    token,
    onConnection: (socket) => bridge.accept(socket),
    applications: door,
  });
  shutdown.add(() => listener.close());
  if ("host" in at && !isLoopback(at.host))
    log.warn(`Client secrets cross the network to ${at.host} in clear text unless a proxy adds TLS`);
}

/** Whoever names another place for the key has to bring it there: a new key would open nothing. */
function refuseKeyLeftBehind(folder: string, keyFile: string): void {
  const left = keyFileIn(folder);
  if (!existsSync(left)) return;
  throw new StartError(`There is no key file at ${keyFile}. The key is still at ${left}: move it there.`, {
    reason: "key_missing",
  });
}

const ownVersion = (): string => JSON.parse(readFileSync(join(projectFolder(), "manifest.json"), "utf8")).version;

async function main(): Promise<void> {
  // Database, key, socket and lock are for the owner of the process alone.
  process.umask(0o077);
  const log = openLog(logLevel(process.env.LOG_LEVEL));
  const shutdown = new Shutdown(log);
  try {
    const options = readOptions(process.argv.slice(2), process.env);
    shutdown.onSignals();
    if ("path" in options.at) stopWithParent(shutdown);
    await start(options, log, shutdown);
    process.stdout.write("Bridge ready\n");
  } catch (error) {
    await shutdown.run();
    refuse(error);
  }
}

/** One line for Python, which has words of its own for each reason; exit code 1. */
function refuse(error: unknown): void {
  const known = error instanceof StartError;
  const refused = known ? error.reason : "unknown";
  const message = known ? error.message : `The plugin's process can't start: ${error}`;
  process.stdout.write(`${JSON.stringify({ refused, message })}\n`, () => process.exit(1));
}

/** Its standard input is a pipe of Home Assistant's: it ends however Home Assistant ends, so that no orphan goes on. */
function stopWithParent(shutdown: Shutdown): void {
  process.stdin.on("end", () => void shutdown.exit());
  process.stdin.on("error", () => void shutdown.exit());
  process.stdin.resume();
}

void main();
