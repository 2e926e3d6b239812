import assert from "node:assert/strict";
import test from "node:test";
import { integrationOf } from "../../support/fake-host.ts";
import { startScene } from "./connect-support.ts";

test("the way that worked is the first one from then on, after a restart too", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const first = await startScene(t);
  const { provider, folder, host, store } = first;
  provider.interfere = (reply) => {
    provider.interfere = undefined;
    reply(401, '{"error":"invalid_client"}');
  };
  const entryId = await first.connect();
  assert.equal(provider.tokenRequests.length, 2, "in the body, then in the header");

  const refreshedWith = async ({ host }: Pick<typeof first, "host">) => {
    provider.exchanges.length = 0;
    t.mock.timers.tick(2 * 3_600_000);
    const caller = integrationOf("demo_calendar");
    assert.ok((await host.call("application_credentials/token", { entry_id: entryId }, caller)).result);
    return provider.exchanges.map(({ sent }) => ("client_secret" in sent ? "body" : "header"));
  };
  assert.deepEqual(await refreshedWith(first), ["header"]);
  await store.close();
  const again = await startScene(t, { provider, folder, entries: host.list });
  assert.deepEqual(await refreshedWith(again), ["header"]);
});
