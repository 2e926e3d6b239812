/** Either side ends without a warning: what was answered is kept, and nothing goes on that should not. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { eventually } from "../../support/eventually.ts";
import { describeEach } from "../support/each-installation.ts";
import { create, expectEverything, idsOf, noIssues, oldHome, servedByBackend } from "../support/old-home.ts";
import { isRunning } from "../support/process-tree.ts";

const IN_FLIGHT = 60;
const KILLED_AFTER = 20;

describeEach("killed", (installation) => {
  it("the plugin's process: it comes back, nothing is lost, and no entry notices", async (t) => {
    const home = await oldHome(t, installation);
    await home.start();
    const owner = await home.signIn();
    await servedByBackend(owner);
    await create(owner, "before");
    const first = await home.backend();
    process.kill(first.pid, "SIGKILL");
    await eventually("its end", () => !isRunning(first));
    await expectEverything(owner, ["electric_kiwi_before"]);
    assert.notEqual((await home.backend()).pid, first.pid);
    await servedByBackend(owner);
    await create(owner, "after");
    await expectEverything(owner, ["electric_kiwi_before", "electric_kiwi_after"]);
    await noIssues(owner);
    await home.stop();
  });

  it("Home Assistant, in the middle of creates: every one that was answered is there", async (t) => {
    const home = await oldHome(t, installation);
    await home.start();
    const owner = await home.signIn();
    await servedByBackend(owner);
    const answered: string[] = [];
    const enough = Promise.withResolvers<void>();
    for (let index = 0; index < IN_FLIGHT; index += 1) {
      create(owner, `number-${index}`).then(
        ({ id }) => {
          answered.push(id);
          if (answered.length === KILLED_AFTER) enough.resolve();
        },
        () => {},
      );
    }
    await enough.promise;
    await home.kill();
    await home.start();
    const again = await home.signIn();
    await servedByBackend(again);
    const there = await idsOf(again);
    assert.ok(answered.length >= KILLED_AFTER);
    assert.deepEqual(
      answered.filter((id) => !there.includes(id)),
      [],
    );
    await home.stop();
  });

  it("a clean stop and start: all is as it was, and core's own list untouched", async (t) => {
    const home = await oldHome(t, installation);
    const before = home.read(".storage/application_credentials");
    await home.start();
    const owner = await home.signIn();
    await servedByBackend(owner);
    await create(owner, "new");
    await home.stop();
    assert.equal(home.read(".storage/application_credentials"), before);
    await home.start();
    const again = await home.signIn();
    await servedByBackend(again);
    await expectEverything(again, ["electric_kiwi_new"]);
    await noIssues(again);
    await home.stop();
  });
});
