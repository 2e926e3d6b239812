import assert from "node:assert/strict";
import { test } from "node:test";
import { isLocalAddress } from "../../src/hub/http/local-address.ts";
import { caller, clientIdOf, logIn, onboard, postForm, RawClient, redeem, type Tokens } from "./support/client.ts";
import { startTestHub } from "./support/test-hub.ts";

/** What a proxy adds to a request that comes from elsewhere. */
const FROM_OUTSIDE = { "x-forwarded-for": "203.0.113.7" };
const PASSWORD = "long enough";

async function addUser(owner: RawClient, name: string, fields: object): Promise<void> {
  const made = await owner.call("config/auth/create", { name, ...fields });
  const user_id = (made.result as { user: { id: string } }).user.id;
  await owner.call("config/auth_provider/homeassistant/create", { user_id, username: name, password: PASSWORD });
}

async function signInAtHome(origin: string, name: string): Promise<Tokens> {
  const { result } = (await (await logIn(origin, name, PASSWORD)).json()) as { result: string };
  return redeem(origin, result);
}

async function websocketAnswer(origin: string, access_token: string, headers: Record<string, string>) {
  const client = new RawClient(origin, headers);
  await client.signIn(access_token);
  client.close();
  return (client.frames[1] as { type: string }).type;
}

test("a local_only user neither signs in, refreshes nor connects from outside; at home all of it works", async (t) => {
  const { origin } = await startTestHub(t);
  const owner = await RawClient.connect(origin, (await onboard(origin)).access_token);
  await addUser(owner, "kiosk", { local_only: true, group_ids: ["system-admin"] });
  const blocked = await logIn(origin, "kiosk", PASSWORD, FROM_OUTSIDE);
  const message = "Login blocked: User cannot authenticate remotely";
  assert.deepEqual([blocked.status, await blocked.json()], [403, { message }]);

  const { access_token, refresh_token } = await signInAtHome(origin, "kiosk");
  const { result: code } = (await (await logIn(origin, "kiosk", PASSWORD)).json()) as { result: string };
  const client_id = clientIdOf(origin);
  const denied = { error: "access_denied", error_description: "User cannot authenticate remotely" };
  for (const fields of [
    { grant_type: "authorization_code", code, client_id },
    { grant_type: "refresh_token", refresh_token, client_id },
  ]) {
    const answer = await postForm(`${origin}/auth/token`, fields, FROM_OUTSIDE);
    assert.deepEqual([answer.status, await answer.json()], [403, denied]);
  }
  const flow = `${origin}/api/config/config_entries/flow/none`;
  const authorization = `Bearer ${access_token}`;
  assert.equal((await fetch(flow, { headers: { authorization, ...FROM_OUTSIDE } })).status, 401);
  assert.equal(await websocketAnswer(origin, access_token, FROM_OUTSIDE), "auth_invalid");
  assert.equal(await websocketAnswer(origin, access_token, { forwarded: "for=203.0.113.7" }), "auth_invalid");

  assert.equal((await caller(origin, access_token)("GET", "config/config_entries/flow/none")).status, 404);
  assert.equal(await websocketAnswer(origin, access_token, {}), "auth_ok");
  const refreshed = await postForm(`${origin}/auth/token`, { grant_type: "refresh_token", refresh_token, client_id });
  assert.equal(refreshed.status, 200);
});

test("any other user comes from everywhere", async (t) => {
  const { origin } = await startTestHub(t);
  const owner = await RawClient.connect(origin, (await onboard(origin)).access_token);
  await addUser(owner, "guest", { local_only: false });
  assert.equal((await logIn(origin, "guest", PASSWORD, FROM_OUTSIDE)).status, 200);
  const { access_token } = await signInAtHome(origin, "guest");
  assert.equal(await websocketAnswer(origin, access_token, FROM_OUTSIDE), "auth_ok");
});

test("loopback, private and link-local addresses are local, in IPv6's notation too; others are not", () => {
  const local = ["127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.20", "169.254.7.7"];
  for (const address of [...local, ...local.map((v4) => `::ffff:${v4}`), "::1", "fd12:3456::1", "fe80::1%eth0"])
    assert.ok(isLocalAddress(address), address);
  const outside = ["8.8.8.8", "172.32.0.1", "172.15.0.1", "192.169.0.1", "11.0.0.1", "100.64.0.1"];
  for (const address of [...outside, ...outside.map((v4) => `::ffff:${v4}`), "2001:db8::1", "::", "", "home", "10.1"])
    assert.ok(!isLocalAddress(address), address);
});
