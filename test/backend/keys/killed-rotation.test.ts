/**
 * A process that rotates is killed with SIGKILL after each step that has a name, and at moments that have none; the next
 * start opens everything with whatever key is there, goes on by itself, and ends with one key and one data key.
 */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { KEY_CHANGE_STEPS } from "../../../src/backend/store/key-change.ts";
import { eventually } from "../../support/eventually.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { expected, fill, openKeyedHome, readAll } from "./keys-support.ts";

const SCRIPT = join(import.meta.dirname, "rotate-and-die.ts");
const RECORDS = 150;

async function filledFolder(t: TestContext): Promise<string> {
  const folder = temporaryFolder(t);
  const home = await openKeyedHome(folder);
  await fill(home, RECORDS);
  await home.close();
  return folder;
}

async function isWhole(folder: string): Promise<void> {
  const home = await openKeyedHome(folder);
  assert.deepEqual(await readAll(home), expected(RECORDS));
  await eventually("the end of the rotation", () => !home.keys.status().rotating);
  assert.equal(home.keys.status().data_keys, 1);
  const { key_id } = home.keys.status();
  await home.close();
  assert.ok(!existsSync(join(folder, "application_credentials.key.next")));
  const again = await openKeyedHome(folder);
  assert.equal(again.keys.status().key_id, key_id);
  assert.deepEqual(await readAll(again), expected(RECORDS));
  assert.equal(await again.authorizations.take("state 3"), "verifier 3");
  await again.close();
}

const key = (folder: string) => readFileSync(join(folder, "application_credentials.key"), "utf8");

for (const step of [...Object.values(KEY_CHANGE_STEPS), "the old data keys are dropped"]) {
  test(`S17: killed when ${step}`, async (t) => {
    const folder = await filledFolder(t);
    const before = key(folder);
    const { signal, stderr } = spawnSync(process.execPath, [SCRIPT, folder, step], { encoding: "utf8" });
    assert.equal(signal, "SIGKILL", stderr);
    await isWhole(folder);
    assert.notEqual(key(folder), before, "the rotation was not finished");
  });
}

test("S17: killed at any moment, again and again in one folder", { timeout: 120_000 }, async (t) => {
  const folder = await filledFolder(t);
  const began = performance.now();
  const { stdout } = spawnSync(process.execPath, [SCRIPT, folder, "no such step"], { encoding: "utf8" });
  assert.equal(stdout, "finished\n");
  const life = performance.now() - began;
  for (let round = 0; round < 8; round += 1) {
    const child = spawn(process.execPath, [SCRIPT, folder, "no such step"], { stdio: "ignore" });
    const ended = once(child, "exit");
    // Before the first third Node is still reading the sources.
    await wait(life * (0.2 + 0.7 * Math.random()));
    child.kill("SIGKILL");
    await ended;
  }
  await isWhole(folder);
});
