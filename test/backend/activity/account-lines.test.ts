import assert from "node:assert/strict";
import test from "node:test";
import type { ActivityItem } from "../../../src/protocol/activity.ts";
import { administrator } from "../../support/fake-host.ts";
import { startScene } from "../connect/connect-support.ts";

test("F52: an account that can't be refreshed, has to be signed in to again, and works again; what goes well is no line", async (t) => {
  const { host, plugin, provider, connect, begin, signIn, get } = await startScene(t);
  const entryId = await connect("Ada");
  host.list = [{ entry_id: entryId, domain: "demo_calendar", title: "Ada", state: "loaded", reauth: false }];
  const renew = () => host.call("application_credentials/account/refresh", { entry_id: entryId }, administrator);
  await plugin.access(entryId).renew();
  await plugin.access(entryId).token();
  const failing = (status: number, error: string) => {
    provider.interfere = (reply) => reply(status, JSON.stringify({ error, error_description: "Not now" }));
  };
  failing(503, "temporarily_unavailable");
  for (let n = 0; n < 3; n += 1)
    await plugin
      .access(entryId)
      .renew()
      .catch(() => {});
  await renew();
  failing(400, "invalid_grant");
  await renew();
  provider.interfere = undefined;
  const step = await begin("flow2", null, entryId);
  await get(await signIn(step, true, "Ada"), step.cookie);

  const { result } = await host.call("application_credentials/activity/list");
  const { items } = result as { items: ActivityItem[] };
  const lines = items.filter(({ record }) => record.kind === "account").reverse();
  assert.deepEqual(
    lines.map(({ actor, action, result }) => [actor.kind, action, result]),
    [
      ["user", "account.connected", "succeeded"],
      ["hub", "account.refresh_failed", "failed"],
      ["user", "account.refreshed", "failed"],
      ["hub", "account.rejected", "failed"],
      ["user", "account.refreshed", "failed"],
      ["hub", "account.recovered", "succeeded"],
      ["user", "account.reauthenticated", "succeeded"],
    ],
  );
  const record = { kind: "account", id: entryId, name: "Ada", domain: "demo_calendar" };
  assert.deepEqual(lines[1]?.record, record);
  for (const { result, reason } of lines) assert.equal(reason === undefined, result === "succeeded");
});
