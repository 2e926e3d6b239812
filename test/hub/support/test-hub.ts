import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { pathToFileURL } from "node:url";
import type { EntryAccess, Integration } from "../../../src/backend/host.ts";
import { openLog } from "../../../src/backend/log.ts";
import type { Plugin } from "../../../src/backend/running-plugin.ts";
import { openMemoryStore } from "../../../src/backend/store/memory-store.ts";
import type { Store } from "../../../src/backend/store/store.ts";
import { type Hub, type HubOptions, type PreparationOptions, prepareHub, startHub } from "../../../src/hub/hub.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { FakePlugin } from "./fake-plugin.ts";

type AllOptions = HubOptions & PreparationOptions;

export interface TestHub {
  readonly hub: Hub;
  readonly plugin: FakePlugin;
  readonly origin: string;
  readonly integrations: Map<string, Integration>;
  readonly folder: string;
  readonly store: Store;
  /** What the hub logged. */
  readonly lines: string[];
  /** Stops it and starts it again on the same store and port. */
  restart(changed?: Partial<AllOptions>): Promise<TestHub>;
}

interface Setting {
  readonly folder: string;
  readonly store: Store;
  readonly signingKey: Uint8Array;
  readonly integrations: Map<string, Integration>;
  readonly plugin: FakePlugin;
  readonly lines: string[];
}

/** A running hub on a free port, with a fake plugin; it ends with the test. */
export function startTestHub(
  context: TestContext,
  options: Partial<AllOptions> = {},
  integrations: readonly Integration[] = [],
): Promise<TestHub> {
  return begin(context, options, newSetting(context, integrations));
}

/** A hub that has its port and waits for `ready`. */
export async function startUnreadyTestHub(context: TestContext) {
  const setting = newSetting(context, []);
  const all = allOptions({}, setting);
  const hub = await startHub(await prepareHub(all), all);
  context.after(() => hub.close());
  return { hub, origin: hub.listening, ready: () => hub.ready(setting.plugin as Plugin) };
}

function newSetting(context: TestContext, integrations: readonly Integration[]): Setting {
  const folder = temporaryFolder(context);
  writePages(folder);
  return {
    folder,
    store: openMemoryStore(),
    signingKey: randomBytes(32),
    integrations: new Map(integrations.map((integration) => [integration.domain, integration])),
    plugin: new FakePlugin(),
    lines: [],
  };
}

function allOptions(options: Partial<AllOptions>, setting: Setting): AllOptions {
  const { folder, lines } = setting;
  return {
    ...setting,
    host: "127.0.0.1",
    port: 0,
    name: "Test <Hub>",
    manifest: { domain: "application_credentials", name: "Application Credentials", is_built_in: true },
    pageFolder: join(folder, "pages"),
    translationsFolder: join(folder, "translations"),
    configuration: join(folder, "configuration.yaml"),
    log: openLog("debug", (line) => void lines.push(line)),
    ...options,
  };
}

async function begin(context: TestContext, options: Partial<AllOptions>, setting: Setting): Promise<TestHub> {
  const { folder, store, plugin, integrations, lines } = setting;
  const all = allOptions(options, setting);
  const hub = await startHub(await prepareHub(all), all);
  await hub.ready(plugin as Plugin);
  let open = true;
  const close = async () => {
    if (open) await hub.close();
    open = false;
  };
  context.after(close);
  const restart = async (changed: Partial<AllOptions> = {}) => {
    await close();
    return begin(context, { ...options, ...changed, port: Number(new URL(hub.listening).port) }, setting);
  };
  return { hub, plugin, integrations, folder, store, lines, origin: hub.listening, restart };
}

function writePages(folder: string): void {
  const write = (path: string, text: string) => writeFileSync(join(folder, path), text);
  for (const path of ["pages", "translations", "translations/hub"]) mkdirSync(join(folder, path));
  write("pages/manifest.json", JSON.stringify({ hub: "hub-0a1b2c3d.js", inject: "inject-0a1b2c3d.js" }));
  write("pages/hub-0a1b2c3d.js", "export {};");
  write("pages/hub-0a1b2c3d.js.br", "brotli");
  write("pages/inject-0a1b2c3d.js", "export {};");
  write(
    "translations/en.json",
    JSON.stringify({ title: "Application Credentials", config_panel: { add: "Add", x: { y: "Y" } } }),
  );
  write("translations/de.json", JSON.stringify({ config_panel: { add: "Hinzufügen" } }));
  write("translations/hub/en.json", JSON.stringify({ login: { title: "Sign in", name: "Name" } }));
  write("translations/hub/de.json", JSON.stringify({ login: { title: "Anmelden" } }));
}

/** A sample integration; what it answers is the test's to change. */
export function sampleIntegration(domain: string, folder: string, more: Partial<Integration> = {}): Integration {
  return {
    domain,
    name: `Sample ${domain}`,
    scopes: ["read"],
    documentation: "https://example.com/docs",
    icon: "M0,0",
    translations: pathToFileURL(folder),
    authorizationServer: async () => ({ authorize_url: "http://127.0.0.1/a", token_url: "http://127.0.0.1/t" }),
    account: async (token: string) => ({ title: `Account of ${token}`, unique_id: "ada" }),
    setup: async (entry: EntryAccess) => void (await entry.token()),
    show: async (entry: EntryAccess) => [{ title: await entry.token() }],
    ...more,
  };
}
