import assert from "node:assert/strict";
import { test } from "node:test";
import * as oauth from "openid-client";
import { api, connect, discover, jsonOf, runProvider } from "./support/running-provider.ts";

const DEFAULTS = {
  delay_seconds: 0,
  token_endpoint: "normal",
  api: "normal",
  send_expires_in: true,
  access_token_seconds: 3_600,
};

test("switches are read, changed one by one and reset; a wrong one changes nothing", async (context) => {
  const { console } = await runProvider(context);
  assert.deepEqual(await (await console("behaviour")).json(), DEFAULTS);
  const changed = await console("behaviour", { delay_seconds: 1, send_expires_in: false });
  assert.deepEqual(await changed.json(), { ...DEFAULTS, delay_seconds: 1, send_expires_in: false });
  for (const wrong of [
    { delay_seconds: -1 },
    { token_endpoint: "other" },
    { unknown: 1 },
    { access_token_seconds: 0 },
  ]) {
    const answer = await console("behaviour", wrong);
    assert.equal(answer.status, 400);
    assert.deepEqual(await answer.json(), { error: "invalid_request" });
  }
  assert.equal((await jsonOf<typeof DEFAULTS>(console("behaviour"))).delay_seconds, 1);
  assert.deepEqual(await (await console("behaviour/reset", {})).json(), DEFAULTS);
});

test("the token endpoint answers 503, garbage or invalid_client, and the refresh token stays good", async (context) => {
  const provider = await runProvider(context);
  const config = await discover(provider);
  const { refresh_token } = await connect(config);
  const ask = () =>
    fetch(`${provider.origin}/token`, {
      method: "POST",
      body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: "x", ...provider.calendarClient }),
    });

  await provider.console("behaviour", { token_endpoint: "unavailable" });
  const unavailable = await ask();
  assert.equal(unavailable.status, 503);
  assert.equal(unavailable.headers.get("retry-after"), "5");

  await provider.console("behaviour", { token_endpoint: "garbage" });
  const garbage = await ask();
  assert.equal(garbage.status, 200);
  assert.match(await garbage.text(), /^<!doctype html>/);

  await provider.console("behaviour", { token_endpoint: "invalid_client" });
  const rejected = await ask();
  assert.equal(rejected.status, 401);
  assert.deepEqual(await rejected.json(), { error: "invalid_client" });

  await provider.console("behaviour", { token_endpoint: "normal" });
  await oauth.refreshTokenGrant(config, refresh_token as string);
});

test("expires_in can be left out, and a token's life set", async (context) => {
  const provider = await runProvider(context);
  const config = await discover(provider);
  await provider.console("behaviour", { send_expires_in: false, access_token_seconds: 1 });
  const tokens = await connect(config);
  assert.equal("expires_in" in tokens, false);
  const refreshed = await oauth.refreshTokenGrant(config, tokens.refresh_token as string);
  assert.equal("expires_in" in refreshed, false);

  await provider.console("behaviour", { send_expires_in: true });
  const short = await oauth.refreshTokenGrant(config, refreshed.refresh_token as string);
  assert.equal(short.expires_in, 1);
  await new Promise((resolve) => setTimeout(resolve, 2_100));
  assert.equal((await api(provider, "me", short.access_token)).status, 401);
  await oauth.refreshTokenGrant(config, short.refresh_token as string);
});

test("answers to software are slowed down, pages are not, and closing does not wait", async (context) => {
  const provider = await runProvider(context);
  await provider.console("behaviour", { delay_seconds: 1 });
  const since = performance.now();
  await api(provider, "me", "x");
  assert.ok(performance.now() - since >= 950);

  await provider.console("behaviour", { delay_seconds: 120 });
  const started = performance.now();
  assert.equal((await fetch(`${provider.origin}/console`)).status, 200);
  const hanging = api(provider, "me", "x").catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await provider.close();
  await hanging;
  assert.ok(performance.now() - started < 5_000);
  assert.deepEqual(provider.logged, []);
});

test("access tokens are expired at once; the refresh token goes on", async (context) => {
  const provider = await runProvider(context);
  const config = await discover(provider);
  const { access_token, refresh_token } = await connect(config);
  assert.deepEqual(await (await provider.console("access_tokens/expire", {})).json(), { expired: 1 });
  assert.equal((await api(provider, "me", access_token)).status, 401);
  const fresh = await oauth.refreshTokenGrant(config, refresh_token as string);
  assert.equal((await api(provider, "me", fresh.access_token)).status, 200);
});

test("refresh tokens are revoked for one person, or for all", async (context) => {
  const provider = await runProvider(context);
  const config = await discover(provider);
  const ada = await connect(config, { name: "Ada" });
  const grace = await connect(config, { name: "Grace" });
  assert.equal((await provider.console("refresh_tokens/revoke", { user: "Nobody" })).status, 404);
  const one = await provider.console("refresh_tokens/revoke", { user: "ada" });
  assert.deepEqual(await one.json(), { revoked: 1 });
  await assert.rejects(oauth.refreshTokenGrant(config, ada.refresh_token as string), { error: "invalid_grant" });
  const next = await oauth.refreshTokenGrant(config, grace.refresh_token as string);
  await provider.console("refresh_tokens/revoke", {});
  await assert.rejects(oauth.refreshTokenGrant(config, next.refresh_token as string), { error: "invalid_grant" });
});

test("the calendar's API can be down", async (context) => {
  const provider = await runProvider(context);
  const { access_token } = await connect(await discover(provider));
  await provider.console("behaviour", { api: "unavailable" });
  assert.equal((await api(provider, "calendar/events", access_token)).status, 503);
});
