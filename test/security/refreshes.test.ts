/** S18 and S20: how often a provider is asked, and what each of its answers leads to. */
import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { startScene } from "../backend/connect/connect-support.ts";
import { administrator, integrationOf } from "../support/fake-host.ts";

const software = integrationOf("demo_calendar");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Anna's account, whose token has just ended. */
async function expired(t: TestContext) {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const scene = await startScene(t);
  const entry_id = await scene.connect("Anna");
  t.mock.timers.tick(2 * HOUR);
  scene.provider.tokenRequests.length = 0;
  const token = () => scene.host.call("application_credentials/token", { entry_id }, software);
  const account = async () => {
    const { result } = await scene.host.call("application_credentials/account/list");
    return (result as { state: string; next_try?: string; last_error?: { message: string } }[])[0];
  };
  /** What the provider answers from now on; by nothing, it works. */
  const answer = (status?: number, error?: string, headers: Record<string, string> = {}) => {
    scene.provider.interfere =
      status === undefined
        ? undefined
        : (reply) =>
            reply(status, error === undefined ? "" : JSON.stringify({ error }), {
              "content-type": "application/json",
              ...headers,
            });
  };
  const asked = () => scene.provider.tokenRequests.splice(0).length;
  return { ...scene, entry_id, token, account, answer, asked };
}

const accessTokenOf = (answer: { result?: unknown }) => (answer.result as { access_token: string }).access_token;

test("S18: 50 callers at expiry, an integration in the process and a person: one token request", async (t) => {
  const { host, plugin, token, entry_id, provider } = await expired(t);
  const callers = Array.from({ length: 50 }, () => token());
  const inProcess = [plugin.access(entry_id).token(), plugin.access(entry_id).renew()];
  const person = host.call("application_credentials/account/refresh", { entry_id }, administrator);
  const tokens = [...(await Promise.all(callers)).map(accessTokenOf), ...(await Promise.all(inProcess))];
  assert.equal(new Set(tokens).size, 1);
  assert.equal((await person).error, undefined);
  assert.equal(provider.tokenRequests.length, 1);
});

test("S18: 50 callers of a provider that is down: one token request, and none until it is tried again", async (t) => {
  const { token, answer, asked, host } = await expired(t);
  answer(503);
  for (let n = 0; n < 3; n += 1) {
    const answers = await Promise.all(Array.from({ length: 50 }, () => token()));
    for (const { error } of answers) assert.equal(error?.code, "provider_unavailable");
  }
  assert.equal(asked(), 1);
  assert.deepEqual(host.reauths, []);
});

for (const [status, error] of [
  [429, "slow_down"],
  [429, "invalid_grant"],
  [500, undefined],
  [503, "temporarily_unavailable"],
  [503, "invalid_grant"],
  [408, undefined],
  [200, undefined],
  [400, "temporarily_unavailable"],
] as const) {
  test(`S20: ${status} ${error ?? "without words"}: backs off, longer each time, with no re-authentication`, async (t) => {
    const { token, account, answer, asked, host } = await expired(t);
    answer(status, error);
    const waits: number[] = [];
    for (let n = 0; n < 12; n += 1) {
      assert.equal((await token()).error?.code, "provider_unavailable");
      const { state, next_try } = (await account()) ?? {};
      assert.equal(state, "retrying");
      waits.push(Date.parse(next_try ?? "") - Date.now());
      assert.equal(asked(), 1);
      t.mock.timers.tick((waits[n] ?? 0) - 1);
      assert.match((await token()).error?.message ?? "", /The next try is in 1 second\.$/);
      assert.equal(asked(), 0);
      t.mock.timers.tick(1);
    }
    const [first = 0, second = 0] = waits;
    assert.ok(first >= 3_750 && first <= 5_000, `${first}`);
    assert.ok(second > first * 1.3, `${waits}`);
    const last = waits.at(-1) ?? 0;
    assert.ok(last > 11 * MINUTE && last <= 15 * MINUTE, `it is capped: ${last}`);
    answer();
    assert.ok(accessTokenOf(await token()));
    assert.equal((await account())?.state, "working");
    assert.deepEqual(host.reauths, []);
  });
}

for (const [header, least] of [
  ["120", 120_000],
  [new Date(Date.now() + 2 * HOUR + 10 * MINUTE).toUTCString(), 9 * MINUTE],
] as const) {
  test(`S20: Retry-After, ${least === 120_000 ? "in seconds" : "as an HTTP date"}: never asked before`, async (t) => {
    const { token, account, answer, asked } = await expired(t);
    answer(429, "slow_down", { "retry-after": header });
    await token();
    const wait = Date.parse((await account())?.next_try ?? "") - Date.now();
    assert.ok(wait >= least && wait <= least * 1.5, `${wait}`);
    assert.equal(asked(), 1);
    t.mock.timers.tick(least - 1);
    await token();
    assert.equal(asked(), 0);
  });
}

test("S20: while a provider is left alone, a token that is still valid is handed out", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const { host, provider, connect } = await startScene(t);
  const entry_id = await connect("Anna");
  const token = () => host.call("application_credentials/token", { entry_id }, software);
  const first = accessTokenOf(await token());
  t.mock.timers.tick(HOUR - 15_000);
  provider.interfere = (reply) => reply(503, "", { "retry-after": "60" });
  assert.equal((await token()).error?.code, "provider_unavailable");
  assert.equal(accessTokenOf(await token()), first);
  t.mock.timers.tick(16_000);
  assert.equal((await token()).error?.code, "provider_unavailable");
});

test("S20: a back-off outlives a restart", async (t) => {
  const scene = await expired(t);
  scene.answer(503, undefined, { "retry-after": "600" });
  await scene.token();
  await scene.plugin.close();
  await scene.store.close();
  const again = await startScene(t, { provider: scene.provider, folder: scene.folder, entries: scene.host.list });
  scene.asked();
  const { error } = await again.host.call("application_credentials/token", { entry_id: scene.entry_id }, software);
  assert.equal(error?.code, "provider_unavailable");
  assert.equal(scene.asked(), 0);
});

test("S20: invalid_grant: one re-authentication, which names the account and why, and no request any more", async (t) => {
  const { token, account, answer, asked, host, entry_id } = await expired(t);
  answer(400, "invalid_grant");
  await Promise.all(Array.from({ length: 5 }, () => token()));
  assert.equal((await token()).error?.code, "reauth_required");
  assert.equal(asked(), 1);
  assert.equal(host.reauths.length, 1);
  assert.equal(host.reauths[0]?.entryId, entry_id);
  assert.match(host.reauths[0]?.reason ?? "", /Anna.*Demo Calendar answered “invalid_grant”/);
  assert.equal((await account())?.state, "sign_in_needed");
  assert.equal((await account())?.last_error?.message, host.reauths[0]?.reason);
});

for (const error of ["invalid_client", "unauthorized_client"]) {
  test(`S20: ${error} blames the credential, and one that was edited is tried at once`, async (t) => {
    const { token, account, answer, asked, host } = await expired(t);
    answer(401, error);
    const { error: told } = await token();
    assert.equal(told?.code, "home_assistant_error");
    assert.match(told?.message ?? "", /^The credential “Import from configuration.yaml” is not accepted/);
    assert.match(told?.message ?? "", /The account itself is fine/);
    assert.equal((await account())?.state, "credential_rejected");
    assert.deepEqual(host.reauths, []);
    asked();
    await token();
    assert.equal(asked(), 0);
    answer();
    const list = (await host.call("application_credentials/list")).result as { id: string }[];
    const edit = (client_secret: string) =>
      host.call("application_credentials/update", { application_credentials_id: list[0]?.id, client_secret });
    await edit("another-secret-than-before");
    assert.equal((await token()).error?.code, "home_assistant_error");
    assert.ok(asked() > 0);
    await edit("S3CRET-canary-client-secret");
    assert.ok(accessTokenOf(await token()));
  });
}

for (const [status, error] of [
  [400, "invalid_request"],
  [400, "invalid_scope"],
  [404, undefined],
  [403, undefined],
] as const) {
  test(`S20: ${status} ${error ?? "without words"}: tried again once a day`, async (t) => {
    const { token, account, answer, asked, host } = await expired(t);
    answer(status, error);
    assert.equal((await token()).error?.code, "home_assistant_error");
    assert.equal((await account())?.state, "refused");
    t.mock.timers.tick(17 * HOUR);
    await token();
    assert.equal(asked(), 1);
    t.mock.timers.tick(7 * HOUR);
    await token();
    assert.equal(asked(), 1);
    assert.deepEqual(host.reauths, []);
  });
}

test("S20: a person may try at once, whatever failed before", async (t) => {
  const { token, account, answer, asked, host, entry_id } = await expired(t);
  const refresh = () => host.call("application_credentials/account/refresh", { entry_id });
  answer(404);
  await token();
  assert.equal((await refresh()).error?.code, "home_assistant_error");
  assert.equal(asked(), 2);
  answer();
  assert.equal((await refresh()).error, undefined);
  assert.equal((await account())?.state, "working");
});
