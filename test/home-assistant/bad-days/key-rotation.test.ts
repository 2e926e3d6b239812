/** The key is rotated in a running Home Assistant: entries notice nothing, and the snapshot serves with the new key. */
import assert from "node:assert/strict";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { it } from "node:test";
import { eventually } from "../../support/eventually.ts";
import { describeEach } from "../support/each-installation.ts";
import {
  create,
  expectEverything,
  hasIssue,
  noIssues,
  oldHome,
  servedByBackend,
  statusOf,
} from "../support/old-home.ts";

const DATA = "application_credentials";

describeEach("key rotation", (installation) => {
  it("status, rotate and the snapshot afterwards", async (t) => {
    const home = await oldHome(t, installation);
    await home.start();
    const owner = await home.signIn();
    await servedByBackend(owner);
    await create(owner, "new");
    const key = () => readFileSync(home.path(`${DATA}/application_credentials.key`), "utf8");
    const old = key();
    const before = await owner.call("application_credentials/key/status");
    assert.deepEqual(Object.keys(before).sort(), ["data_keys", "key_id", "records_pending", "rotating"]);
    const begun = await owner.call("application_credentials/key/rotate");
    assert.notEqual(begun.key_id, before.key_id);
    assert.notEqual(key(), old);
    await eventually("the end of the rotation", async () => {
      const { rotating, data_keys } = await owner.call("application_credentials/key/status");
      return !rotating && data_keys === 1;
    });
    await expectEverything(owner, ["electric_kiwi_new"]);
    await home.stop();

    // With a database that does not open, Python serves from the snapshot.
    renameSync(home.path(`${DATA}/hub.db`), home.path("kept.db"));
    writeFileSync(home.path(`${DATA}/hub.db`), "This is no database. ".repeat(1_000));
    await home.start();
    const reader = await home.signIn();
    await hasIssue(reader, "database_damaged");
    assert.equal((await statusOf(reader)).serving, "snapshot");
    await expectEverything(reader, ["electric_kiwi_new"]);
    await home.stop();

    rmSync(home.path(`${DATA}/hub.db`));
    renameSync(home.path("kept.db"), home.path(`${DATA}/hub.db`));
    await home.start();
    const again = await home.signIn();
    await servedByBackend(again);
    await expectEverything(again, ["electric_kiwi_new"]);
    await noIssues(again);
    await home.stop();
  });
});
