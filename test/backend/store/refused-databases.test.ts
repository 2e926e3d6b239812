import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import test from "node:test";
import { ownFolder } from "../../../src/backend/store/data-folder.ts";
import { openSqliteStore } from "../../../src/backend/store/sqlite-store.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

async function filledDatabase(folder: string): Promise<string> {
  const file = join(folder, "store.db");
  const store = await openSqliteStore(file);
  const things = store.collection("things", { version: 1 });
  await Promise.all(Array.from({ length: 500 }, (_, n) => things.put(`id ${n}`, { n, text: "x".repeat(100) })));
  await store.close();
  return file;
}

async function refuses(file: string, message: RegExp): Promise<void> {
  const before = readFileSync(file);
  await assert.rejects(openSqliteStore(file), message);
  assert.ok(before.equals(readFileSync(file)), "the file was changed");
}

test("a database from a newer version", async (t) => {
  const file = await filledDatabase(temporaryFolder(t));
  const database = new DatabaseSync(file);
  database.exec("PRAGMA user_version = 99");
  database.close();
  await refuses(file, /^StartError: The database .* is from a newer version \(99; this one reads up to 1\)/);
});

test("a damaged database: overwritten pages, a cut file, no database at all", async (t) => {
  const file = await filledDatabase(temporaryFolder(t));
  const whole = readFileSync(file);
  const damaged = Buffer.from(whole);
  damaged.fill(0x5a, 4_096, 16_384);
  for (const bytes of [
    damaged,
    whole.subarray(0, 10_000),
    Buffer.from("not a database, but long enough to be read as one"),
  ]) {
    writeFileSync(file, bytes);
    await refuses(file, /^StartError: The database .* is damaged and was left as it is/);
  }
});

test("another program's database", async (t) => {
  const file = join(temporaryFolder(t), "store.db");
  const database = new DatabaseSync(file);
  database.exec("CREATE TABLE other (a)");
  database.close();
  await refuses(file, /was not made by this program/);
});

test("a start that was killed before its first write leaves nothing to mend", async (t) => {
  const file = join(temporaryFolder(t), "store.db");
  const database = new DatabaseSync(file);
  database.exec("PRAGMA journal_mode = WAL");
  database.close();
  const store = await openSqliteStore(file);
  await store.close();
});

test("a folder that another has, one that can't be one", (t) => {
  const folder = temporaryFolder(t);
  const owned = ownFolder(folder);
  assert.throws(() => ownFolder(folder), /^StartError: The data folder .* is in use by another hub/);
  owned.release();
  ownFolder(folder).release();
  writeFileSync(join(folder, "file"), "");
  assert.throws(
    () => ownFolder(join(folder, "file", "below")),
    /^StartError: The data folder .* can't be used \(ENOTDIR\)/,
  );
});
