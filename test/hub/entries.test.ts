import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { retryDelay } from "../../src/hub/entries/entry-setup.ts";
import { reauthRequired } from "../../src/protocol/errors.ts";
import { caller, type Message, onboard, RawClient } from "./support/client.ts";
import { providerDown } from "./support/fake-plugin.ts";
import { sampleIntegration, startTestHub } from "./support/test-hub.ts";

const FLOW = "config/config_entries/flow";

/** A hub whose integration `mail` has one entry, `e1`. */
async function withEntry(t: TestContext) {
  const running = await startTestHub(t, {}, [sampleIntegration("mail", "/nowhere/")]);
  const { access_token } = await onboard(running.origin);
  running.plugin.credentials.set("mail", [{ id: "c1", name: "C1" }]);
  const api = caller(running.origin, access_token);
  const { body } = await api("POST", FLOW, { handler: "mail" });
  const outcome = { result: "connected", entry_id: "e1", auth_implementation: "c1" } as const;
  await running.hub.host.finishFlow(String(body.flow_id), outcome);
  const client = await RawClient.connect(running.origin, access_token);
  return { ...running, token: access_token, api, client, outcome };
}

const resultOf = <Result>(message: Message) => message.result as Result;
type Progress = { flow_id: string; handler: string; step_id: string; context: object }[];

test("entries are listed in Home Assistant's shape and survive a restart", async (t) => {
  const before = await withEntry(t);
  const [entry] = resultOf<{ entry_id: string; created_at: number; user_id: string }[]>(
    await before.client.call("config_entries/get", { domain: "mail" }),
  );
  assert.equal(entry?.entry_id, "e1");
  assert.ok(Math.abs((entry?.created_at ?? 0) - Date.now() / 1_000) < 60);
  assert.deepEqual(resultOf(await before.client.call("config_entries/get", { domain: "other" })), []);
  assert.equal(before.hub.host.entry("e1")?.auth_implementation, "c1");

  const after = await before.restart();
  const again = await RawClient.connect(after.origin, before.token);
  await again.until(() => after.hub.host.entry("e1")?.state === "loaded");
  const [same] = resultOf<object[]>(await again.call("config_entries/get"));
  assert.deepEqual(same, entry);
});

test("a provider that is down is asked again later, with its reason shown", async (t) => {
  const before = await withEntry(t);
  before.plugin.tokenError = providerDown();
  const { hub, origin } = await before.restart();
  const client = await RawClient.connect(origin, before.token);
  await client.until(() => hub.host.entry("e1")?.state === "setup_retry");
  const [entry] = resultOf<{ reason: string }[]>(await client.call("config_entries/get"));
  assert.equal(entry?.reason, "The provider does not answer.");
  assert.equal(hub.host.entry("e1")?.reauth, false);
});

test("the pause between attempts doubles from 5 s to 10 min", () => {
  for (const [attempt, seconds] of [
    [0, 5],
    [1, 10],
    [4, 80],
    [20, 600],
  ] as const)
    assert.ok(Math.abs(retryDelay(attempt) / 1_000 - seconds) <= seconds * 0.1 + 0.001, String(attempt));
});

test("an account that needs its person: state, one flow, one issue; signing in mends the same entry", async (t) => {
  const { hub, client, api, plugin, outcome } = await withEntry(t);
  const flows = await client.call("config_entries/flow/subscribe");
  await Promise.all([hub.host.requireReauth("e1", "Revoked."), hub.host.requireReauth("e1", "Revoked.")]);

  assert.deepEqual([hub.host.entry("e1")?.state, hub.host.entry("e1")?.reauth], ["setup_error", true]);
  const [flow, ...more] = resultOf<Progress>(await client.call("config_entries/flow/progress"));
  assert.equal(more.length, 0);
  const title = "Account of token-of-e1";
  assert.deepEqual(flow?.context, { source: "reauth", entry_id: "e1", title_placeholders: { name: title } });
  const { issues } = resultOf<{ issues: Record<string, unknown>[] }>(await client.call("repairs/list_issues"));
  assert.equal(issues.length, 1);
  assert.deepEqual([issues[0]?.domain, issues[0]?.issue_id], ["homeassistant", "config_entry_reauth_mail_e1"]);
  assert.deepEqual(issues[0]?.translation_placeholders, { name: title });

  const form = (await api("GET", `${FLOW}/${flow?.flow_id}`)).body;
  assert.deepEqual([form.type, form.step_id, form.data_schema], ["form", "reauth_confirm", []]);
  const external = (await api("POST", `${FLOW}/${flow?.flow_id}`, {})).body;
  assert.equal(external.type, "external");
  assert.equal(plugin.authorized.at(-1)?.entry_id, "e1");

  await hub.host.finishFlow(String(flow?.flow_id), outcome);
  const end = (await api("GET", `${FLOW}/${flow?.flow_id}`)).body;
  assert.deepEqual([end.type, end.reason], ["abort", "reauth_successful"]);
  assert.deepEqual(
    hub.host.entries().map(({ entry_id, state, reauth }) => [entry_id, state, reauth]),
    [["e1", "loaded", false]],
  );
  assert.deepEqual(resultOf(await client.call("repairs/list_issues")), { issues: [] });
  const changes = client.events(flows.id).flat() as { type: string }[];
  assert.deepEqual(
    changes.map(({ type }) => type),
    ["added", "removed"],
  );
});

test("re-authentication stays asked for: after a restart, a failure and a cancelled flow", async (t) => {
  const before = await withEntry(t);
  before.plugin.tokenError = reauthRequired("Sign in again.");
  const second = await before.restart();
  const waiting = await RawClient.connect(second.origin, before.token);
  await waiting.until(() => second.hub.host.entry("e1")?.reauth === true);

  const { hub, origin } = await second.restart();
  const api = caller(origin, before.token);
  const client = await RawClient.connect(origin, before.token);
  const flowsNow = async () => resultOf<Progress>(await client.call("config_entries/flow/progress"));
  await client.until(() => hub.host.entry("e1")?.state === "setup_error");
  const [asked] = await flowsNow();
  assert.ok(asked);

  await hub.host.finishFlow(asked.flow_id, { result: "failed", reason: "oauth_error", detail: "" });
  const [afterFailure] = await flowsNow();
  assert.notEqual(afterFailure?.flow_id, asked.flow_id);

  assert.equal((await api("DELETE", `${FLOW}/${afterFailure?.flow_id}`)).status, 200);
  const [afterCancel, ...more] = await flowsNow();
  assert.ok(afterCancel && afterCancel.flow_id !== afterFailure?.flow_id && more.length === 0);
});

test("re-authentication without its credential asks for another", async (t) => {
  const { hub, client, api, plugin } = await withEntry(t);
  await hub.host.requireReauth("e1", "Revoked.");
  const [flow] = resultOf<Progress>(await client.call("config_entries/flow/progress"));
  plugin.credentials.set("mail", []);
  const missing = (await api("POST", `${FLOW}/${flow?.flow_id}`, {})).body;
  assert.deepEqual([missing.type, missing.reason], ["abort", "missing_credentials"]);
  plugin.credentials.set("mail", [{ id: "c2", name: "C2" }]);
  assert.equal((await api("POST", `${FLOW}/${flow?.flow_id}`, {})).body.type, "external");
  assert.equal(plugin.authorized.at(-1)?.implementation, "c2");
});

test("removing an entry removes its tokens, its flow and its issue", async (t) => {
  const { hub, client, api, plugin } = await withEntry(t);
  await hub.host.requireReauth("e1", "Revoked.");
  const { status, body } = await api("DELETE", "config/config_entries/entry/e1");
  assert.deepEqual([status, body], [200, { require_restart: false }]);
  assert.deepEqual(plugin.forgotten, ["e1"]);
  assert.deepEqual(hub.host.entries(), []);
  assert.deepEqual(resultOf(await client.call("config_entries/flow/progress")), []);
  assert.deepEqual(resultOf(await client.call("repairs/list_issues")), { issues: [] });
  assert.equal((await api("DELETE", "config/config_entries/entry/e1")).status, 404);
});

test("an entry shows what its integration fetches now", async (t) => {
  const { client, plugin } = await withEntry(t);
  const shown = await client.call("embedded_hub/entry/show", { entry_id: "e1" });
  assert.deepEqual(shown.result, { items: [{ title: "token-of-e1" }] });
  const unknown = await client.call("embedded_hub/entry/show", { entry_id: "none" });
  assert.equal(unknown.error?.code, "invalid_config_entry_id");
  plugin.tokenError = providerDown();
  const down = await client.call("embedded_hub/entry/show", { entry_id: "e1" });
  assert.equal(down.error?.code, "provider_unavailable");
});
