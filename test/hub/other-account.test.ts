import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { caller, onboard, RawClient } from "./support/client.ts";
import { sampleIntegration, startTestHub } from "./support/test-hub.ts";

const FLOW = "config/config_entries/flow";
const ben = { title: "Ben", unique_id: "ben" };

/** A hub whose entry `e1` waits for its person; Ben came back from the provider in the place of them. */
async function asked(t: TestContext) {
  const { hub, plugin, origin } = await startTestHub(t, {}, [sampleIntegration("mail", "/nowhere/")]);
  const { access_token } = await onboard(origin);
  plugin.credentials.set("mail", [{ id: "c1", name: "Credential c1" }]);
  const api = caller(origin, access_token);
  const { flow_id } = (await api("POST", FLOW, { handler: "mail" })).body;
  await hub.host.finishFlow(String(flow_id), { result: "connected", entry_id: "e1", auth_implementation: "c1" });
  await hub.host.requireReauth("e1", "The sign-in has ended.");
  const client = await RawClient.connect(origin, access_token);
  const [flow] = (await client.call("config_entries/flow/progress")).result as { flow_id: string }[];
  client.close();
  const id = flow?.flow_id ?? "";
  assert.equal((await api("POST", `${FLOW}/${id}`, {})).body.type, "external");
  const ask = async () => {
    plugin.others.set(id, ben);
    await hub.host.finishFlow(id, { result: "other_account", account: ben });
  };
  await ask();
  const choose = (fields: object) => api("POST", `${FLOW}/${id}`, fields);
  const show = async () => (await api("GET", `${FLOW}/${id}`)).body;
  return { hub, plugin, id, ask, choose, show };
}

test("re-authentication with another account: asked about, and nothing is changed before the answer", async (t) => {
  const { hub, plugin, id, ask, choose, show } = await asked(t);
  const before = hub.host.entry("e1");
  const form = await show();
  assert.deepEqual([form.type, form.step_id], ["form", "confirm_account"]);
  assert.deepEqual(form.description_placeholders, { name: before?.title, account: "Ben" });
  assert.deepEqual([(await choose({})).status, (await choose({ account: "both" })).status], [400, 400]);

  assert.equal((await choose({ account: "again" })).body.type, "external");
  assert.ok(plugin.cancelled.includes(id), "Ben's sign-in is dropped");
  assert.deepEqual(hub.host.entry("e1"), before);

  await ask();
  const answers = await Promise.all([choose({ account: "use" }), choose({ account: "use" })]);
  for (const { body } of answers) assert.deepEqual([body.type, body.reason], ["abort", "reauth_successful"]);
  const { title, unique_id, reauth } = hub.host.entry("e1") ?? {};
  assert.deepEqual([title, unique_id, reauth], ["Ben", "ben", false]);
});

test("nobody decided in time which account it shall be: the sign-in is asked for as before", async (t) => {
  const { plugin, id, show } = await asked(t);
  plugin.others.clear();
  plugin.cancelled.length = 0;
  assert.equal((await show()).step_id, "reauth_confirm");
  assert.deepEqual(plugin.cancelled, [id], "what was kept aside is dropped");
});

test("a flow that is gone asks nobody", async (t) => {
  const { hub } = await asked(t);
  const finish = hub.host.finishFlow("gone", { result: "other_account", account: ben });
  await assert.rejects(finish, { code: "not_found" });
});
