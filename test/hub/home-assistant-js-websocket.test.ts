import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { createConnection, getAuth, getUser, type HassConfig } from "home-assistant-js-websocket";
import { clientIdOf, logIn, OWNER, onboard } from "./support/client.ts";
import { sampleIntegration, startTestHub } from "./support/test-hub.ts";

/** Home Assistant's own client, unmodified, on Node's WebSocket. */
async function connect(origin: string) {
  await onboard(origin);
  const { result } = (await (await logIn(origin, OWNER.username, OWNER.password)).json()) as { result: string };
  const auth = await getAuth({ hassUrl: origin, clientId: clientIdOf(origin), authCode: result });
  return createConnection({ auth });
}

test("home-assistant-js-websocket signs in, asks, subscribes and comes back after a restart", async (t) => {
  const running = await startTestHub(t, {}, [sampleIntegration("demo_mail", "/nowhere/")]);
  const connection = await connect(running.origin);
  t.after(() => connection.close());
  assert.equal(connection.haVersion, "2026.11.0");
  assert.equal((await getUser(connection)).name, OWNER.name);
  const config = await connection.sendMessagePromise<HassConfig>({ type: "get_config" });
  assert.deepEqual([config.location_name, config.state], ["Test <Hub>", "RUNNING"]);

  const lists: unknown[] = [];
  await connection.subscribeMessage((list) => lists.push(list), { type: "config_entries/subscribe" });
  await connection.subscribeEvents(() => {}, "data_entry_flow_progressed");
  await connection.ping();
  assert.equal(lists.length, 1);

  const ready = new EventTarget();
  connection.addEventListener("ready", () => ready.dispatchEvent(new Event("ready")));
  const back = once(ready, "ready");
  await running.restart();
  await back;
  await connection.ping();
  assert.equal(lists.length, 2);
});
