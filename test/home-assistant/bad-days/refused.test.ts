/** A start that needs a person: what there was goes on, read only, and Repairs says what to do. */
import assert from "node:assert/strict";
import { readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { it } from "node:test";
import type { Client } from "../support/client.ts";
import { describeEach } from "../support/each-installation.ts";
import { type Entry, fixIssue } from "../support/flows.ts";
import type { HomeAssistant } from "../support/home-assistant.ts";
import {
  create,
  expectEverything,
  expectLoaded,
  expectReadOnly,
  hasIssue,
  noIssues,
  oldHome,
  servedByBackend,
  statusOf,
} from "../support/old-home.ts";

const DATA = "application_credentials";
const DATABASE = `${DATA}/hub.db`;
const KEY = `${DATA}/application_credentials.key`;

describeEach("refused", (installation) => {
  /** One that was adopted and got one credential more, and then was stopped. */
  async function stoppedHome(scope: Parameters<typeof oldHome>[0]): Promise<HomeAssistant> {
    const home = await oldHome(scope, installation);
    await home.start();
    const owner = await home.signIn();
    await servedByBackend(owner);
    await create(owner, "new");
    await home.stop();
    return home;
  }

  async function startAgain(home: HomeAssistant): Promise<Client> {
    await home.start();
    return home.signIn();
  }

  async function expectMended(home: HomeAssistant): Promise<void> {
    const owner = await startAgain(home);
    await servedByBackend(owner);
    await expectEverything(owner, ["electric_kiwi_new"]);
    await create(owner, "later");
    await noIssues(owner);
    await home.stop();
  }

  it("a damaged database: the snapshot serves, Repairs says it, the mended file goes on", async (t) => {
    const home = await stoppedHome(t);
    renameSync(home.path(DATABASE), home.path("kept.db"));
    writeFileSync(home.path(DATABASE), "This is no database. ".repeat(1_000));
    const owner = await startAgain(home);
    await hasIssue(owner, "database_damaged");
    assert.equal((await statusOf(owner)).serving, "snapshot");
    await expectEverything(owner, ["electric_kiwi_new"]);
    await expectReadOnly(owner);
    await home.stop();
    renameSync(home.path("kept.db"), home.path(DATABASE));
    await expectMended(home);
  });

  it("a lost database: never a first start; a person brings all back from the snapshot", async (t) => {
    const home = await stoppedHome(t);
    for (const name of readdirSync(home.path(DATA)))
      if (name.startsWith("hub.db")) rmSync(home.path(`${DATA}/${name}`));
    const owner = await startAgain(home);
    await hasIssue(owner, "database_lost");
    assert.equal((await statusOf(owner)).serving, "snapshot");
    await expectEverything(owner, ["electric_kiwi_new"]);
    await expectReadOnly(owner);
    await fixIssue(owner, "database_lost");
    await servedByBackend(owner);
    await expectEverything(owner, ["electric_kiwi_new"]);
    await noIssues(owner);
    await home.stop();
    await expectMended(home);
  });

  it("a missing key: entries wait and are never refused for good; with the key back they load", async (t) => {
    const home = await stoppedHome(t);
    renameSync(home.path(KEY), home.path("kept.key"));
    const owner = await startAgain(home);
    await hasIssue(owner, "key_missing");
    const entries = (await owner.call<Entry[]>("config_entries/get")).filter(({ domain }) => domain === "acme_raw");
    assert.deepEqual(
      entries.map(({ state }) => state),
      ["setup_retry", "setup_retry"],
    );
    assert.equal(home.has(KEY), false, "a new key would make the old records unreadable for good");
    await home.stop();
    renameSync(home.path("kept.key"), home.path(KEY));
    await expectMended(home);
  });

  it("a database that something else holds: the create is refused, the next one goes through", async (t) => {
    const home = await stoppedHome(t);
    const owner = await startAgain(home);
    await servedByBackend(owner);
    const holder = new DatabaseSync(home.path(DATABASE));
    t.after(() => holder.isOpen && holder.close());
    holder.exec("BEGIN IMMEDIATE");
    await expectReadOnly(owner);
    await expectEverything(owner, ["electric_kiwi_new"]);
    holder.exec("ROLLBACK");
    holder.close();
    await create(owner, "later");
    await expectEverything(owner, ["electric_kiwi_new", "electric_kiwi_later"]);
    await home.stop();
  });

  it("a second Home Assistant on the same folder: the first goes on, the second changes nothing", async (t) => {
    const home = await stoppedHome(t);
    const owner = await startAgain(home);
    await servedByBackend(owner);
    const second = await home.beside(t);
    const ended = await second.start().then(
      () => false,
      (error: Error) => /ended/.test(error.message),
    );
    if (!ended) {
      const other = await second.signIn();
      await hasIssue(other, "folder_in_use");
      await expectReadOnly(other);
      await expectLoaded(other);
    }
    await create(owner, "later");
    await expectEverything(owner, ["electric_kiwi_new", "electric_kiwi_later"]);
    await second.kill();
    await home.stop();
  });
});
