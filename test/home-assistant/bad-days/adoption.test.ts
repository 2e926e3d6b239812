/** The first start with the plugin: everything is taken over, or nothing has changed. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { it } from "node:test";
import { type CoreCredential, PLUGIN_FOLDER, signedInEntry } from "../support/configuration.ts";
import { describeEach } from "../support/each-installation.ts";
import type { HomeAssistant } from "../support/home-assistant.ts";
import { expectLoaded, idsOf, noIssues, oldHome, servedByBackend } from "../support/old-home.ts";

const BUNDLE = `${PLUGIN_FOLDER}/backend/application-credentials.mjs`;
const CORE_FILE = ".storage/application_credentials";
/** Two chunks and a part of a third. */
const SOME = 450;
const MANY = 4_800;
const MANY_ENTRIES = 40;

const credentials = (count: number): CoreCredential[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `acme_raw_number_${index}`,
    domain: "acme_raw",
    client_id: `number-${index}`,
    client_secret: `S3CRET-canary-${index}-${"x".repeat(40)}`,
    ...(index % 3 === 0 && { auth_domain: `own_${index}` }),
    ...(index % 2 === 0 && { name: `Number ${index}` }),
  }));

const entries = (all: readonly CoreCredential[], count: number) =>
  all
    .slice(0, count)
    .map(({ id, auth_domain }, index) => signedInEntry(`entry_${index}`, "acme_raw", auth_domain ?? id));

/** A write to the database during a first start, and whether it is let through before everything ends. */
interface Step {
  readonly collection: string;
  readonly write: number;
  readonly done: boolean;
}

const STEPS: readonly Step[] = [
  { collection: "keys", write: 1, done: false },
  { collection: "credentials", write: 1, done: false },
  { collection: "credentials", write: 2, done: false },
  { collection: "credentials", write: 3, done: false },
  { collection: "credentials", write: 3, done: true },
  { collection: "adoption", write: 1, done: false },
  { collection: "adoption", write: 1, done: true },
];

/** Put before the bundle: ends Home Assistant and the process by force at that write. */
const ending = ({ collection, write, done }: Step) => `
import { StatementSync as WatchedStatement } from "node:sqlite";
{
  let count = 0;
  const end = () => { process.kill(process.ppid, "SIGKILL"); process.kill(process.pid, "SIGKILL"); };
  const original = WatchedStatement.prototype.all;
  WatchedStatement.prototype.all = function (...words) {
    const counts = this.sourceSQL.startsWith("INSERT") && words.includes(${JSON.stringify(collection)});
    const isLast = counts && ++count === ${write};
    if (isLast && !${done}) end();
    const result = original.apply(this, words);
    if (isLast) setImmediate(end);
    return result;
  };
}
`;

describeEach("adoption", (installation) => {
  const some = credentials(SOME);

  async function expectAdopted(server: HomeAssistant, expected: readonly CoreCredential[]): Promise<void> {
    await server.start();
    const owner = await server.signIn();
    await servedByBackend(owner);
    assert.deepEqual(
      await idsOf(owner),
      expected.map(({ id }) => id),
    );
    await expectLoaded(owner);
    await noIssues(owner);
  }

  it(`${MANY} credentials at once: all are there with their secrets, and every entry is loaded`, async (t) => {
    const many = credentials(MANY);
    const server = await oldHome(t, installation, { credentials: many, entries: entries(many, MANY_ENTRIES) });
    await expectAdopted(server, many);
    const owner = await server.signIn();
    await owner.call("application_credentials/home_assistant/remove_plain_text");
    await owner.call("application_credentials/home_assistant/hand_back");
    assert.deepEqual(JSON.parse(server.read(CORE_FILE)).data.items, many);
    await server.kill();
  });

  for (const step of STEPS) {
    const { collection, write, done } = step;
    it(`ended by force ${done ? "after" : "before"} write ${write} to ${collection}: the next start takes all over`, async (t) => {
      const server = await oldHome(t, installation, { credentials: some, entries: entries(some, 3) });
      const bundle = server.path(BUNDLE);
      writeFileSync(bundle, ending(step) + readFileSync(bundle, "utf8"));
      const before = server.read(CORE_FILE);
      await server.startUntilItEnds();
      assert.equal(server.read(CORE_FILE), before);
      server.installPlugin();
      await expectAdopted(server, some);
      await server.kill();
    });
  }
});
