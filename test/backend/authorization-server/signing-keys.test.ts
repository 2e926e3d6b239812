/** Keys that sign ID tokens: sealed, rotated, and published until nothing that they signed is good any more. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { ID_TOKEN_SECONDS } from "../../../src/backend/authorization-server/lifetimes.ts";
import { SigningKeys } from "../../../src/backend/authorization-server/signing-keys.ts";
import { findKey, keyFileIn } from "../../../src/backend/store/key-encryption-key.ts";
import { openKeyring } from "../../../src/backend/store/keyring.ts";
import { openSqliteStore } from "../../../src/backend/store/sqlite-store.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const DAY = 24 * 60 * 60_000;

async function open(t: TestContext, folder = temporaryFolder(t)) {
  const store = await openSqliteStore(join(folder, "hub.db"));
  const keyring = await openKeyring(keyFileIn(folder), store, await findKey(keyFileIn(folder), {}));
  return { folder, store, keys: await SigningKeys.load(store, keyring) };
}

test("it is made when it is needed, sealed, and the same after a restart", async (t) => {
  const { folder, store, keys } = await open(t);
  assert.equal(keys.createdAt, undefined);
  const key = await keys.signing();
  assert.deepEqual([key.alg, key.use, key.kty], ["RS256", "sig", "RSA"]);
  assert.deepEqual(await keys.signing(), key);
  await store.close();
  for (const name of readdirSync(folder)) {
    const content = readFileSync(join(folder, name), "latin1");
    for (const secret of [key.d, key.p, key.q]) assert.ok(secret && !content.includes(secret), name);
  }
  const again = await open(t, folder);
  assert.deepEqual(await again.keys.signing(), key);
  await again.store.close();
});

test("after a rotation the former key is published, without its private part, until its last token has ended", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const { folder, store, keys } = await open(t);
  const former = await keys.signing();
  await keys.rotate();
  const current = await keys.signing();
  assert.notEqual(current.kid, former.kid);
  assert.deepEqual(
    keys.former().map(({ kid, d, n }) => [kid, d, n]),
    [[former.kid, undefined, former.n]],
  );
  await store.close();

  const again = await open(t, folder);
  assert.equal((await again.keys.signing()).kid, current.kid);
  t.mock.timers.tick(ID_TOKEN_SECONDS * 1_000 - 1);
  assert.equal(again.keys.former().length, 1);
  t.mock.timers.tick(2);
  assert.deepEqual(again.keys.former(), []);
  // What is over is erased by the next rotation.
  await again.keys.rotate();
  assert.equal([...again.keys.sealedRecords()].length, 2);
  await again.store.close();
});

test("an old one gives way by itself", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const { store, keys } = await open(t);
  const first = await keys.signing();
  t.mock.timers.tick(90 * DAY);
  assert.equal(keys.isDue(), false);
  assert.equal((await keys.signing()).kid, first.kid);
  t.mock.timers.tick(1);
  assert.equal(keys.isDue(), true);
  const [one, other] = await Promise.all([keys.signing(), keys.signing()]);
  assert.notEqual(one.kid, first.kid);
  assert.equal(other.kid, one.kid);
  assert.equal(keys.isDue(), false);
  await store.close();
});
