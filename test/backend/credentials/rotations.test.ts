import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import type { StoredCredential } from "../../../src/backend/credentials/stored-credential.ts";
import type { Store } from "../../../src/backend/store/store.ts";
import type { Credential } from "../../../src/protocol/credentials.ts";
import type { Rotation } from "../../../src/protocol/rotation.ts";
import { administrator, integrationOf, plainUser } from "../../support/fake-host.ts";
import { type HeldWrites, settlesSoon } from "../../support/held-store.ts";
import { acceptSecret } from "../../support/oidc-provider.ts";
import { type Scene, startScene } from "../connect/connect-support.ts";

const OLD = "S3CRET-canary-client-secret";
const NEW = "S3CRET-canary-the-new-one";
const ID = "demo_calendar_hub";
const HOUR = 3_600_000;

/** An account at a real provider, whose next token needs a refresh. */
async function connected(t: TestContext, hold?: HeldWrites) {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const scene = await startScene(t, hold ? { hold } : {});
  const entryId = await scene.connect();
  return { ...scene, ...at(scene, entryId), refresh: refresher(t, scene, entryId) };
}

function at({ host }: Pick<Scene, "host">, entryId: string) {
  const call = (command: string, fields: object = {}) =>
    host.call(`application_credentials/${command}`, { application_credentials_id: ID, ...fields });
  const events: Rotation[][] = [];
  const token = () => host.call("application_credentials/token", { entry_id: entryId }, integrationOf("demo_calendar"));
  return {
    entryId,
    events,
    token,
    rotate: (client_secret: string) => call("rotate", { client_secret }),
    backOut: () => call("rotate/back_out"),
    update: (fields: object) => call("update", fields),
    watch: () => host.call("application_credentials/rotate/subscribe", {}, administrator, events),
    item: async () => ((await host.call("application_credentials/list")).result as Credential[])[0] as Credential,
  };
}

const refresher =
  (t: TestContext, { host }: Pick<Scene, "host">, entryId: string) =>
  async () => {
    t.mock.timers.tick(2 * HOUR);
    const answer = await host.call(
      "application_credentials/token",
      { entry_id: entryId },
      integrationOf("demo_calendar"),
    );
    // What the request has shown is stored beside its answer.
    await new Promise((resolve) => setImmediate(resolve));
    await settlesSoon(new Promise((resolve) => setTimeout(resolve, 50)));
    return answer;
  };

/** The states told so far, one word an event. */
const states = (events: Rotation[][]) =>
  events.map((rotations) => rotations.map(({ state }) => state).join() || "none");

/** What a file of the folder holds of a text, the journal included. */
const onDisk = (folder: string, text: string): string[] =>
  readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(text));

const recordsOf = (store: Store) => store.collection<StoredCredential>("credentials", { version: 1 });
const storedPrevious = async (store: Store) => (await recordsOf(store).get(ID))?.sealed_previous_client_secret;

test("F4: the new secret is used at once; the old one is kept sealed until it has worked, and gone from the files then", async (t) => {
  const { rotate, watch, events, refresh, folder, provider, item, store } = await connected(t);
  await watch();
  const before = await item();
  const { result } = await rotate(`  ${NEW}\n`);
  const since = (result as Rotation).since;
  assert.deepEqual(result, { application_credentials_id: ID, since, state: "unused" });
  assert.equal((await item()).client_secret_hint, "-one");
  assert.deepEqual(
    Object.keys(await item()).sort(),
    Object.keys(before).sort(),
    "the credential has PROTOCOL's fields",
  );
  const kept = (await storedPrevious(store)) ?? "";
  assert.match(kept, /^ey/);
  for (const secret of [OLD, NEW]) assert.deepEqual(onDisk(folder, secret), []);

  await acceptSecret(provider, NEW);
  assert.ok((await refresh()).result);
  assert.deepEqual(states(events), ["none", "unused", "worked"]);
  assert.equal(await storedPrevious(store), undefined);
  assert.deepEqual(onDisk(folder, kept), [], "the sealed old secret is in no file, the journal included");
});

test("F4: a new secret that the provider rejects: the old one goes on, the words are told, back out ends it", async (t) => {
  const { rotate, backOut, watch, events, refresh, host, item } = await connected(t);
  const before = await item();
  await watch();
  await rotate(NEW);
  assert.ok((await refresh()).result, "entries go on working");
  assert.deepEqual(states(events), ["none", "unused", "rejected"]);
  assert.match(
    events.at(-1)?.[0]?.reason ?? "",
    /^Demo Calendar answered “invalid_client: client authentication failed”/,
  );
  assert.ok((await refresh()).result);
  assert.equal(events.length, 3, "the same again is no news");
  const { result } = await backOut();
  assert.equal((result as Credential).client_secret_hint, before.client_secret_hint);
  assert.deepEqual(states(events).at(-1), "none");
  assert.ok((await refresh()).result);
  assert.deepEqual(host.reauths, []);
  const again = await backOut();
  assert.equal(again.error?.code, "home_assistant_error");
  assert.match(again.error?.message ?? "", /nothing to back out of/);
});

test("a secret that the provider takes later: rejected first, then it works and the old one is gone", async (t) => {
  const { rotate, watch, events, refresh, provider, store } = await connected(t);
  await watch();
  await rotate(NEW);
  await refresh();
  await acceptSecret(provider, NEW);
  assert.ok((await refresh()).result);
  assert.deepEqual(states(events), ["none", "unused", "rejected", "worked"]);
  assert.equal(await storedPrevious(store), undefined);
});

test("neither secret is accepted: the credential is blamed for the new one, and the old one stays to go back to", async (t) => {
  const { rotate, refresh, provider, events, watch, host } = await connected(t);
  await rotate(NEW);
  await watch();
  await acceptSecret(provider, "another altogether");
  const { error } = await refresh();
  assert.equal(error?.code, "home_assistant_error");
  assert.match(error?.message ?? "", /is not accepted: Demo Calendar answered “invalid_client/);
  assert.deepEqual(states(events), ["unused", "rejected"]);
  assert.deepEqual(host.reauths, []);
});

test("a provider that is down proves nothing", async (t) => {
  const { rotate, refresh, provider, events, watch } = await connected(t);
  await rotate(NEW);
  await watch();
  provider.interfere = (reply) => reply(503, "down", {});
  assert.equal((await refresh()).error?.code, "provider_unavailable");
  assert.deepEqual(states(events), ["unused"]);
});

test("a provider that repeats the secrets it was sent: they are in no event", async (t) => {
  const { rotate, refresh, provider, events, watch } = await connected(t);
  await rotate(NEW);
  await watch();
  provider.interfere = (reply) =>
    reply(401, JSON.stringify({ error: "invalid_client", error_description: `no ${NEW}` }));
  const { error } = await refresh();
  const told = JSON.stringify([events, error]);
  assert.match(told, /no •••/);
  assert.ok(!told.includes(NEW), told);
});

test("the stored secret again changes nothing; the one from before again is a way back; a third takes the second's place", async (t) => {
  const { rotate, backOut, events, watch, item, refresh } = await connected(t);
  const before = await item();
  assert.deepEqual(await rotate(OLD), { result: null });
  assert.deepEqual(await item(), before);
  await rotate(NEW);
  const first = await rotate(NEW);
  assert.equal((first.result as Rotation).state, "unused");
  await watch();
  await rotate("a third one, mistyped too");
  assert.deepEqual(states(events).at(-1), "unused");
  assert.equal(((await backOut()).result as Credential).client_secret_hint, before.client_secret_hint, "never NEW");
  await rotate(NEW);
  assert.deepEqual(await rotate(OLD), { result: null });
  assert.deepEqual(states(events).at(-1), "none");
  assert.ok((await refresh()).result);
});

test("an update of the secret or of the client ID, and an import, end a rotation; a name does not", async (t) => {
  const { rotate, update, plugin, events, watch, provider } = await connected(t);
  await watch();
  await rotate(NEW);
  await update({ name: "Mine", client_secret: "" });
  assert.equal(states(events).at(-1), "unused");
  await update({ client_secret: "typed in the form" });
  assert.equal(states(events).at(-1), "none");
  await rotate(NEW);
  await plugin.importCredential({
    domain: "demo_calendar",
    client_id: provider.client.client_id,
    client_secret: "x-2",
  });
  assert.equal(states(events).at(-1), "none");
  await rotate(NEW);
  await update({ client_id: "another" });
  assert.equal(states(events).at(-1), "none");
});

test("what a request with an older secret shows says nothing about a newer one", async (t) => {
  const { rotate, token, provider, events, watch } = await connected(t);
  await watch();
  await rotate(NEW);
  t.mock.timers.tick(2 * HOUR);
  const answer = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  provider.interfere = (reply) => {
    asked.resolve();
    void answer.promise.then(() => reply(200, '{"access_token":"a","token_type":"bearer","expires_in":3600}'));
  };
  const asking = token();
  await asked.promise;
  await rotate("the third one 0123");
  answer.resolve();
  assert.ok((await asking).result);
  await settlesSoon(new Promise(() => {}));
  assert.equal(states(events).at(-1), "unused");
});

test("nothing is told before it is on disk", async (t) => {
  const hold: HeldWrites = { until: undefined };
  const { rotate, events, watch, item } = await connected(t, hold);
  await watch();
  const disk = Promise.withResolvers<void>();
  hold.until = disk.promise;
  const rotating = rotate(NEW);
  assert.equal(await settlesSoon(rotating), false);
  assert.deepEqual(states(events), ["none"]);
  assert.equal((await item()).client_secret_hint, "cret");
  disk.resolve();
  hold.until = undefined;
  assert.ok((await rotating).result);
});

test("a rotation goes on after a restart, and so does the way back", async (t) => {
  const { rotate, store, provider, folder, host, entryId } = await connected(t);
  await rotate(NEW);
  await store.close();
  const again = await startScene(t, { provider, folder, entries: host.list });
  const { watch, events, backOut } = at(again, entryId);
  await watch();
  assert.deepEqual(states(events), ["unused"]);
  assert.equal(((await backOut()).result as Credential).client_secret_hint, "cret");
});

test("S15: a previous secret moved to the place of the current one does not open", async (t) => {
  const { rotate, folder, store, provider, host, entryId } = await connected(t);
  await rotate(NEW);
  const record = (await recordsOf(store).get(ID)) as StoredCredential;
  const { sealed_previous_client_secret: moved = "" } = record;
  await recordsOf(store).put(ID, { ...record, sealed_client_secret: moved });
  await store.close();
  const again = await startScene(t, { provider, folder, entries: host.list }).catch((error: Error) => error);
  if (again instanceof Error) return assert.match(again.message, /does not open/);
  t.mock.timers.tick(2 * HOUR);
  assert.equal((await at(again, entryId).token()).error?.code, "home_assistant_error");
});

test("S15: a previous secret that does not open stands in nobody's way: not of a refresh, not of another secret", async (t) => {
  const first = await connected(t);
  await first.rotate(NEW);
  const record = (await recordsOf(first.store).get(ID)) as StoredCredential;
  const { sealed_client_secret: moved } = record;
  await recordsOf(first.store).put(ID, { ...record, sealed_previous_client_secret: moved });
  await first.store.close();
  const again = await startScene(t, { provider: first.provider, folder: first.folder, entries: first.host.list });
  const { token, backOut, rotate } = at(again, first.entryId);
  t.mock.timers.tick(2 * HOUR);
  // The provider does not know the new secret; what it said is told, and not that the old one is lost.
  assert.match((await token()).error?.message ?? "", /invalid_client/);
  assert.match((await backOut()).error?.message ?? "", /can't be opened any more/);
  assert.equal((await rotate("another one 0123")).error, undefined);
  const logged = again.host.logged.join();
  assert.match(logged, /lost to its rotation/);
  assert.ok(!logged.includes(NEW) && !logged.includes(OLD));
});

test("S11: rotations are an administrator's alone", async (t) => {
  const { host } = await connected(t);
  for (const command of ["rotate", "rotate/back_out", "rotate/subscribe"])
    for (const caller of [plainUser, integrationOf("demo_calendar")]) {
      const { error } = await host.call(`application_credentials/${command}`, {}, caller);
      assert.equal(error?.code, "unauthorized");
    }
});

test("a credential that is not there can't be rotated", async (t) => {
  const { host } = await connected(t);
  const fields = { application_credentials_id: "nobody" };
  for (const [command, more] of [
    ["rotate", { client_secret: "a" }],
    ["rotate/back_out", {}],
  ] as const) {
    const { error } = await host.call(`application_credentials/${command}`, { ...fields, ...more });
    assert.deepEqual(error, { code: "not_found", message: "Unable to find application_credentials_id nobody" });
  }
});
