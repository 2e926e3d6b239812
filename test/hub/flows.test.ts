import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { homeAssistantError } from "../../src/protocol/errors.ts";
import { caller, onboard, RawClient } from "./support/client.ts";
import { sampleIntegration, startTestHub, type TestHub } from "./support/test-hub.ts";

const FLOW = "config/config_entries/flow";
type Api = ReturnType<typeof caller>;

/** A hub with one integration, `mail`, and its owner signed in. */
async function withOwner(t: TestContext, credentials: string[] = ["c1"], more: object = {}) {
  const running = await startTestHub(t, {}, [sampleIntegration("mail", "/nowhere/", more)]);
  const { access_token } = await onboard(running.origin);
  running.plugin.credentials.set(
    "mail",
    credentials.map((id) => ({ id, name: `Credential ${id}` })),
  );
  return { ...running, token: access_token, api: caller(running.origin, access_token) };
}

const start = async (api: Api) => (await api("POST", FLOW, { handler: "mail" })).body;
const connected = (running: Pick<TestHub, "hub">, flowId: unknown, entryId: string) =>
  running.hub.host.finishFlow(String(flowId), { result: "connected", entry_id: entryId, auth_implementation: "c1" });

test("flows are for administrators; what is not there is 404 with a message", async (t) => {
  const { api, origin } = await withOwner(t);
  assert.equal((await caller(origin, "wrong")("POST", FLOW, { handler: "mail" })).status, 401);
  const answers = await Promise.all([
    api("POST", FLOW, { handler: "none" }),
    api("GET", `${FLOW}/none`),
    api("POST", `${FLOW}/none`, {}),
    api("DELETE", `${FLOW}/none`),
    api("DELETE", "config/config_entries/entry/none"),
  ]);
  for (const { status, body } of answers) assert.deepEqual([status, typeof body.message], [404, "string"]);
  assert.equal((await api("POST", FLOW, { handler: 5 })).status, 400);
});

test("without a credential: missing_credentials; one that the integration brings is taken in first", async (t) => {
  const { api } = await withOwner(t, []);
  const step = await start(api);
  assert.deepEqual([step.type, step.reason, step.handler], ["abort", "missing_credentials", "mail"]);

  const own = { client_id: "own", client_secret: "secret" };
  const bringing = await withOwner(t, [], { ownCredential: async () => own });
  assert.equal((await start(bringing.api)).type, "external");
  assert.deepEqual(bringing.plugin.imported.at(-1), { domain: "mail", ...own });
});

test("F15: one that the integration brings is taken in beside what the hub offers ready-made", async (t) => {
  const own = { client_id: "own", client_secret: "secret" };
  const { api, plugin } = await withOwner(t, [], { ownCredential: async () => own });
  plugin.readyMade.push({ id: "cloud", name: "Some Cloud", ready_made: true });
  const form = await start(api);
  const options = [
    ["cloud", "Some Cloud"],
    ["mail", "Imported"],
  ];
  assert.deepEqual(form.data_schema, [{ name: "implementation", required: true, type: "select", options }]);
  assert.deepEqual(form.description_placeholders, { ready_made: "cloud" });
});

test("with several credentials it asks which; with one it goes straight on", async (t) => {
  const { api, plugin } = await withOwner(t, ["c1", "c2"]);
  const form = await start(api);
  assert.deepEqual([form.type, form.step_id], ["form", "pick_implementation"]);
  const options = [
    ["c1", "Credential c1"],
    ["c2", "Credential c2"],
  ];
  assert.deepEqual(form.data_schema, [{ name: "implementation", required: true, type: "select", options }]);
  assert.equal((await api("POST", `${FLOW}/${form.flow_id}`, { implementation: "c3" })).status, 400);
  const { body } = await api("POST", `${FLOW}/${form.flow_id}`, { implementation: "c2" });
  assert.deepEqual([body.type, body.step_id], ["external", "auth"]);
  assert.equal(plugin.authorized[0]?.implementation, "c2");
  assert.equal(plugin.authorized[0]?.user_name, "Ada");
});

test("the external step sets the binding cookie, and asked again has a fresh link", async (t) => {
  const { api, plugin } = await withOwner(t);
  const { headers, body } = await api("POST", FLOW, { handler: "mail" });
  assert.match(headers.get("set-cookie") ?? "", /^binding=/);
  const again = (await api("GET", `${FLOW}/${body.flow_id}`)).body;
  assert.equal(again.type, "external");
  assert.notEqual(again.url, body.url);
  assert.equal(plugin.authorized[1]?.flow_id, body.flow_id);
});

test("a finished flow gives its entry, to whoever asks, and tells the pages", async (t) => {
  const running = await withOwner(t);
  const client = await RawClient.connect(running.origin, running.token);
  const events = await client.call("subscribe_events", { event_type: "data_entry_flow_progressed" });
  const entries = await client.call("config_entries/subscribe");
  const { flow_id } = await start(running.api);
  await connected(running, flow_id, "e1");

  for (const method of ["GET", "POST"]) {
    const { body } = await running.api(method, `${FLOW}/${flow_id}`, method === "POST" ? {} : undefined);
    assert.equal(body.type, "create_entry");
    const title = "Account of token-of-e1";
    assert.deepEqual(body.result, { entry_id: "e1", domain: "mail", title, state: "loaded" });
  }
  await client.until(() => client.events(events.id).length === 1);
  const [event] = client.events(events.id) as { data: object }[];
  assert.deepEqual(event?.data, { handler: "mail", flow_id, refresh: true });
  const changes = client.events(entries.id) as { type: string | null; entry: { state: string } }[][];
  assert.deepEqual(
    changes.flat().map(({ type, entry }) => [type, entry.state]),
    [
      ["added", "not_loaded"],
      ["updated", "setup_in_progress"],
      ["updated", "loaded"],
    ],
  );
});

test("two windows that come back for one flow make one entry", async (t) => {
  const running = await withOwner(t);
  const { flow_id } = await start(running.api);
  const ends = await Promise.allSettled([connected(running, flow_id, "e1"), connected(running, flow_id, "e2")]);
  assert.deepEqual(
    ends.map(({ status }) => status),
    ["fulfilled", "rejected"],
  );
  assert.deepEqual(
    running.hub.host.entries().map(({ entry_id }) => entry_id),
    ["e1"],
  );
});

test("an account that can't tell its name takes the integration's", async (t) => {
  const running = await withOwner(t, ["c1"], { account: async () => Promise.reject(new Error("no")) });
  const { flow_id } = await start(running.api);
  await connected(running, flow_id, "e1");
  const { body } = await running.api("GET", `${FLOW}/${flow_id}`);
  assert.equal(body.title, "Sample mail");
});

test("a failed sign-in is kept as the flow's end, with its reason", async (t) => {
  const running = await withOwner(t);
  const { flow_id } = await start(running.api);
  await running.hub.host.finishFlow(String(flow_id), {
    result: "failed",
    reason: "user_rejected_authorize",
    detail: "access_denied",
  });
  const { body } = await running.api("GET", `${FLOW}/${flow_id}`);
  assert.deepEqual([body.type, body.reason], ["abort", "user_rejected_authorize"]);
  assert.deepEqual(body.description_placeholders, { error: "access_denied" });
});

test("a cancelled flow is gone: its callback makes nothing", async (t) => {
  const running = await withOwner(t);
  const { flow_id } = await start(running.api);
  assert.equal((await running.api("DELETE", `${FLOW}/${flow_id}`)).status, 200);
  assert.deepEqual(running.plugin.cancelled, [flow_id]);
  assert.equal((await running.api("GET", `${FLOW}/${flow_id}`)).status, 404);
  await assert.rejects(connected(running, flow_id, "e1"), /Invalid flow specified/);
  assert.deepEqual(running.hub.host.entries(), []);
});

test("endpoints that can't be had end the flow with the reason in words", async (t) => {
  const { api, plugin } = await withOwner(t);
  plugin.authorizeError = homeAssistantError("The integration's endpoints can't be read");
  const step = await start(api);
  assert.deepEqual([step.type, step.reason], ["abort", "oauth_failed"]);
  assert.deepEqual(step.description_placeholders, { error: "The integration's endpoints can't be read" });
});

test("a restart while the person is at the provider does not end the flow", async (t) => {
  const before = await withOwner(t);
  const { flow_id } = await start(before.api);
  const after = await before.restart();
  await connected(after, flow_id, "e1");
  const { body } = await caller(after.origin, before.token)("GET", `${FLOW}/${flow_id}`);
  assert.equal(body.type, "create_entry");
  assert.equal(after.hub.host.entry("e1")?.state, "loaded");
});
