/** The configuration folder of a Home Assistant under test. */
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";

const ROOT = join(import.meta.dirname, "../../..");
const SAMPLES = join(ROOT, "test/home-assistant/custom_components");

/** What `npm run build` leaves, and what is copied into a configuration folder. */
export const BUILT_FOLDER = join(ROOT, "dist/home-assistant/custom_components/application_credentials");
export const PLUGIN_FOLDER = "custom_components/application_credentials";

/** A credential as core keeps it (homeassistant/components/application_credentials). */
export interface CoreCredential {
  readonly id: string;
  readonly domain: string;
  readonly client_id: string;
  readonly client_secret: string;
  readonly auth_domain?: string;
  readonly name?: string;
}

export interface EntryRecord {
  readonly entry_id: string;
  readonly domain: string;
  readonly title: string;
  readonly data: object;
  readonly disabled_by?: "user";
}

/** @param more Lines of configuration.yaml beside the ones that every test needs. */
export function writeConfiguration(folder: string, port: number, more = "", logLevel = "debug"): void {
  const lines = [
    "http:",
    "  server_host: 127.0.0.1",
    `  server_port: ${port}`,
    ...["frontend", "config", "repairs", "diagnostics", "system_health"].map((name) => `${name}:`),
    "logger:",
    "  default: info",
    "  logs:",
    `    custom_components.application_credentials: ${logLevel}`,
    more,
  ];
  write(folder, "configuration.yaml", `${lines.join("\n")}\n`);
}

export function copySampleIntegrations(folder: string): void {
  cpSync(SAMPLES, join(folder, "custom_components"), { recursive: true });
}

/** Core's own list, as it lies there before the plugin comes. */
export function writeCoreCredentials(folder: string, items: readonly CoreCredential[]): void {
  writeStore(folder, "application_credentials", { items });
}

/** Entries as they were set up before the plugin came. */
export function writeEntries(folder: string, entries: readonly EntryRecord[]): void {
  const records = entries.map((entry) => ({
    version: 1,
    options: {},
    pref_disable_new_entities: false,
    pref_disable_polling: false,
    source: "user",
    unique_id: null,
    disabled_by: null,
    ...entry,
  }));
  writeStore(folder, "core.config_entries", { entries: records });
}

/** An entry whose token does not expire while the test runs. */
export const signedInEntry = (
  entry_id: string,
  domain: string,
  auth_implementation: string,
  more: object = {},
): EntryRecord => ({
  entry_id,
  domain,
  title: entry_id,
  data: {
    auth_implementation,
    token: { access_token: "access", refresh_token: "refresh", token_type: "Bearer", expires_in: 1e6, expires_at: 4e9 },
    ...more,
  },
});

/** The first-start pages that would ask for the home's place and fetch integrations are done. */
export function writeOnboarding(folder: string): void {
  writeStore(folder, "onboarding", { done: ["core_config", "analytics", "integration"] }, 4);
}

/** homeassistant/helpers/storage.py, `Store`: the oldest minor version, which newer ones migrate. */
function writeStore(folder: string, key: string, data: object, version = 1): void {
  write(folder, `.storage/${key}`, JSON.stringify({ version, minor_version: 1, key, data }));
}

function write(folder: string, name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

/** A port that is free now; Home Assistant takes none by itself. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
