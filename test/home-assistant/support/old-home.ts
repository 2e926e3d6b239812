/** A household as it is before the plugin comes: credentials in core's own list, and entries that use them. */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type { Credential } from "../../../src/protocol/credentials.ts";
import type { IntegrationStatus } from "../../../src/protocol/custom-integration.ts";
import { eventually } from "../../support/eventually.ts";
import type { Client } from "./client.ts";
import { type CoreCredential, signedInEntry, writeCoreCredentials, writeEntries } from "./configuration.ts";
import type { Entry } from "./flows.ts";
import { HomeAssistant } from "./home-assistant.ts";
import type { Installation } from "./installation.ts";

export const OLD_CREDENTIALS: readonly CoreCredential[] = [
  {
    id: "acme_raw_typed",
    domain: "acme_raw",
    client_id: "typed",
    client_secret: "S3CRET-canary-typd",
    name: "Typed in",
  },
  {
    id: "acme_raw_brought",
    domain: "acme_raw",
    client_id: "brought",
    client_secret: "S3CRET-canary-brgt",
    auth_domain: "acme_own",
    name: "Import from configuration.yaml",
  },
  { id: "electric_kiwi_spare", domain: "electric_kiwi", client_id: "spare", client_secret: "S3CRET-canary-spar" },
];
const OLD_ENTRIES = [
  signedInEntry("typed_entry", "acme_raw", "acme_raw_typed"),
  signedInEntry("brought_entry", "acme_raw", "acme_own"),
];

export interface OldHome {
  readonly credentials?: readonly CoreCredential[];
  readonly entries?: typeof OLD_ENTRIES;
}

/** Not started yet. */
export async function oldHome(
  scope: Pick<TestContext, "after">,
  installation: Installation,
  { credentials = OLD_CREDENTIALS, entries = OLD_ENTRIES }: OldHome = {},
): Promise<HomeAssistant> {
  const home = await HomeAssistant.create(scope, installation);
  writeCoreCredentials(home.folder, credentials);
  writeEntries(home.folder, entries);
  return home;
}

/** A credential like any other, for a domain that has no entries. */
export const fresh = (client_id: string) => ({
  domain: "electric_kiwi",
  client_id,
  client_secret: `S3CRET-canary-${client_id}`,
});

export const create = (client: Client, client_id: string): Promise<Credential> =>
  client.call("application_credentials/create", fresh(client_id));

export const idsOf = async (client: Client): Promise<string[]> =>
  (await client.call("application_credentials/list")).map(({ id }) => id);

/** All that was there before is there, and `more` besides, with every entry loaded. */
export async function expectEverything(client: Client, more: readonly string[] = []): Promise<void> {
  const expected = [...OLD_CREDENTIALS.map(({ id }) => id), ...more];
  assert.deepEqual((await idsOf(client)).sort(), expected.sort());
  await expectLoaded(client);
}

export async function expectLoaded(client: Client): Promise<void> {
  const entries = (await client.call<Entry[]>("config_entries/get")).filter(({ domain }) => domain === "acme_raw");
  assert.ok(entries.length > 0);
  assert.deepEqual(
    entries.filter(({ state }) => state !== "loaded").map(({ entry_id, state }) => [entry_id, state]),
    [],
  );
}

/** A write is refused with a code that clients know, and nothing is changed. */
export async function expectReadOnly(client: Client): Promise<void> {
  const before = await idsOf(client);
  const { code, message } = await client.refusal("application_credentials/create", fresh("refused"));
  assert.equal(code, "backend_unavailable", message);
  assert.deepEqual(await idsOf(client), before);
}

export async function statusOf(client: Client): Promise<IntegrationStatus> {
  const type = "application_credentials/home_assistant/subscribe_status";
  const { events, end } = await client.subscribe<IntegrationStatus>(type);
  await eventually("a status", () => events.length > 0);
  await end();
  return events[0] as IntegrationStatus;
}

/** Waits until the plugin's process is there, and everything comes from it. */
export async function servedByBackend(client: Client, seconds = 20): Promise<void> {
  const isThere = async () => (await statusOf(client)).serving === "backend";
  await eventually("everything comes from the plugin's process", isThere, seconds);
}

/** What Repairs shows of the plugin, by the keys of its texts. */
export async function issuesOf(client: Client): Promise<string[]> {
  const { issues } = await client.call<{ issues: { domain: string; translation_key: string; ignored: boolean }[] }>(
    "repairs/list_issues",
  );
  return issues
    .filter(({ domain, ignored }) => domain === "application_credentials" && !ignored)
    .map(({ translation_key }) => translation_key)
    .filter((key) => key !== PLAIN_TEXT_NOTICE)
    .sort();
}

/** Shown after every adoption until a person decides, so it says nothing of a bad day. */
const PLAIN_TEXT_NOTICE = "plain_text";

export const hasIssue = (client: Client, key: string, seconds = 30) =>
  eventually(`the issue ${key} in Repairs`, async () => (await issuesOf(client)).includes(key), seconds);

export const noIssues = (client: Client) =>
  eventually("no issue in Repairs", async () => (await issuesOf(client)).length === 0);
