/** The register of OAuth applications on a real store: PROTOCOL section 6. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Applications } from "../../../src/backend/applications/applications.ts";
import { openSqliteStore } from "../../../src/backend/store/sqlite-store.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const HOUR = 60 * 60_000;
const FIELDS = {
  name: "Dashboard",
  redirect_uris: ["https://x.example/cb"],
  scopes: ["openid", "entries:read"],
  client_type: "confidential",
} as const;
const fields = () => ({ ...FIELDS, redirect_uris: [...FIELDS.redirect_uris], scopes: [...FIELDS.scopes] });

async function open(t: TestContext, folder = temporaryFolder(t)) {
  const store = await openSqliteStore(join(folder, "hub.db"));
  const applications = await Applications.load(store);
  return { folder, store, applications };
}

/** The clock alone: the store waits for the event loop. */
function clock(t: TestContext): (milliseconds: number) => void {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  return (milliseconds) => t.mock.timers.tick(milliseconds);
}

test("a secret is 256 random bits, and nothing of it lies in the data folder", async (t) => {
  const { folder, store, applications } = await open(t);
  const { client_secret = "", client_id, type, enabled } = await applications.create(fields());
  assert.match(client_secret, /^acs_[\w-]{43}$/);
  assert.match(client_id, /^[0-9a-f]{32}$/);
  assert.deepEqual([type, enabled], ["confidential", true]);
  const rotated = await applications.rotateSecret({
    application_id: applications.withClientId(client_id)?.id ?? "",
    overlap_seconds: 60,
  });
  assert.notEqual(rotated, client_secret);
  const shown = JSON.stringify([applications.all(), applications.listJson().json]);
  await store.close();
  for (const name of readdirSync(folder)) {
    const content = readFileSync(join(folder, name), "latin1");
    for (const secret of [client_secret, rotated]) {
      assert.ok(!content.includes(secret.slice(4)), name);
      assert.ok(!shown.includes(secret.slice(4)));
    }
  }
});

test("a public application has no secret, and none can be made for it", async (t) => {
  const { store, applications } = await open(t);
  const { id, client_id, client_secret } = await applications.create({ ...fields(), client_type: "public" });
  assert.equal(client_secret, undefined);
  assert.equal(applications.isSecretOf(client_id, ""), false);
  await assert.rejects(applications.rotateSecret({ application_id: id, overlap_seconds: 0 }), {
    code: "home_assistant_error",
  });
  await store.close();
});

for (const [overlap_seconds, goesOn] of [
  [0, 0],
  [24 * 60 * 60, 24 * HOUR],
  [7 * 24 * 60 * 60, 7 * 24 * HOUR],
] as const)
  test(`after a rotation the former secret goes on for ${overlap_seconds} s`, async (t) => {
    const forward = clock(t);
    const { store, applications } = await open(t);
    const { id, client_id, client_secret: former = "" } = await applications.create(fields());
    const secret = await applications.rotateSecret({ application_id: id, overlap_seconds });
    const works = () => [secret, former].map((one) => applications.isSecretOf(client_id, one));
    assert.deepEqual(works(), [true, goesOn > 0]);
    assert.equal(applications.secretsOf(id).previous_ends_at !== undefined, goesOn > 0);
    if (goesOn > 0) forward(goesOn - 1);
    assert.deepEqual(works(), [true, goesOn > 0]);
    forward(1);
    assert.deepEqual(works(), [true, false]);
    assert.equal(applications.secretsOf(id).previous_ends_at, undefined);
    await store.close();
  });

test("the former secret is ended by hand, and of three the first is gone at once", async (t) => {
  const { store, applications } = await open(t);
  const { id, client_id, client_secret: first = "" } = await applications.create(fields());
  const rotate = () => applications.rotateSecret({ application_id: id, overlap_seconds: 3_600 });
  const [second, third] = [await rotate(), await rotate()];
  const works = () => [first, second, third].map((one) => applications.isSecretOf(client_id, one));
  assert.deepEqual(works(), [false, true, true]);
  await applications.endPreviousSecret(id);
  assert.deepEqual(works(), [false, false, true]);
  await applications.endPreviousSecret(id);
  assert.deepEqual(works(), [false, false, true]);
  await store.close();
});

test("rotations that come together leave the two newest, one after the other", async (t) => {
  const { store, applications } = await open(t);
  const { id, client_id } = await applications.create(fields());
  const made = await Promise.all(
    Array.from({ length: 5 }, () => applications.rotateSecret({ application_id: id, overlap_seconds: 60 })),
  );
  const working = made.map((one) => applications.isSecretOf(client_id, one));
  assert.deepEqual(working, [false, false, false, true, true]);
  await store.close();
});

test("everything is there after a restart, in the order of creation, and what was deleted is not", async (t) => {
  const { folder, store, applications } = await open(t);
  const made = [];
  for (const name of ["One", "Two", "Three"]) made.push(await applications.create({ ...fields(), name }));
  const [one, two, three] = made;
  if (!one || !two || !three) throw new Error("not made");
  await applications.update({ application_id: one.id, name: "First", enabled: false, scopes: ["openid"] });
  await applications.delete(two.id);
  await assert.rejects(applications.update({ application_id: two.id, name: "Again" }), { code: "not_found" });
  await assert.rejects(applications.delete(two.id), { code: "not_found" });
  const secret = await applications.rotateSecret({ application_id: three.id, overlap_seconds: 60 });
  const before = applications.all();
  await store.close();

  const again = await open(t, folder);
  assert.deepEqual(again.applications.all(), before);
  assert.deepEqual(
    before.map(({ name, enabled, scopes }) => [name, enabled, scopes.length]),
    [
      ["First", false, 1],
      ["Three", true, 2],
    ],
  );
  for (const one of [secret, three.client_secret ?? ""])
    assert.equal(again.applications.isSecretOf(three.client_id, one), true);
  assert.equal(again.applications.withClientId(two.client_id), undefined);
  await again.store.close();
});

test("that it was used is noted once a minute, and no change", async (t) => {
  const forward = clock(t);
  const { store, applications } = await open(t);
  const { id, updated_at } = await applications.create(fields());
  await applications.used(id);
  const first = applications.known(id)?.last_used_at;
  assert.ok(first);
  forward(30_000);
  await applications.used(id);
  assert.equal(applications.known(id)?.last_used_at, first);
  forward(31_000);
  await applications.used(id);
  assert.notEqual(applications.known(id)?.last_used_at, first);
  assert.equal(applications.known(id)?.updated_at, updated_at);
  await store.close();
});
