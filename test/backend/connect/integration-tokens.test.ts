import assert from "node:assert/strict";
import test from "node:test";
import { startScene } from "./connect-support.ts";

const PREFIX = "application_credentials/integration_token";

test("a token signs software in for one domain until it is revoked, over a restart too", async (t) => {
  const { host, store, provider, folder } = await startScene(t);
  const { result } = await host.call(`${PREFIX}/create`, { domain: "demo_calendar", name: " my script " });
  const { token, token_id } = result as { token: string; token_id: string };
  const caller = { kind: "integration", token_id, domain: "demo_calendar", name: "my script" };
  assert.deepEqual(host.authenticate(token), caller);
  assert.equal(host.authenticate(`${token}x`), undefined);
  const listed = JSON.stringify((await host.call(`${PREFIX}/list`)).result);
  assert.ok(listed.includes(token_id));
  assert.ok(!listed.includes(token));
  await store.close();
  const again = (await startScene(t, { provider, folder })).host;
  assert.deepEqual(again.authenticate(token), caller);
  assert.deepEqual(await again.call(`${PREFIX}/revoke`, { token_id }), { result: null });
  assert.equal(again.authenticate(token), undefined);
  assert.equal(again.disconnected.length, 1);
  assert.equal((await again.call(`${PREFIX}/revoke`, { token_id })).error?.code, "not_found");
});
