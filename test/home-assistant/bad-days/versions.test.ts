/** Python and the plugin's process of different versions. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { it } from "node:test";
import { PLUGIN_FOLDER } from "../support/configuration.ts";
import { describeEach } from "../support/each-installation.ts";
import type { HomeAssistant } from "../support/home-assistant.ts";
import {
  create,
  expectEverything,
  expectReadOnly,
  hasIssue,
  noIssues,
  oldHome,
  servedByBackend,
  statusOf,
} from "../support/old-home.ts";

describeEach("versions", (installation) => {
  for (const [name, schema] of [
    ["older", 99],
    ["newer", 0],
  ] as const) {
    it(`a backend that is ${name} than its Python: what there was serves, and Repairs says it`, async (t) => {
      const home = await oldHome(t, installation);
      speak(home, schema);
      await home.start();
      const first = await home.signIn();
      await hasIssue(first, "backend_version");
      assert.equal((await statusOf(first)).serving, "core");
      await expectEverything(first);
      await expectReadOnly(first);
      await home.stop();

      home.installPlugin();
      await home.start();
      const second = await home.signIn();
      await servedByBackend(second);
      await create(second, "new");
      await noIssues(second);
      await home.stop();

      speak(home, schema);
      await home.start();
      const third = await home.signIn();
      await hasIssue(third, "backend_version");
      assert.equal((await statusOf(third)).serving, "snapshot");
      await expectEverything(third, ["electric_kiwi_new"]);
      await expectReadOnly(third);
      await home.kill();
    });
  }

  it("a command that the Python does not know yet is added when the backend names it", async (t) => {
    const home = await oldHome(t, installation);
    edit(home, /^ {4}CREDENTIAL_USAGE: CommandInfo\([^)]*\),\s*subscription=\w+,\s*\),\n/m, "");
    await home.start();
    const owner = await home.signIn();
    await servedByBackend(owner);
    assert.deepEqual(Object.keys(await owner.call("application_credentials/usage")).length, 3);
    await home.kill();
  });

  /** Makes the Python speak one schema of the bridge alone. */
  function speak(home: HomeAssistant, schema: number): void {
    edit(home, /^BRIDGE_SCHEMA: Final = \d+$/m, `BRIDGE_SCHEMA: Final = ${schema}`);
    edit(home, /^BRIDGE_MIN_SCHEMA: Final = \d+$/m, `BRIDGE_MIN_SCHEMA: Final = ${schema}`);
  }

  function edit(home: HomeAssistant, from: RegExp, to: string): void {
    const file = home.path(`${PLUGIN_FOLDER}/protocol.py`);
    const text = readFileSync(file, "utf8");
    assert.match(text, from);
    writeFileSync(file, text.replace(from, to));
  }
});
