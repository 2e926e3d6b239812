import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import * as v from "valibot";
import type { HostEntry } from "../../../src/backend/host.ts";
import { type ActivityItem, ActivityItem as Item } from "../../../src/protocol/activity.ts";
import { customIntegrationCommands, pluginCommands } from "../../../src/protocol/index.ts";
import { ACTIVITY_ACTIONS } from "../../../src/protocol/recorded.ts";
import { eventually } from "../../support/eventually.ts";
import { administrator, integrationOf, plainUser } from "../../support/fake-host.ts";
import { startScene } from "../connect/connect-support.ts";

const PREFIX = "application_credentials";
const SECRET = "S3CRET-canary-52f2c9";
const anna = { ...administrator, name: "Anna", address: "192.168.1.7" };

async function start(t: TestContext, entries: HostEntry[] = []) {
  const scene = await startScene(t, { entries });
  const call = (command: string, args: object = {}, caller: typeof plainUser = anna) =>
    scene.host.call(`${PREFIX}/${command}`, args, caller);
  const activity = async () => {
    const { result } = await call("activity/list");
    return v.parse(v.array(Item), (result as { items: unknown }).items);
  };
  /** Lines of what was done since the last call, newest last, without ids and times. */
  let known = new Set((await activity()).map(({ id }) => id));
  const news = async () => {
    const items = await activity();
    const fresh = items.filter(({ id }) => !known.has(id)).reverse();
    known = new Set(items.map(({ id }) => id));
    return fresh.map(({ id: _id, at: _at, ...line }) => line);
  };
  return { ...scene, call, news, activity };
}

const byAnna = { actor: { kind: "user", id: "u1", name: "Anna" }, address: "192.168.1.7" } as const;

test("F52: every command of the plugin says whether and how it is recorded, and every line has its words", () => {
  const texts = ["en", "de"].map((language) => {
    const file = join(import.meta.dirname, `../../../translations/${language}.json`);
    return JSON.parse(readFileSync(file, "utf8")).config_panel.activity;
  });
  for (const { type, activity } of [...pluginCommands, ...customIntegrationCommands]) {
    assert.notEqual(activity, undefined, `${type} says nothing of the activity: give its row \`activity\``);
  }
  for (const action of ACTIVITY_ACTIONS) {
    const [group = ""] = action.split(".");
    for (const text of texts) {
      assert.equal(typeof text.line[action.replace(".", "_")], "string", `no words for ${action}`);
      assert.equal(typeof text.group[group], "string", `no words for the group ${group}`);
    }
  }
});

test("F52: every handler whose row is recorded is observed, whoever registered it", async (t) => {
  const { host } = await start(t);
  for (const { command, refused } of host.handlers.values()) {
    if (command.activity) assert.ok(refused, `${command.type} was registered without the recorder`);
  }
});

test("F52, S12: what is done to a credential is a line with its name, never with the secret", async (t) => {
  const { call, news, activity } = await start(t);
  const typed = { domain: "demo_calendar", client_id: "cid-1", client_secret: SECRET, name: "Mine" };
  const { id } = (await call("create", typed)).result as { id: string };
  const record = { kind: "credential", id, name: "Mine", domain: "demo_calendar" };
  assert.deepEqual(await news(), [{ ...byAnna, action: "credential.created", record, result: "succeeded" }]);
  await call("update", { application_credentials_id: id, name: "Ours", client_secret: " " });
  await call("update", { application_credentials_id: id, client_secret: `${SECRET}2` });
  const ours = { ...record, name: "Ours" };
  assert.deepEqual(await news(), [
    { ...byAnna, action: "credential.updated", record, result: "succeeded" },
    { ...byAnna, action: "credential.secret_changed", record: ours, result: "succeeded" },
  ]);
  await call("delete", { application_credentials_id: id });
  assert.deepEqual(await news(), [{ ...byAnna, action: "credential.deleted", record: ours, result: "succeeded" }]);
  assert.ok(!JSON.stringify(await activity()).includes("S3CRET"));
});

test("F52: an import is a line when it changed something, also the hub's own", async (t) => {
  const { call, news, plugin, provider } = await start(t);
  const script = integrationOf("demo_calendar");
  const args = { domain: "demo_calendar", client_id: "cid-2", client_secret: SECRET, auth_domain: "other" };
  const { id } = (await call("import", args, script)).result as { id: string };
  await call("import", args, script);
  await plugin.importCredential({ domain: "demo_calendar", ...provider.client });
  await plugin.importCredential({ domain: "demo_calendar", ...provider.client, client_secret: "another secret" });
  const lines = await news();
  assert.deepEqual(
    lines.map(({ actor, action }) => [actor, action]),
    [
      [{ kind: "integration", id: "t1", name: "script" }, "credential.imported"],
      [{ kind: "hub" }, "credential.imported"],
    ],
  );
  assert.equal(lines[0]?.record.id, id);
});

test("F52: an act that failed is a line with its reason; a mistake in the message is none", async (t) => {
  const inUse = { entry_id: "e1", domain: "demo_calendar", title: "Ada", state: "loaded", reauth: false } as const;
  const { call, news, host } = await start(t, [{ ...inUse, auth_implementation: "demo_calendar" }]);
  const [item] = (await host.call(`${PREFIX}/list`)).result as { id: string }[];
  await call("delete", { application_credentials_id: item?.id });
  await call("delete", { application_credentials_id: SECRET });
  await call("update", { application_credentials_id: item?.id, client_secret: [SECRET] });
  await call("create", { domain: "nobody", client_id: "x", client_secret: SECRET });
  const lines = await news();
  assert.equal(lines.length, 1);
  assert.equal(lines[0]?.result, "failed");
  assert.equal(lines[0]?.reason, "Cannot delete credential in use by integration demo_calendar");
});

test("F52, S11: who may not is a line once a day for each command, and never tells what they sent", async (t) => {
  const { call, news, activity } = await start(t);
  for (let n = 0; n < 20; n += 1) {
    await call("create", { domain: "demo_calendar", client_id: `x${n}`, client_secret: SECRET }, plainUser);
    await call("list", {}, plainUser);
    await call("activity/list", {}, plainUser);
  }
  await call("delete", { application_credentials_id: "x" }, plainUser);
  // Nobody waits for these lines.
  await eventually(
    "two lines",
    async () => (await activity()).filter(({ result }) => result === "failed").length === 2,
  );
  const reason = "Their role does not allow it.";
  const guest = { actor: { kind: "user", id: "u2", name: "Guest" }, record: { kind: "credential" } } as const;
  assert.deepEqual(await news(), [
    { ...guest, action: "credential.created", result: "failed", reason },
    { ...guest, action: "credential.deleted", result: "failed", reason },
  ]);
  const foreign = integrationOf("demo_mail");
  await call("import", { domain: "demo_calendar", client_id: "x", client_secret: SECRET }, foreign);
  assert.equal((await news())[0]?.reason, "Unauthorized");
});

test("F52: a move names both credentials, and why some accounts stayed", async (t) => {
  const entry = { entry_id: "e1", domain: "demo_calendar", title: "Ada", state: "loaded", reauth: false } as const;
  const { call, news, host } = await start(t, [{ ...entry, auth_implementation: "demo_calendar" }]);
  const typed = { domain: "demo_calendar", client_id: "cid-1", client_secret: SECRET, name: "Mine" };
  const { id: to } = (await call("create", typed)).result as { id: string };
  const [item] = (await host.call(`${PREFIX}/list`)).result as { id: string }[];
  await news();
  await call("move", { from: item?.id, to, entry_ids: [] });
  await call("move", { from: item?.id, to, entry_ids: ["gone"] });
  const [moved, failed] = await news();
  assert.deepEqual([moved?.action, moved?.result], ["credential.accounts_moved", "succeeded"]);
  assert.deepEqual([moved?.record.id, moved?.target?.name], [item?.id, "Mine"]);
  assert.equal(failed?.result, "failed");
  assert.match(failed?.reason ?? "", /\w/);
});

test("F52: a secret that is changed with a way back, taken back, and what the provider says of a new one", async (t) => {
  const { call, news, plugin, host, connect } = await start(t);
  const [item] = (await host.call(`${PREFIX}/list`)).result as { id: string }[];
  const id = { application_credentials_id: item?.id };
  const entryId = await connect();
  host.list = [{ entry_id: entryId, domain: "demo_calendar", title: "Ada", state: "loaded", reauth: false }];
  await news();
  await call("rotate", { ...id, client_secret: SECRET });
  await plugin
    .access(entryId)
    .renew()
    .catch(() => {});
  await eventually(
    "the provider's word",
    async () =>
      (await host.call(`${PREFIX}/activity/list`)).result !== undefined &&
      JSON.stringify((await host.call(`${PREFIX}/activity/list`)).result).includes("new_secret_rejected"),
  );
  await call("rotate/back_out", id);
  const lines = await news();
  assert.deepEqual(
    lines.map(({ actor, action, result }) => [actor.kind, action, result]),
    [
      ["user", "credential.secret_rotated", "succeeded"],
      ["hub", "credential.new_secret_rejected", "failed"],
      ["user", "credential.rotation_undone", "succeeded"],
    ],
  );
  assert.ok(!JSON.stringify(lines).includes("S3CRET"));
});

test("F52: a check is a line, failed where the provider does not know the client, and one that was too soon is none", async (t) => {
  const { call, news, host, provider } = await start(t);
  const [item] = (await host.call(`${PREFIX}/list`)).result as { id: string }[];
  await call("check", { application_credentials_id: item?.id });
  const wrong = { domain: "demo_calendar", client_id: provider.client.client_id, client_secret: SECRET };
  await call("check", wrong);
  const unknown = { ...wrong, client_id: "nobody" };
  await call("check", unknown);
  const lines = await news();
  assert.deepEqual(
    lines.map(({ action, result }) => [action, result]),
    [
      ["credential.checked", "succeeded"],
      ["credential.checked", "failed"],
    ],
  );
  assert.deepEqual(lines[1]?.record, { kind: "credential", domain: "demo_calendar" });
  assert.ok(!JSON.stringify(lines).includes("S3CRET"));
});

test("F52: integration tokens, made and revoked, without the token", async (t) => {
  const { call, news, activity } = await start(t);
  const { result } = await call("integration_token/create", { domain: "demo_calendar", name: "script" });
  const { token, token_id } = result as { token: string; token_id: string };
  await call("integration_token/revoke", { token_id });
  const record = { kind: "integration_token", id: token_id, name: "script", domain: "demo_calendar" };
  assert.deepEqual(
    (await news()).map((line) => [line.action, line.record]),
    [
      ["integration_token.created", record],
      ["integration_token.revoked", record],
    ],
  );
  assert.ok(!JSON.stringify(await activity()).includes(token));
});

test("F52: a sign-in, one that was refused, and a removal are lines of whoever did it", async (t) => {
  const { connect, begin, signIn, get, news, plugin, host } = await start(t);
  const entryId = await connect("Ada");
  const entry: HostEntry = { entry_id: entryId, domain: "demo_calendar", title: "Ada", state: "loaded", reauth: false };
  host.list = [entry];
  const step = await begin("flow2");
  await get(await signIn(step, false), step.cookie);
  await plugin.forget(entryId, anna);
  const [connected, refused, removed] = await news();
  const actor = { kind: "user", name: "Anna" };
  assert.deepEqual(connected, {
    actor,
    action: "account.connected",
    record: { kind: "account", id: entryId, domain: "demo_calendar" },
    result: "succeeded",
  });
  assert.equal(refused?.action, "account.sign_in_failed");
  assert.match(refused?.reason ?? "", /^It was not allowed at the provider\. access_denied/);
  const record = { kind: "account", id: entryId, name: "Ada", domain: "demo_calendar" };
  assert.deepEqual(removed, { ...byAnna, action: "account.removed", record, result: "succeeded" });
});

test("F52: a line is on disk when its act is answered", async (t) => {
  const { call, store, news } = await start(t);
  await call("integration_token/create", { domain: "demo_calendar", name: "script" });
  const disk = await store.collection<ActivityItem>("activity", { version: 1 }).entries();
  assert.ok(disk.some(([, { action }]) => action === "integration_token.created"));
  assert.equal((await news()).length, 1);
});

test("F52: whoever subscribes hears each new line, administrators alone", async (t) => {
  const { host } = await start(t);
  const events: ActivityItem[][] = [];
  const type = `${PREFIX}/activity/subscribe`;
  assert.deepEqual(await host.call(type, {}, anna, events), { result: null });
  await host.call(`${PREFIX}/integration_token/create`, { domain: "demo_calendar", name: "script" });
  assert.deepEqual(
    events.flat().map(({ action }) => action),
    ["integration_token.created"],
  );
  for (const caller of [plainUser, integrationOf("demo_calendar")]) {
    assert.equal((await host.call(type, {}, caller)).error?.code, "unauthorized");
    assert.equal((await host.call(`${PREFIX}/activity/list`, {}, caller)).error?.code, "unauthorized");
  }
  assert.equal((await host.call(`${PREFIX}/activity/list`, { before: "../" })).error?.code, "invalid_format");
  assert.equal((await host.call(`${PREFIX}/activity/list`, { limit: 501 })).error?.code, "invalid_format");
});

test("F52: software that is refused again and again, under a new name each time, writes one line and not its words", async (t) => {
  const { call, news } = await start(t);
  for (let n = 0; n < 20; n += 1) {
    const item = { domain: `other_${n}`, client_id: `id-${n}`, client_secret: SECRET, name: `Flood ${n}` };
    const { error } = await call("import", item, integrationOf("demo_calendar") as typeof plainUser);
    assert.equal(error?.code, "unauthorized");
  }
  const lines = await news();
  assert.equal(lines.length, 1);
  assert.equal(lines[0]?.result, "failed");
  assert.doesNotMatch(JSON.stringify(lines), /Flood|other_/);
});
