/** The plugin goes, or Home Assistant runs without it for a while. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { it } from "node:test";
import { eventually } from "../../support/eventually.ts";
import { type CoreCredential, writeCoreCredentials } from "../support/configuration.ts";
import { describeEach } from "../support/each-installation.ts";
import {
  create,
  expectEverything,
  expectLoaded,
  fresh,
  idsOf,
  noIssues,
  OLD_CREDENTIALS,
  oldHome,
  servedByBackend,
  statusOf,
} from "../support/old-home.ts";

/** homeassistant/config.py, `SAFE_MODE_FILENAME`: the next start is one in safe mode. */
const SAFE_MODE = "safe-mode";
const CORE_FILE = ".storage/application_credentials";

describeEach("leaving", (installation) => {
  async function adoptedHome(scope: Parameters<typeof oldHome>[0]) {
    const home = await oldHome(scope, installation);
    await home.start();
    const owner = await home.signIn();
    await servedByBackend(owner);
    await create(owner, "new");
    return { home, owner };
  }

  const itemsOf = (text: string): CoreCredential[] => JSON.parse(text).data.items;

  it("the folder is deleted after a hand-back: core has everything, with its secrets", async (t) => {
    const { home, owner } = await adoptedHome(t);
    const { credentials } = await owner.call("application_credentials/home_assistant/hand_back");
    assert.equal(credentials, OLD_CREDENTIALS.length + 1);
    assert.equal((await statusOf(owner)).plain_text.kept_current, true);
    await create(owner, "after-hand-back");
    const made = ["new", "after-hand-back"].map((name) => ({
      id: `electric_kiwi_${name.replaceAll("-", "_")}`,
      ...fresh(name),
    }));
    await eventually("the new one in core's file", () => home.read(CORE_FILE).includes("after_hand_back"));
    assert.deepEqual(itemsOf(home.read(CORE_FILE)), [...OLD_CREDENTIALS, ...made]);
    await home.stop();
    home.removePlugin();
    await home.start();
    const core = await home.signIn();
    await expectEverything(
      core,
      made.map(({ id }) => id),
    );
    await home.stop();
  });

  it("the folder is deleted without one: core's old list serves, and what is new comes back with the plugin", async (t) => {
    const { home } = await adoptedHome(t);
    await home.stop();
    home.removePlugin();
    await home.start();
    const core = await home.signIn();
    await expectEverything(core);
    await core.call("application_credentials/create", { ...fresh("meanwhile"), domain: "acme_mail" });
    await home.stop();
    home.installPlugin();
    await home.start();
    const owner = await home.signIn();
    await servedByBackend(owner);
    await expectEverything(owner, ["electric_kiwi_new", "acme_mail_meanwhile"]);
    await noIssues(owner);
    await home.stop();
  });

  it("safe mode: core's old list serves, and what is made there is adopted afterwards", async (t) => {
    const { home } = await adoptedHome(t);
    await home.stop();
    writeFileSync(home.path(SAFE_MODE), "");
    await home.start();
    const core = await home.signIn();
    assert.deepEqual((await idsOf(core)).sort(), OLD_CREDENTIALS.map(({ id }) => id).sort());
    await home.stop();
    // Core makes one only for an integration whose packages are installed, and here none of core's are.
    writeCoreCredentials(home.folder, [...OLD_CREDENTIALS, { id: "electric_kiwi_safe", ...fresh("safe") }]);
    await home.start();
    const owner = await home.signIn();
    await servedByBackend(owner);
    await expectEverything(owner, ["electric_kiwi_new", "electric_kiwi_safe"]);
    await home.stop();
  });

  it("the plain-text copy is removed: the plugin goes on, and comes up again", async (t) => {
    const { home, owner } = await adoptedHome(t);
    await owner.call("application_credentials/home_assistant/remove_plain_text");
    assert.equal(home.has(CORE_FILE), false);
    assert.equal((await statusOf(owner)).plain_text.present, false);
    await home.stop();
    assert.equal(home.has(CORE_FILE), false);
    await home.start();
    const again = await home.signIn();
    await servedByBackend(again);
    await expectEverything(again, ["electric_kiwi_new"]);
    await expectLoaded(again);
    await home.stop();
  });
});
