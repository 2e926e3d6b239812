/** A kill at any moment of the very first start (folder, lock, database, key file, first keys) leaves nothing to mend. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import test from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { HUB_MAIN, startHubProcess } from "../support/hub-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const ROUNDS = 12;

test(`${ROUNDS} kills of a first start, each a little later`, { timeout: 120_000 }, async (t) => {
  const whole = performance.now();
  await (await startHubProcess(t, { data: temporaryFolder(t) })).stop();
  const life = performance.now() - whole;
  for (let round = 0; round < ROUNDS; round += 1) {
    const data = join(temporaryFolder(t), "data");
    const child = spawn(process.execPath, [HUB_MAIN, "--data", data, "--port", "0", "--no-demo"], { stdio: "ignore" });
    // From the middle on: before that Node is still reading the sources.
    await wait(life * (0.4 + (0.5 * round) / ROUNDS));
    child.kill("SIGKILL");
    await once(child, "exit");
    const again = await startHubProcess(t, { data });
    assert.equal(await again.stop(), 0);
  }
});
