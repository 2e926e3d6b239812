import assert from "node:assert/strict";
import { test } from "node:test";
import {
  caller,
  clientIdOf,
  logIn,
  OWNER,
  onboard,
  post,
  postForm,
  RawClient,
  redeem,
  type Tokens,
} from "./support/client.ts";
import { startTestHub } from "./support/test-hub.ts";

const refresh = async (origin: string, refresh_token: string, client_id = clientIdOf(origin)) => {
  const response = await postForm(`${origin}/auth/token`, { grant_type: "refresh_token", refresh_token, client_id });
  return { status: response.status, body: (await response.json()) as Tokens & { error?: string } };
};
const works = async (origin: string, token: string) =>
  (await caller(origin, token)("GET", "config/config_entries/flow/none")).status === 404;

test("login: the name counts without case and blanks, the password to the letter", async (t) => {
  const { origin } = await startTestHub(t);
  await onboard(origin);
  const good = (await (await logIn(origin, "  ADA ", OWNER.password)).json()) as { type: string; result: string };
  assert.equal(good.type, "create_entry");
  assert.equal((await redeem(origin, good.result)).token_type, "Bearer");

  for (const [name, password] of [
    ["ada", `${OWNER.password} `],
    ["nobody", OWNER.password],
  ] as const) {
    const response = await logIn(origin, name, password);
    assert.equal(response.status, 200);
    const step = (await response.json()) as { type: string; errors: object };
    assert.deepEqual([step.type, step.errors], ["form", { base: "invalid_auth" }]);
  }
});

test("login flow: a handler, an address or a flow that is not there is refused", async (t) => {
  const { origin } = await startTestHub(t);
  const client_id = clientIdOf(origin);
  const begin = (body: object) =>
    post(`${origin}/auth/login_flow`, {
      client_id,
      handler: ["homeassistant", null],
      redirect_uri: client_id,
      ...body,
    });
  assert.equal((await begin({ handler: ["trusted_networks", null] })).status, 404);
  assert.equal((await begin({ redirect_uri: "https://evil.example/" })).status, 403);
  assert.equal((await begin({ client_id: "not a url" })).status, 400);
  const lost = await post(`${origin}/auth/login_flow/none`, { client_id, username: "a", password: "b" });
  assert.equal(lost.status, 404);
  const broken = await post(`${origin}/auth/login_flow`, "{");
  assert.deepEqual([broken.status, await broken.json()], [400, { message: "Invalid JSON specified" }]);
});

test("guessing passwords is slowed down, and says for how long", async (t) => {
  const { origin } = await startTestHub(t);
  await onboard(origin);
  const answers = await Promise.all(Array.from({ length: 12 }, () => logIn(origin, "ada", "wrong password")));
  const refused = answers.filter(({ status }) => status === 429);
  assert.equal(refused.length, 2);
  const [first] = refused as [Response, Response];
  assert.ok(Number(first.headers.get("retry-after")) > 0);
  assert.match(((await first.json()) as { message: string }).message, /Too many failed attempts/);
  assert.equal((await logIn(origin, "Ada", OWNER.password)).status, 429);
  assert.equal((await logIn(origin, "somebody else", OWNER.password)).status, 200);
});

test("refreshing gives a new access token and no new refresh token", async (t) => {
  const { origin } = await startTestHub(t);
  const { refresh_token } = await onboard(origin);
  const { status, body } = await refresh(origin, refresh_token);
  assert.equal(status, 200);
  assert.equal(body.refresh_token, undefined);
  assert.equal(body.expires_in, 1_800);
  assert.ok(await works(origin, body.access_token));
  assert.deepEqual((await refresh(origin, "unknown")).body.error, "invalid_grant");
  assert.deepEqual((await refresh(origin, refresh_token, "https://other.example/")).body.error, "invalid_request");
  const password = await postForm(`${origin}/auth/token`, { grant_type: "password", username: "ada" });
  assert.equal(((await password.json()) as { error: string }).error, "unsupported_grant_type");
});

test("the token endpoint takes multipart forms, as home-assistant-js-websocket sends them", async (t) => {
  const { origin } = await startTestHub(t);
  const { refresh_token } = await onboard(origin);
  const form = new FormData();
  for (const [name, value] of Object.entries({
    grant_type: "refresh_token",
    refresh_token,
    client_id: clientIdOf(origin),
  }))
    form.append(name, value);
  assert.equal((await fetch(`${origin}/auth/token`, { method: "POST", body: form })).status, 200);
});

test("revoking ends the access tokens and the connections at once", async (t) => {
  const { origin } = await startTestHub(t);
  const { access_token, refresh_token } = await onboard(origin);
  const client = await RawClient.connect(origin, access_token);
  const closed = client.closed();
  assert.ok(await works(origin, access_token));
  assert.equal((await postForm(`${origin}/auth/revoke`, { token: refresh_token })).status, 200);
  assert.equal(await closed, 1008);
  assert.ok(!(await works(origin, access_token)));
  assert.equal((await refresh(origin, refresh_token)).body.error, "invalid_grant");
  assert.equal((await postForm(`${origin}/auth/revoke`, { token: "unknown" })).status, 200);
});

test("a restart keeps sign-ins, long-lived ones too; the store holds none of their tokens", async (t) => {
  const before = await startTestHub(t);
  const { access_token, refresh_token } = await onboard(before.origin);
  const client = await RawClient.connect(before.origin, access_token);
  const longLived = await client.call("auth/long_lived_access_token", { lifespan: 365, client_name: "script" });
  const again = await client.call("auth/long_lived_access_token", { lifespan: 365, client_name: "script" });
  assert.equal(again.error?.code, "home_assistant_error");

  const kept = JSON.stringify(await before.store.collection("hub_refresh_tokens", { version: 1 }).entries());
  for (const token of [access_token, refresh_token, longLived.result]) assert.ok(!kept.includes(String(token)));

  const { origin } = await before.restart();
  assert.ok(await works(origin, access_token));
  assert.ok(await works(origin, String(longLived.result)));
  assert.equal((await refresh(origin, refresh_token)).status, 200);
});

test("users: made, signed in, deleted; the owner stays", async (t) => {
  const { origin } = await startTestHub(t);
  const { access_token } = await onboard(origin);
  const owner = await RawClient.connect(origin, access_token);
  const made = (await owner.call("config/auth/create", { name: "Guest", group_ids: ["system-users"] })).result as {
    user: { id: string };
  };
  const login = { user_id: made.user.id, username: "Guest", password: "long enough" };
  assert.deepEqual((await owner.call("config/auth_provider/homeassistant/create", login)).result, {});
  const taken = await owner.call("config/auth_provider/homeassistant/create", login);
  assert.equal(taken.error?.code, "home_assistant_error");

  const { result } = (await (await logIn(origin, "guest", login.password)).json()) as { result: string };
  const tokens = await redeem(origin, result);
  const guest = await RawClient.connect(origin, tokens.access_token);
  assert.equal(((await guest.call("auth/current_user")).result as { is_admin: boolean }).is_admin, false);
  assert.equal((await guest.call("config/auth/list")).error?.code, "unauthorized");
  assert.equal((await guest.call("subscribe_events")).error?.code, "unauthorized");
  assert.equal((await caller(origin, tokens.access_token)("POST", "config/config_entries/flow", {})).status, 401);

  const users = (await owner.call("config/auth/list")).result as { id: string; is_owner: boolean }[];
  assert.equal(users.length, 2);
  const ownerId = users.find(({ is_owner }) => is_owner)?.id;
  assert.equal((await owner.call("config/auth/delete", { user_id: ownerId })).error?.code, "home_assistant_error");
  const closed = guest.closed();
  assert.equal((await owner.call("config/auth/delete", { user_id: made.user.id })).success, true);
  assert.equal(await closed, 1008);
  assert.equal((await refresh(origin, tokens.refresh_token)).body.error, "invalid_grant");
});
