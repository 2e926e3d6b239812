/** F9: entries go from one credential to another, whatever breaks on the way. */
import assert from "node:assert/strict";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import type { HostEntry } from "../../../src/backend/host.ts";
import type { TokenKeeper } from "../../../src/backend/moves/token-keeper.ts";
import { startCredentials } from "../../../src/backend/plugin.ts";
import { findKey, keyFileIn } from "../../../src/backend/store/key-encryption-key.ts";
import { openKeyring } from "../../../src/backend/store/keyring.ts";
import { openSqliteStore } from "../../../src/backend/store/sqlite-store.ts";
import { homeAssistantError } from "../../../src/protocol/errors.ts";
import { eventually } from "../../support/eventually.ts";
import { FakeHost, integrationOf, plainUser } from "../../support/fake-host.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const SECRET = "S3CRET-canary-9f2c";

/** Tokens as the embedded hub keeps them: one implementation for each entry. */
class FakeTokens implements TokenKeeper {
  readonly of = new Map<string, string>();
  fails = false;
  implementationOf = (entryId: string) => this.of.get(entryId);
  repoint = async (entryId: string, implementation: string) => {
    if (this.fails) throw new Error("disk");
    this.of.set(entryId, implementation);
  };
}

const entryOn = (implementation: string, entry_id = "e1"): HostEntry => ({
  entry_id,
  domain: "demo_mail",
  title: `Account ${entry_id}`,
  state: "loaded",
  reauth: false,
  auth_implementation: implementation,
});

/** Credentials `old`, `same` (the same client) and `other`; `e1` uses `old`. */
async function start(
  t: TestContext,
  { folder = temporaryFolder(t), host = new FakeHost(), tokens = new FakeTokens() } = {},
) {
  host.addIntegration("demo_mail");
  host.addIntegration("demo_calendar");
  const store = await openSqliteStore(join(folder, "store.db"));
  t.after(() => store.close().catch(() => {}));
  const keyring = await openKeyring(keyFileIn(folder), store, await findKey(keyFileIn(folder), {}));
  const { moves, credentials } = await startCredentials(host, { store, keyring, tokens });
  const call = (command: string, args: object = {}, ...caller: [typeof plainUser?]) =>
    host.call(`application_credentials/${command}`, args, ...caller);
  const create = async (client_id: string, more: object = {}) => {
    const args = { domain: "demo_mail", client_id, client_secret: SECRET, name: client_id, ...more };
    return ((await call("create", args)).result as { id: string }).id;
  };
  const move = async (args: object) => {
    const { result, error } = await call("move", args);
    return result ?? error;
  };
  const users = async (id: string) => {
    const { result } = await call("usage", { application_credentials_id: id });
    return (result as Record<string, { entry_id: string; reauth: boolean }[]>)[id]?.map(({ entry_id }) => entry_id);
  };
  const place = (entryId = "e1") => [host.entry(entryId)?.auth_implementation, tokens.of.get(entryId)];
  return { folder, host, tokens, store, moves, credentials, call, create, move, users, place };
}

async function scene(t: TestContext) {
  const all = await start(t);
  const [old, other] = [await all.create("client"), await all.create("other")];
  const same = await all.create("client", { name: "same" });
  all.host.list = [entryOn(old), entryOn(old, "e2")];
  all.tokens.of.set("e1", old).set("e2", old);
  /** The hub is killed and comes back; what it says of its entries is the test's. */
  const restart = async (list = all.host.list) => {
    await all.store.close();
    const host = new FakeHost();
    host.list = list;
    const next = await start(t, { folder: all.folder, host, tokens: all.tokens });
    await next.moves.resume();
    return next;
  };
  return { ...all, old, other, same, restart };
}

test("F9: with the same client ID an entry switches at once, and its tokens with it", async (t) => {
  const { move, users, place, old, same, host, call } = await scene(t);
  assert.deepEqual(await move({ from: old, to: same, entry_ids: ["e1"] }), { moved: ["e1"], pending: [], failed: [] });
  assert.deepEqual(place(), [same, same]);
  assert.deepEqual([await users(old), await users(same)], [["e2"], ["e1"]]);
  assert.equal(host.wanted.size, 0);
  assert.deepEqual(await move({ from: old, to: same }), { moved: ["e2"], pending: [], failed: [] });
  assert.deepEqual(await call("delete", { application_credentials_id: old }), { result: null });
});

test("F9: with another client ID it waits for its person, on the old one, and both are in use", async (t) => {
  const { move, users, place, old, other, host, call } = await scene(t);
  assert.deepEqual(await move({ from: old, to: other }), { moved: [], pending: ["e1", "e2"], failed: [] });
  assert.deepEqual(place(), [old, old]);
  assert.deepEqual(
    [await users(old), await users(other)],
    [
      ["e1", "e2"],
      ["e1", "e2"],
    ],
  );
  assert.deepEqual(host.wanted.get("e1"), { implementation: other, name: "other" });
  for (const id of [old, other]) {
    const { error } = await call("delete", { application_credentials_id: id });
    assert.equal(error?.message, "Cannot delete credential in use by integration demo_mail");
  }
  host.change("e1", { auth_implementation: other, reauth: false });
  await eventually("the move is done", async () => (await users(old))?.length === 1);
  assert.deepEqual(await users(other), ["e1", "e2"]);
});

test("F9: moved again while it waits: to a third, back to the old one, and to the old one's twin", async (t) => {
  const { move, users, place, old, other, same, create, host } = await scene(t);
  const third = await create("third");
  const named = { entry_ids: ["e1"] };
  await move({ from: old, to: other, ...named });
  assert.deepEqual(await move({ from: old, to: other, ...named }), { moved: [], pending: ["e1"], failed: [] });
  assert.deepEqual(await move({ from: other, to: third }), { moved: [], pending: ["e1"], failed: [] });
  assert.deepEqual([await users(other), await users(third)], [[], ["e1"]]);
  assert.deepEqual(await move({ from: third, to: old }), { moved: ["e1"], pending: [], failed: [] });
  assert.deepEqual([await users(third), host.wanted.size, host.entry("e1")?.reauth], [[], 0, false]);
  await move({ from: old, to: other, ...named });
  assert.deepEqual(await move({ from: old, to: same, ...named }), { moved: ["e1"], pending: [], failed: [] });
  assert.deepEqual([place(), await users(other), host.wanted.size], [[same, same], [], 0]);
});

test("F9: what can't be moved is named, with its reason; the rest goes on", async (t) => {
  const { move, old, same, other, host } = await scene(t);
  host.list.push(entryOn(other, "e3"));
  const moved = await move({ from: old, to: same, entry_ids: ["none", "e1", "e3", "e1"] });
  assert.deepEqual(moved, {
    moved: ["e1"],
    pending: [],
    failed: [
      {
        entry_id: "none",
        code: "invalid_config_entry_id",
        message: "There is no config entry with this entry_id",
      },
      {
        entry_id: "e3",
        code: "home_assistant_error",
        message: "Account e3 does not use the credential “client”.",
      },
    ],
  });
  assert.deepEqual(await move({ from: old, to: same, entry_ids: [] }), { moved: [], pending: [], failed: [] });
});

test("F9: only between two credentials of one domain, and only for administrators", async (t) => {
  const { move, call, create, old, other } = await scene(t);
  const calendar = await create("cal", { domain: "demo_calendar" });
  const twins = [await create("a", { auth_domain: "twin" }), await create("b", { auth_domain: "twin" })];
  const codes = async (args: object) => (await call("move", args)).error;
  assert.match((await codes({ from: old, to: calendar }))?.message ?? "", /^to must be a credential of demo_mail/);
  assert.equal((await codes({ from: old, to: old }))?.code, "invalid_format");
  assert.equal((await codes({ from: twins[0], to: twins[1] }))?.code, "invalid_format");
  assert.equal((await codes({ from: old }))?.message, "to is required");
  assert.equal((await codes({ from: old, to: other, all: true }))?.code, "invalid_format");
  for (const args of [
    { from: "gone", to: other },
    { from: old, to: "gone" },
  ])
    assert.deepEqual(await move(args), {
      code: "not_found",
      message: "Unable to find application_credentials_id gone",
    });
  for (const caller of [plainUser, integrationOf("demo_mail")])
    assert.equal((await call("move", { from: old, to: other }, caller)).error?.code, "unauthorized");
});

test("F9: a hub that refuses leaves each entry where it was, tokens too", async (t) => {
  const { move, users, place, old, same, other, host } = await scene(t);
  for (const to of [same, other]) {
    let left = 1;
    host.interfere = () => {
      if (left-- > 0) throw homeAssistantError("Home Assistant is not connected.");
    };
    const named = { from: old, to, entry_ids: ["e1"] };
    assert.deepEqual(await move(named), {
      moved: [],
      pending: [],
      failed: [{ entry_id: "e1", code: "home_assistant_error", message: "Home Assistant is not connected." }],
    });
    assert.deepEqual([place(), await users(to)], [[old, old], []]);
  }
});

test("F9: a refused change of target leaves the entry waiting for the first", async (t) => {
  const { move, users, old, other, create, host } = await scene(t);
  const third = await create("third");
  await move({ from: old, to: other, entry_ids: ["e1"] });
  host.interfere = () => {
    host.interfere = undefined;
    throw homeAssistantError("no");
  };
  await move({ from: old, to: third, entry_ids: ["e1"] });
  assert.deepEqual([await users(other), await users(third)], [["e1"], []]);
});

test("F9: tokens that can't be stored: the entry stays, and the log alone says why", async (t) => {
  const { move, place, old, same, host, tokens } = await scene(t);
  tokens.fails = true;
  const { failed } = (await move({ from: old, to: same, entry_ids: ["e1"] })) as { failed: object[] };
  assert.deepEqual(failed, [{ entry_id: "e1", code: "unknown_error", message: "Unknown error; the log says more." }]);
  assert.deepEqual(place(), [old, old]);
  assert.ok(host.logged.some((line) => line.includes("disk")));
});

test("F9: a restart keeps what waits; a kill between tokens and entry is made good", async (t) => {
  const { move, old, other, same, restart, host, tokens } = await scene(t);
  await move({ from: old, to: other, entry_ids: ["e1"] });
  // A hub that lost what it was asked, or never got it.
  const again = await restart([entryOn(old), entryOn(old, "e2")]);
  assert.deepEqual(again.host.wanted.get("e1"), { implementation: other, name: "other" });
  assert.deepEqual([await again.users(old), await again.users(other)], [["e1", "e2"], ["e1"]]);

  // Killed when the sign-in's tokens were stored, and the entry did not know yet.
  tokens.of.set("e1", other);
  await again.store.close();
  const next = await start(t, { folder: again.folder, host: again.host, tokens });
  await next.moves.resume();
  assert.deepEqual(next.place(), [other, other]);
  assert.deepEqual([await next.users(old), await next.users(other)], [["e2"], ["e1"]]);
  assert.equal(host.wanted.size, 1);

  // Killed in the middle of a switch: the hub does not answer any more.
  next.host.interfere = () => {
    tokens.fails = true;
    throw new Error("killed");
  };
  await next.move({ from: old, to: same, entry_ids: ["e2"] });
  assert.deepEqual(next.place("e2"), [old, same]);
  tokens.fails = false;
  next.host.interfere = undefined;
  await next.store.close();
  const last = await start(t, { folder: next.folder, host: next.host, tokens });
  await last.moves.resume();
  assert.deepEqual(last.place("e2"), [same, same]);
});

test("F9: an entry that is removed takes its move with it, and so does a flow that ended ask again", async (t) => {
  const { move, users, old, other, host, call, moves } = await scene(t);
  await move({ from: old, to: other });
  host.change("e1", undefined);
  await eventually("the move is gone", () => moves.goingTo(other).length === 1);
  assert.deepEqual([await users(other), await users(old)], [["e2"], ["e2"]]);
  host.wanted.clear();
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() + 60_000 });
  host.change("e2", { reauth: false });
  await eventually("it is asked again", () => host.wanted.has("e2"));
  host.change("e2", undefined);
  await eventually("nothing waits", () => moves.goingTo(other).length === 0);
  assert.deepEqual(await call("delete", { application_credentials_id: other }), { result: null });
});

test("F9: a flow that ends as soon as it begins is not asked for without end", async (t) => {
  const { move, old, other, host, moves } = await scene(t);
  await move({ from: old, to: other, entry_ids: ["e1"] });
  host.wanted.clear();
  for (let times = 0; times < 5; times += 1) {
    host.change("e1", { reauth: false });
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.deepEqual([host.wanted.size, moves.goingTo(other)], [0, ["e1"]]);
});
