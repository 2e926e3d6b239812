/** The disk of the data folder is full. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, rmSync } from "node:fs";
import { it } from "node:test";
import { describeEach } from "../support/each-installation.ts";
import { create, expectEverything, expectReadOnly, noIssues, oldHome, servedByBackend } from "../support/old-home.ts";

const canMount = process.getuid?.() === 0 && process.platform === "linux";
const DATA = "application_credentials";
const BLOCK = Buffer.alloc(4_096, 1);

describeEach("full disk", (installation) => {
  const skip = canMount ? false : "only root may mount a small disk";
  it("a write is refused and nothing is lost; with room again it goes through", { skip }, async (t) => {
    let disk = "";
    // Before the folder that it lies in goes.
    t.after(() => execFileSync("umount", ["--lazy", disk]));
    const home = await oldHome(t, installation);
    disk = home.path(DATA);
    mkdirSync(disk, { mode: 0o700 });
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m,mode=0700", "tmpfs", disk]);
    await home.start();
    const owner = await home.signIn();
    await servedByBackend(owner);
    const made = await createUntilFull();
    await expectReadOnly(owner);
    await expectEverything(owner, made);
    rmSync(`${disk}/filler`);
    await create(owner, "later");
    await expectEverything(owner, [...made, "electric_kiwi_later"]);
    await home.stop();
    await home.start();
    const again = await home.signIn();
    await servedByBackend(again);
    await expectEverything(again, [...made, "electric_kiwi_later"]);
    await noIssues(again);
    await home.kill();

    /** Fills the disk, and then what room SQLite has in its files already. @returns the ids that were answered. */
    async function createUntilFull(): Promise<string[]> {
      fill(`${disk}/filler`);
      const answered: string[] = [];
      for (let index = 0; index < 500; index += 1) {
        try {
          answered.push((await create(owner, `number-${index}`)).id);
        } catch (error) {
          assert.equal((error as { code: string }).code, "backend_unavailable");
          return answered;
        }
      }
      throw new Error("the disk did not fill up");
    }
  });
});

function fill(file: string): void {
  for (;;) {
    try {
      appendFileSync(file, BLOCK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOSPC") return;
      throw error;
    }
  }
}
