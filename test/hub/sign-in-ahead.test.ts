import assert from "node:assert/strict";
import { test } from "node:test";
import { caller, onboard, RawClient } from "./support/client.ts";
import { sampleIntegration, startTestHub } from "./support/test-hub.ts";

const FLOW = "config/config_entries/flow";

test("somebody signs in again for an entry that works: nobody is told that it has to be, and it is the same entry", async (t) => {
  const { hub, plugin, origin } = await startTestHub(t, {}, [sampleIntegration("mail", "/nowhere/")]);
  const { access_token } = await onboard(origin);
  plugin.credentials.set("mail", [{ id: "c1", name: "Credential c1" }]);
  const api = caller(origin, access_token);
  const first = (await api("POST", FLOW, { handler: "mail" })).body;
  const connect = (flowId: unknown) =>
    hub.host.finishFlow(String(flowId), { result: "connected", entry_id: "e1", auth_implementation: "c1" });
  await connect(first.flow_id);
  for (const wrong of [{ entry_id: "e2" }, { entry_id: "" }])
    assert.equal((await api("POST", FLOW, { handler: "mail", ...wrong })).status, 404);

  const again = (await api("POST", FLOW, { handler: "mail", entry_id: "e1" })).body;
  assert.equal(again.type, "external");
  assert.equal(plugin.authorized.at(-1)?.entry_id, "e1");
  const client = await RawClient.connect(origin, access_token);
  const waiting = async () => (await client.call("config_entries/flow/progress")).result;
  assert.deepEqual(await waiting(), []);
  assert.equal(hub.host.entry("e1")?.reauth, false);
  await connect(again.flow_id);
  const end = (await api("GET", `${FLOW}/${again.flow_id}`)).body;
  assert.deepEqual([end.type, end.reason], ["abort", "reauth_successful"]);
  assert.equal(hub.host.entries().length, 1);

  const given = (await api("POST", FLOW, { handler: "mail", entry_id: "e1" })).body;
  assert.equal((await api("DELETE", `${FLOW}/${given.flow_id}`)).status, 200);
  assert.deepEqual(await waiting(), []);
  client.close();
});
