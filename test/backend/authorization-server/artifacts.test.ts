/** What the authorization server gave out, on a real store. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type Artifact, Artifacts } from "../../../src/backend/authorization-server/artifacts.ts";
import { openSqliteStore } from "../../../src/backend/store/sqlite-store.ts";
import type { Collection, CollectionOptions, Store } from "../../../src/backend/store/store.ts";
import { FakeHost } from "../../support/fake-host.ts";
import { type HeldWrites, holdingStore, settlesSoon } from "../../support/held-store.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const { log } = new FakeHost();
const refreshToken = (grantId: string, more: object = {}): Artifact => ({
  kind: "RefreshToken",
  payload: { grantId, clientId: "c1", accountId: "u1", ...more },
});

async function open(t: TestContext, folder = temporaryFolder(t), around: (store: Store) => Store = (store) => store) {
  const store = await openSqliteStore(join(folder, "hub.db"));
  const artifacts = await Artifacts.load(around(store), log);
  const close = async () => {
    await artifacts.close();
    await store.close();
  };
  return { folder, store, artifacts, close };
}

test("what was written is there after a restart, but for what a restart may end; ids are on disk as digests", async (t) => {
  const { folder, artifacts, close } = await open(t);
  artifacts.put("secret-token-1", refreshToken("g1"));
  artifacts.put("g1", { kind: "Grant", payload: { clientId: "c1", accountId: "u1" } });
  artifacts.put("secret-session", { kind: "Session", payload: { uid: "uid-1" } });
  artifacts.put("secret-device", { kind: "DeviceCode", payload: { userCode: "ABCD", grantId: "g1" } });
  assert.ok(artifacts.byUid("uid-1"));
  assert.ok(artifacts.byUserCode("ABCD"));
  await close();
  for (const name of readdirSync(folder))
    assert.ok(!readFileSync(join(folder, name), "latin1").includes("secret-"), name);

  const again = await open(t, folder);
  assert.deepEqual(again.artifacts.get("RefreshToken", "secret-token-1"), refreshToken("g1"));
  assert.ok(again.artifacts.get("Grant", "g1"));
  assert.equal(again.artifacts.get("AccessToken", "secret-token-1"), undefined);
  for (const found of [
    again.artifacts.get("Session", "secret-session"),
    again.artifacts.byUid("uid-1"),
    again.artifacts.byUserCode("ABCD"),
  ])
    assert.equal(found, undefined);
  await again.close();
});

test("what has ended is not found, and swept from the disk", async (t) => {
  const { folder, artifacts, close } = await open(t);
  const ends_at = Date.now() + 60_000;
  artifacts.put("one", { ...refreshToken("g1"), ends_at });
  artifacts.put("two", refreshToken("g1"));
  t.mock.timers.enable({ apis: ["Date"], now: ends_at });
  assert.equal(artifacts.get("RefreshToken", "one"), undefined);
  assert.equal(artifacts.ofGrant("g1").length, 1);
  assert.equal(
    artifacts.some(() => true),
    true,
  );
  artifacts.sweep();
  t.mock.timers.reset();
  await close();
  const again = await open(t, folder);
  assert.deepEqual(again.artifacts.ofGrant("g1"), [refreshToken("g1")]);
  await again.close();
});

test("a grant ends with all that was given out for it, and of its refresh tokens the unused ones alone can end", async (t) => {
  const { artifacts, close } = await open(t);
  for (const grantId of ["g1", "g2"]) {
    artifacts.put(`${grantId} used`, refreshToken(grantId, { consumed: 1 }));
    artifacts.put(`${grantId} new`, refreshToken(grantId));
    artifacts.put(`${grantId} access`, { ...refreshToken(grantId), kind: "AccessToken" });
  }
  artifacts.endUnusedRefreshTokens("g1");
  const there = (grantId: string) =>
    artifacts.ofGrant(grantId).map(({ kind, payload }) => [kind, payload.consumed !== undefined]);
  assert.deepEqual(there("g1"), [
    ["RefreshToken", true],
    ["AccessToken", false],
  ]);
  assert.equal(there("g2").length, 3);
  // Used meanwhile: it is no unused one any more.
  artifacts.put("g2 new", refreshToken("g2", { consumed: 2 }));
  artifacts.endUnusedRefreshTokens("g2");
  assert.equal(there("g2").length, 3);
  artifacts.deleteOfGrant("g2");
  assert.deepEqual(there("g2"), []);
  artifacts.deleteAll(({ payload }) => payload.clientId === "c1");
  assert.deepEqual(there("g1"), []);
  await close();
});

test("an answer waits for the disk, and what comes meanwhile is the next commit", async (t) => {
  const held: HeldWrites = { until: undefined };
  const { artifacts, close } = await open(t, temporaryFolder(t), (store) => holdingStore(store, held));
  const { promise, resolve } = Promise.withResolvers<void>();
  held.until = promise;
  const answer = (id: string) => artifacts.during(async () => artifacts.put(id, refreshToken("g1")));
  const first = answer("one");
  const second = answer("two");
  assert.equal(await settlesSoon(Promise.race([first, second])), false);
  resolve();
  await Promise.all([first, second]);
  assert.equal(await settlesSoon(artifacts.written()), true);
  await close();
});

test("requests that come together are one commit, and one alone does not wait for others", async (t) => {
  let commits = 0;
  const counting = (store: Store): Store => ({
    ...store,
    collection<Value extends object>(name: string, options: CollectionOptions): Collection<Value> {
      const collection = store.collection<Value>(name, options);
      let isOpen = false;
      return {
        entries: () => collection.entries(),
        get: (id) => collection.get(id),
        delete: (id) => collection.delete(id),
        put: (id, value) => {
          if (!isOpen) commits += 1;
          isOpen = true;
          queueMicrotask(() => {
            isOpen = false;
          });
          return collection.put(id, value);
        },
      };
    },
  });
  const { artifacts, close } = await open(t, temporaryFolder(t), counting);
  await artifacts.during(async () => artifacts.put("alone", refreshToken("g1")));
  assert.equal(commits, 1);
  const answers = Array.from({ length: 10 }, (_, n) =>
    artifacts.during(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      artifacts.put(`token ${n}`, refreshToken("g1"));
    }),
  );
  await Promise.all(answers);
  assert.ok(commits <= 3, `${commits} commits`);
  await close();
});

test("a write that fails is an error for who waits, and is written with the next", async (t) => {
  let isFull = true;
  const failing = (store: Store): Store => ({
    ...store,
    collection<Value extends object>(name: string, options: CollectionOptions): Collection<Value> {
      const collection = store.collection<Value>(name, options);
      return {
        entries: () => collection.entries(),
        get: (id) => collection.get(id),
        delete: (id) => collection.delete(id),
        put: async (id, value) => {
          if (isFull) throw new Error("the disk is full");
          await collection.put(id, value);
        },
      };
    },
  });
  const { folder, artifacts, close } = await open(t, temporaryFolder(t), failing);
  await assert.rejects(
    artifacts.during(async () => artifacts.put("one", refreshToken("g1"))),
    /disk is full/,
  );
  isFull = false;
  await artifacts.during(async () => artifacts.put("two", refreshToken("g1")));
  await close();
  const again = await open(t, folder);
  assert.equal(again.artifacts.ofGrant("g1").length, 2);
  await again.close();
});
