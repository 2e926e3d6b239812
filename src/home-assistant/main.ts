/** The plugin's process beside Home Assistant: `docs/home-assistant-bridge.md`. */
import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Log } from "../backend/host.ts";
import { logLevel, openLog } from "../backend/log.ts";
import { startCredentials } from "../backend/plugin.ts";
import { projectFolder } from "../backend/project-folder.ts";
import { StartError } from "../backend/start-error.ts";
import { ownFolder } from "../backend/store/data-folder.ts";
import { findKey } from "../backend/store/key-encryption-key.ts";
import { openKeyring } from "../backend/store/keyring.ts";
import { openSqliteStore } from "../backend/store/sqlite-store.ts";
import { Adoption } from "./adoption.ts";
import { Bridge } from "./bridge.ts";
import { BridgeHost } from "./bridge-host.ts";
import { listen } from "./listener.ts";
import { Mirror } from "./mirror.ts";
import { type Options, readOptions } from "./options.ts";
import { refuseTokens } from "./refuse-tokens.ts";
import { Snapshot } from "./snapshot.ts";

/** What was started, in the order in which it has to be stopped. */
type Stops = (() => Promise<void> | void)[];

/** Opens what is kept, and waits for Home Assistant. */
async function start({ data, keyFile, at, token }: Options, log: Log, stops: Stops): Promise<void> {
  const folder = resolve(data);
  const key = await findKey(keyFile, process.env);
  const owned = ownFolder(folder);
  stops.unshift(() => owned.release());
  const store = await openSqliteStore(join(folder, "hub.db"));
  stops.unshift(() => store.close());
  if (!key) mkdirSync(dirname(keyFile), { recursive: true, mode: 0o700 });
  const keyring = await openKeyring(keyFile, store, key);

  const host = new BridgeHost(log);
  const credentials = await startCredentials(host, { store, keyring });
  host.register([refuseTokens]);
  const adoption = await Adoption.load(store, credentials);
  const mirror = new Mirror(credentials, log);
  host.copied = () => mirror.sent();
  const snapshot = new Snapshot({ folder, credentials, keyring, log });
  if (adoption.adopted) snapshot.begin();
  stops.unshift(() => snapshot.written());

  const bridge = new Bridge({ host, store, adoption, mirror, snapshot, version: ownVersion() });
  const listener = await listen({ at, token, onConnection: (socket) => bridge.accept(socket) });
  stops.unshift(() => listener.close());
}

const ownVersion = (): string => JSON.parse(readFileSync(join(projectFolder(), "manifest.json"), "utf8")).version;

async function main(): Promise<void> {
  // Database, key, socket and lock are for the owner of the process alone.
  process.umask(0o077);
  const log = openLog(logLevel(process.env.LOG_LEVEL));
  const stops: Stops = [];
  try {
    const options = readOptions(process.argv.slice(2), process.env);
    stopOnSignals(stops, log);
    if ("path" in options.at) stopWithParent(stops, log);
    await start(options, log, stops);
    process.stdout.write("Bridge ready\n");
  } catch (error) {
    await runAll(stops, log);
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

function stopOnSignals(stops: Stops, log: Log): void {
  process.on("SIGTERM", () => void stop(stops, log));
  process.on("SIGINT", () => void stop(stops, log));
}

/** Its standard input is a pipe of Home Assistant's: it ends however Home Assistant ends, so that no orphan goes on. */
function stopWithParent(stops: Stops, log: Log): void {
  process.stdin.on("end", () => void stop(stops, log));
  process.stdin.on("error", () => void stop(stops, log));
  process.stdin.resume();
}

async function stop(stops: Stops, log: Log): Promise<void> {
  const clean = await runAll(stops.splice(0), log);
  process.exit(clean ? 0 : 1);
}

async function runAll(stops: Stops, log: Log): Promise<boolean> {
  let clean = true;
  for (const end of stops) {
    try {
      await end();
    } catch (error) {
      clean = false;
      log.error("Something did not stop cleanly", error);
    }
  }
  return clean;
}

void main();
