import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { administrator, integrationOf } from "../../support/fake-host.ts";
import { type HeldWrites, settlesSoon } from "../../support/held-store.ts";
import { startScene } from "./connect-support.ts";

const software = integrationOf("demo_calendar");
const HOUR = 3_600_000;

async function connected(t: TestContext) {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const scene = await startScene(t);
  const entryId = await scene.connect("anna");
  scene.provider.tokenRequests.length = 0;
  const token = (caller = software) => scene.host.call("application_credentials/token", { entry_id: entryId }, caller);
  return { ...scene, entryId, token };
}

const resultOf = (answer: { result?: unknown }) =>
  answer.result as { access_token: string; token_type: string; expires_at: string; scope: string };

test("a valid token is handed out as it is; one with fewer than 20 s left is refreshed first", async (t) => {
  const { token, provider } = await connected(t);
  const first = resultOf(await token());
  assert.equal(first.token_type, "Bearer");
  assert.equal(first.scope, "openid calendar.read");
  const left = Date.parse(first.expires_at) - Date.now();
  t.mock.timers.tick(left - 20_500);
  assert.deepEqual(resultOf(await token()), first);
  assert.deepEqual(provider.tokenRequests, []);
  t.mock.timers.tick(1_000);
  const second = resultOf(await token());
  assert.notEqual(second.access_token, first.access_token);
  assert.ok(Date.parse(second.expires_at) > Date.parse(first.expires_at));
  assert.equal(provider.tokenRequests.length, 1);
});

test("a rotated refresh token survives a restart", async (t) => {
  const scene = await connected(t);
  t.mock.timers.tick(2 * HOUR);
  const { access_token } = resultOf(await scene.token());
  await scene.store.close();
  const again = await startScene(t, { provider: scene.provider, folder: scene.folder, entries: scene.host.list });
  const answer = await again.host.call("application_credentials/token", { entry_id: scene.entryId }, software);
  assert.equal(resultOf(answer).access_token, access_token);
  t.mock.timers.tick(2 * HOUR);
  assert.equal(
    (await again.host.call("application_credentials/token", { entry_id: scene.entryId }, software)).error,
    undefined,
  );
});

test("a provider that leaves out expires_in: an hour is assumed", async (t) => {
  const { token, provider } = await connected(t);
  t.mock.timers.tick(2 * HOUR);
  provider.interfere = (reply) => reply(200, '{"access_token":"a","token_type":"bearer"}');
  const { expires_at, access_token } = resultOf(await token());
  assert.equal(access_token, "a");
  assert.equal(Date.parse(expires_at) - Date.now(), HOUR);
});

test("invalid_grant: reauth_required once and for all who ask, and signing in again mends the same entry", async (t) => {
  const { token, provider, host, entryId, begin, signIn, get } = await connected(t);
  t.mock.timers.tick(2 * HOUR);
  provider.interfere = (reply) => reply(400, '{"error":"invalid_grant","error_description":"revoked"}');
  for (let n = 0; n < 3; n += 1) assert.equal((await token()).error?.code, "reauth_required");
  assert.equal(provider.tokenRequests.length, 1);
  const why = "Demo Calendar answered “invalid_grant: revoked”.";
  const reason = `The sign-in of anna has ended: ${why} Sign in again, and everything goes on as before.`;
  assert.deepEqual(host.reauths, [{ entryId, reason }]);
  provider.interfere = undefined;
  const step = await begin("reauth", null, entryId);
  assert.equal((await get(await signIn(step), step.cookie)).status, 303);
  const outcome = host.finished.at(-1)?.outcome;
  assert.ok(outcome?.result === "connected" && outcome.entry_id === entryId);
  assert.ok(resultOf(await token()).access_token);
});

test("down, slow or garbage: provider_unavailable, no re-authentication, the token kept", async (t) => {
  const { token, provider, host } = await connected(t);
  t.mock.timers.tick(2 * HOUR);
  for (const [status, body] of [
    [503, ""],
    [429, '{"error":"slow_down"}'],
    [500, '{"error":"server_error"}'],
    [200, "garbage"],
  ] as const) {
    provider.interfere = (reply) => reply(status, body);
    const { error } = await token();
    assert.equal(error?.code, "provider_unavailable");
    assert.match(error?.message ?? "", /^Demo Calendar .* The next try is in /);
    t.mock.timers.tick(HOUR);
  }
  assert.deepEqual(host.reauths, []);
  provider.interfere = undefined;
  assert.ok(resultOf(await token()).access_token);
});

test("a provider that does not answer is given up after 10 seconds", { timeout: 20_000 }, async (t) => {
  const { token, provider } = await connected(t);
  t.mock.timers.tick(2 * HOUR);
  provider.interfere = () => {};
  const began = performance.now();
  const { error } = await token();
  assert.equal(error?.code, "provider_unavailable");
  assert.match(error?.message ?? "", /no answer in 10 seconds/);
  assert.ok(performance.now() - began < 13_000);
});

test("invalid_client blames the credential, not the account", async (t) => {
  const { token, provider, host } = await connected(t);
  t.mock.timers.tick(2 * HOUR);
  provider.interfere = (reply) => reply(401, '{"error":"invalid_client"}', { "www-authenticate": 'Basic realm="x"' });
  const { error } = await token();
  assert.equal(error?.code, "home_assistant_error");
  assert.match(error?.message ?? "", /^The credential “Import from configuration.yaml” is not accepted/);
  assert.deepEqual(host.reauths, []);
});

test("S22: no user gets a token, no integration another's; an unknown entry is said so", async (t) => {
  const { token, host, entryId } = await connected(t);
  assert.equal((await token(administrator as never)).error?.code, "unauthorized");
  assert.equal((await token(integrationOf("demo_mail"))).error?.code, "unauthorized");
  const unknown = await host.call("application_credentials/token", { entry_id: `${entryId}x` }, software);
  assert.equal(unknown.error?.code, "invalid_config_entry_id");
});

test("a forgotten entry's tokens are gone", async (t) => {
  const { token, plugin, entryId } = await connected(t);
  await plugin.forget(entryId, administrator);
  assert.equal((await token()).error?.code, "invalid_config_entry_id");
});

test("no token is handed out before the rotated refresh token is on disk", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const hold: HeldWrites = { until: undefined };
  const scene = await startScene(t, { hold });
  const entryId = await scene.connect();
  t.mock.timers.tick(2 * HOUR);
  const disk = Promise.withResolvers<void>();
  hold.until = disk.promise;
  const answer = scene.host.call("application_credentials/token", { entry_id: entryId }, software);
  assert.equal(await settlesSoon(answer), false);
  disk.resolve();
  assert.ok(resultOf(await answer).access_token);
});

test("a refresh that fails late does not condemn a sign-in that came meanwhile", async (t) => {
  const { token, provider, host, entryId, begin, signIn, get } = await connected(t);
  t.mock.timers.tick(2 * HOUR);
  const step = await begin("reauth", null, entryId);
  const callback = await signIn(step);
  const late = Promise.withResolvers<(status: number, body: string) => void>();
  provider.interfere = (reply) => late.resolve(reply);
  const waiting = token();
  const reply = await late.promise;
  provider.interfere = undefined;
  assert.equal((await get(callback, step.cookie)).status, 303);
  reply(400, '{"error":"invalid_grant"}');
  assert.ok(resultOf(await waiting).access_token);
  assert.ok(resultOf(await token()).access_token);
  assert.deepEqual(host.reauths, []);
});

test("neither expires_in nor a refresh token: the token goes on until the provider's API says no", async (t) => {
  const { provider, begin, signIn, get, host, plugin } = await connected(t);
  const step = await begin("second");
  const callback = await signIn(step, true, "ben");
  provider.interfere = (reply) => reply(200, '{"access_token":"endless","token_type":"bearer"}');
  assert.equal((await get(callback, step.cookie)).status, 303);
  const outcome = host.finished.at(-1)?.outcome;
  assert.ok(outcome?.result === "connected");
  host.list.push({ entry_id: outcome.entry_id, domain: "demo_calendar", title: "", state: "loaded", reauth: false });
  const ask = () => host.call("application_credentials/token", { entry_id: outcome.entry_id }, software);
  for (let day = 0; day < 3; day += 1) {
    t.mock.timers.tick(24 * HOUR);
    assert.equal(resultOf(await ask()).access_token, "endless");
  }
  assert.deepEqual(host.reauths, []);
  await assert.rejects(plugin.access(outcome.entry_id).renew(), { code: "reauth_required" });
});

test("odd expires_in: absent, null and blank mean an hour, an absurd one ends", async (t) => {
  const { token, provider } = await connected(t);
  for (const [value, years] of [
    ["null", 0],
    ['""', 0],
    ["1e18", 10],
  ] as const) {
    t.mock.timers.tick(11 * 365 * 24 * HOUR);
    provider.interfere = (reply) =>
      reply(200, `{"access_token":"a","refresh_token":"r","token_type":"bearer","expires_in":${value}}`);
    const left = Date.parse(resultOf(await token()).expires_at) - Date.now();
    assert.equal(left, years ? years * 365 * 24 * HOUR : HOUR, value);
  }
});

test("tokens without an entry, left by a kill between the two, are removed at the next start", async (t) => {
  const scene = await connected(t);
  await scene.store.close();
  const again = await startScene(t, { provider: scene.provider, folder: scene.folder });
  assert.match(again.host.logged.join(), new RegExp(`${scene.entryId} has no entry`));
  again.host.list = scene.host.list;
  const answer = await again.host.call("application_credentials/token", { entry_id: scene.entryId }, software);
  assert.equal(answer.error?.code, "invalid_config_entry_id");
});
