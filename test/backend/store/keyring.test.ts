import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { StartError } from "../../../src/backend/start-error.ts";
import { findKey, keyFileIn } from "../../../src/backend/store/key-encryption-key.ts";
import { openKeyring, SealError } from "../../../src/backend/store/keyring.ts";
import { openSqliteStore } from "../../../src/backend/store/sqlite-store.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const binding = { record: "credentials/a", field: "client_secret" };
const keyFile = (folder: string) => join(folder, "application_credentials.key");
const other = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

async function open(folder: string, env: NodeJS.ProcessEnv = {}) {
  const key = await findKey(keyFileIn(folder), env);
  const store = await openSqliteStore(join(folder, "store.db"));
  try {
    return { store, keyring: await openKeyring(keyFileIn(folder), store, key) };
  } catch (error) {
    await store.close();
    throw error;
  }
}

test("what is sealed opens again after a restart, and only in its own place", async (t) => {
  const folder = temporaryFolder(t);
  const first = await open(folder);
  const sealed = await first.keyring.seal("s3cret", binding);
  await first.store.close();
  const { keyring, store } = await open(folder);
  assert.equal(await keyring.unseal(sealed, binding), "s3cret");
  await assert.rejects(keyring.unseal(sealed, { ...binding, record: "credentials/b" }), SealError);
  await assert.rejects(keyring.unseal(sealed, { ...binding, field: "token" }), SealError);
  await store.close();
});

test("one flipped byte anywhere does not open, and the error does not hold the value", async (t) => {
  const { keyring, store } = await open(temporaryFolder(t));
  const sealed = await keyring.seal("s3cret", binding);
  for (const at of [5, sealed.indexOf("..") + 4, sealed.length - 3]) {
    const flipped = sealed.slice(0, at) + (sealed[at] === "A" ? "B" : "A") + sealed.slice(at + 1);
    await assert.rejects(keyring.unseal(flipped, binding), (error: Error) => {
      assert.ok(error instanceof SealError);
      assert.ok(!error.message.includes(flipped));
      return true;
    });
  }
  await store.close();
});

test("fingerprints and purpose keys stay the same over a restart", async (t) => {
  const folder = temporaryFolder(t);
  const first = await open(folder);
  const before = [
    first.keyring.fingerprint("x"),
    Buffer.from(await first.keyring.purposeKey("tokens")).toString("hex"),
  ];
  await first.store.close();
  const { keyring, store } = await open(folder);
  assert.deepEqual([keyring.fingerprint("x"), Buffer.from(await keyring.purposeKey("tokens")).toString("hex")], before);
  assert.notEqual(keyring.fingerprint("y"), before[0]);
  await store.close();
});

test("the key file is for its owner only", async (t) => {
  const folder = temporaryFolder(t);
  const { store } = await open(folder);
  assert.equal(statSync(keyFile(folder)).mode & 0o777, 0o600);
  await store.close();
});

test("a missing or another key refuses, names the key, and changes nothing", async (t) => {
  const folder = temporaryFolder(t);
  const { store } = await open(folder);
  await store.close();
  const before = contents(folder);
  await assert.rejects(open(folder, { APPLICATION_CREDENTIALS_KEY: other }), (error: Error) => {
    assert.ok(error instanceof StartError);
    assert.match(
      error.message,
      /^Wrong key: the data was sealed with the key [\w-]{12}, but the variable APPLICATION_CREDENTIALS_KEY holds/,
    );
    assert.ok(!error.message.includes(other));
    return true;
  });
  assert.deepEqual(contents(folder), before);
  unlinkSync(keyFile(folder));
  await assert.rejects(open(folder), /^StartError: The key [\w-]{12} that sealed the data is missing/);
  assert.ok(!readdirSync(folder).includes("application_credentials.key"));
});

test("a key that is not 32 bytes in base64url refuses the start before the database is made", async (t) => {
  const folder = temporaryFolder(t);
  for (const bad of ["", "short", "!".repeat(43), "A".repeat(44), `${"A".repeat(42)}B`]) {
    await assert.rejects(open(folder, { APPLICATION_CREDENTIALS_KEY: bad }), /is not 32 bytes in base64url/, bad);
  }
  assert.deepEqual(readdirSync(folder), []);
  writeFileSync(keyFile(folder), "nonsense");
  await assert.rejects(open(folder), /is not 32 bytes in base64url/);
});

test("a kill while the key file is made leaves nothing to mend", async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(`${keyFile(folder)}.new`, "");
  const { store } = await open(folder);
  assert.equal(readFileSync(keyFile(folder), "utf8").trim().length, 43);
  await store.close();
});

function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder).filter((name) => !/-(?:wal|shm)$/.test(name));
  return Object.fromEntries(files.sort().map((name) => [name, readFileSync(join(folder, name)).toString("base64")]));
}
