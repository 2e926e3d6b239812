import assert from "node:assert/strict";
import test from "node:test";
import type { Account } from "../../../src/protocol/accounts.ts";
import type { EventOfType } from "../../../src/protocol/index.ts";
import { administrator, integrationOf, plainUser } from "../../support/fake-host.ts";
import { startScene } from "../connect/connect-support.ts";

const HOUR = 3_600_000;
type Changes = EventOfType<"application_credentials/account/subscribe">;

test("an account's state is told as it changes, and never a token", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const { host, provider, connect, plugin } = await startScene(t);
  const events: Changes[] = [];
  await host.call("application_credentials/account/subscribe", {}, administrator, events);
  assert.equal(JSON.stringify(events), "[[]]");
  const entry_id = await connect("Anna");
  const refresh = () => host.call("application_credentials/account/refresh", { entry_id });
  const last = () => events.at(-1)?.[0];
  assert.equal(last()?.change_type, "added");
  assert.equal(last()?.item?.state, "working");
  assert.equal(last()?.item?.last_refresh, undefined);
  assert.ok(last()?.item?.last_used && last()?.item?.next_refresh);

  t.mock.timers.tick(HOUR);
  provider.interfere = (reply) => reply(503, "");
  await refresh();
  assert.equal(last()?.change_type, "updated");
  assert.equal(last()?.item?.state, "retrying");
  const first = last()?.item?.next_try ?? "";
  await refresh();
  assert.notEqual(last()?.item?.next_try, first);

  provider.interfere = undefined;
  const { result } = await refresh();
  assert.equal((result as Account).state, "working");
  assert.equal(last()?.item?.last_refresh, new Date().toISOString());

  await plugin.forget(entry_id, administrator);
  assert.deepEqual(last(), { change_type: "removed", entry_id });
  assert.doesNotMatch(JSON.stringify(events), /token":|eyJ/);
});

test("refresh tokens whose life the provider tells: the warning comes ahead", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const { host, provider, connect } = await startScene(t);
  const entry_id = await connect("Anna");
  const week = 7 * 24 * HOUR;
  const tokens = { access_token: "a", refresh_token: "r", token_type: "bearer", expires_in: 3_600 };
  provider.interfere = (reply) => reply(200, JSON.stringify({ ...tokens, refresh_token_expires_in: week / 1_000 }));
  await host.call("application_credentials/account/refresh", { entry_id });
  const account = async () => ((await host.call("application_credentials/account/list")).result as Account[])[0];
  assert.equal((await account())?.warning, undefined);
  const ends_at = new Date(Date.now() + week).toISOString();
  t.mock.timers.tick(5 * 24 * HOUR);
  const warning = { code: "sign_in_ends", ends_at, life_days: 7, source: "provider" };
  assert.deepEqual((await account())?.warning, warning);
  // The same refresh token again keeps its end.
  provider.interfere = (reply) => reply(200, JSON.stringify(tokens));
  await host.call("application_credentials/account/refresh", { entry_id });
  assert.deepEqual((await account())?.warning, warning);
  provider.interfere = (reply) => reply(200, JSON.stringify({ ...tokens, refresh_token: "another" }));
  await host.call("application_credentials/account/refresh", { entry_id });
  assert.equal((await account())?.warning, undefined);
});

test("S11: accounts are for administrators", async (t) => {
  const { host } = await startScene(t);
  for (const caller of [plainUser, integrationOf("demo_calendar")]) {
    for (const command of ["list", "subscribe", "refresh"]) {
      const args = command === "refresh" ? { entry_id: "e1" } : {};
      const { error } = await host.call(`application_credentials/account/${command}`, args, caller);
      assert.equal(error?.code, "unauthorized");
    }
  }
});
