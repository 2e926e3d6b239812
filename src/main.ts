import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { finishRestore } from "./backend/backup/staged-restore.ts";
import { tools } from "./backend/backup/tools.ts";
import type { Integration, Log, ReadyMadeClient } from "./backend/host.ts";
import { logLevel, openLog } from "./backend/log.ts";
import { startPlugin } from "./backend/plugin.ts";
import { projectFolder } from "./backend/project-folder.ts";
import type { Plugin } from "./backend/running-plugin.ts";
import { Shutdown } from "./backend/shutdown.ts";
import { StartError } from "./backend/start-error.ts";
import { ownFolder } from "./backend/store/data-folder.ts";
import { findKey, findOldKey, keyFileIn } from "./backend/store/key-encryption-key.ts";
import { openKeyring } from "./backend/store/keyring.ts";
import { openSqliteStore } from "./backend/store/sqlite-store.ts";
import { prepareHub, startHub } from "./hub/hub.ts";
import { type Options, readOptions } from "./options.ts";

/** The hub's name where no rebrand gives it another. */
const HUB_NAME = process.env.HUB_NAME || "Home";

/** Composes host, plugin and demo. What can refuse the start is asked before anything is written. */
async function start(options: Options, log: Log, shutdown: Shutdown): Promise<string> {
  const { host, port, data, publicUrl, demo } = options;
  const root = projectFolder();
  const folder = resolve(data);
  const keyFile = keyFileIn(folder);
  const key = await findKey(keyFile, process.env);
  const oldKey = await findOldKey(process.env);
  const prepared = await prepareHub({ host, port, publicUrl, configuration: join(folder, "configuration.yaml"), log });
  shutdown.add(() => prepared.close());

  const owned = ownFolder(folder);
  shutdown.add(() => owned.release());
  const former = finishRestore(folder);
  if (former) log.info(`The backup is restored; what was there before is in ${former}`);
  const store = await openSqliteStore(join(folder, "hub.db"));
  shutdown.add(() => store.close());
  const keyNow = former ? await findKey(keyFile, process.env) : key;
  const keyring = await openKeyring(keyFile, store, keyNow, oldKey);

  const integrations = new Map<string, Integration>();
  const readyMade = new Map<string, readonly ReadyMadeClient[]>();
  const translations = join(root, "translations");
  const hub = await startHub(prepared, {
    store,
    signingKey: await keyring.purposeKey("access_tokens"),
    name: HUB_NAME,
    integrations,
    readyMade,
    manifest: { ...JSON.parse(readFileSync(join(root, "manifest.json"), "utf8")), is_built_in: false },
    pageFolder: join(root, "dist/frontend"),
    translationsFolder: translations,
    log,
  });
  shutdown.add(() => hub.close());

  if (demo) shutdown.addLast(await addDemo({ ...options, integrations, readyMade, hub, folder, log }));
  const plugin: Plugin = await startPlugin(hub.host, { store, keyring, translations });
  shutdown.add(() => plugin.close());
  await hub.ready(plugin);
  return hub.listening;
}

interface DemoParts extends Options {
  readonly integrations: Map<string, Integration>;
  readonly readyMade: Map<string, readonly ReadyMadeClient[]>;
  readonly hub: Awaited<ReturnType<typeof startHub>>;
  readonly folder: string;
  readonly log: Log;
}

/** Loaded only when wanted: a hub without the demo carries no OAuth provider in its memory. */
async function addDemo({
  integrations,
  readyMade,
  host,
  port,
  demoCloud,
  hub,
  folder,
  log,
}: DemoParts): Promise<() => Promise<void>> {
  const { startDemo } = await import("./demo/demo.ts");
  const demo = await startDemo({
    host,
    port: port === 0 ? 0 : port + 1,
    folder: join(folder, "demo"),
    redirectUri: hub.host.redirectUri(),
    project: projectFolder(),
    cloud: demoCloud,
    log,
  });
  for (const integration of demo.integrations) integrations.set(integration.domain, integration);
  for (const [domain, clients] of demo.readyMade) readyMade.set(domain, clients);
  return () => demo.close();
}

/** Does what was asked beside starting the hub, and says how it went. */
async function runTool(tool: (typeof tools)[string], argv: readonly string[]): Promise<void> {
  try {
    process.stdout.write(`${(await tool(argv, process.env)).join("\n")}\n`);
  } catch (error) {
    process.stderr.write(error instanceof StartError ? `${error.message}\n` : `It failed: ${error}\n`);
    process.exitCode = 1;
  }
}

async function main(): Promise<void> {
  // Database, key and lock are for the owner of the process alone.
  process.umask(0o077);
  const [word = "", ...words] = process.argv.slice(2);
  const tool = Object.hasOwn(tools, word) ? tools[word] : undefined;
  if (tool) return runTool(tool, words);
  const log = openLog(logLevel(process.env.LOG_LEVEL));
  const shutdown = new Shutdown(log);
  shutdown.onSignals();
  try {
    const address = await start(readOptions(process.argv.slice(2), process.env), log, shutdown);
    process.stdout.write(`Hub ready at ${address}/\n`);
  } catch (error) {
    process.stderr.write(error instanceof StartError ? `${error.message}\n` : `The hub can't start: ${error}\n`);
    await shutdown.run();
    process.exit(1);
  }
}

// Not awaited: a module that awaits at its top level could not share the bundle's file with what the demo needs of it.
void main();
