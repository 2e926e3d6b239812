import assert from "node:assert/strict";
import { test } from "node:test";
import { clientIdOf, OWNER, onboard, post, redeem } from "./support/client.ts";
import { startTestHub } from "./support/test-hub.ts";

test("onboarding is open until there is an owner", async (t) => {
  const { origin } = await startTestHub(t);
  const before = await fetch(`${origin}/api/onboarding`);
  assert.deepEqual(await before.json(), [{ step: "user", done: false }]);

  const { access_token } = await onboard(origin);
  assert.ok(access_token);

  const after = await fetch(`${origin}/api/onboarding`);
  assert.equal(after.status, 404);
  assert.doesNotMatch(after.headers.get("content-type") ?? "", /json/);
});

test("of many who ask at once one becomes the owner", async (t) => {
  const { origin } = await startTestHub(t);
  const ask = (n: number) =>
    post(`${origin}/api/onboarding/users`, { client_id: clientIdOf(origin), ...OWNER, username: `user${n}` });
  const answers = await Promise.all([1, 2, 3, 4, 5].map(ask));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 403, 403, 403, 403]);
});

test("a field that is missing or too short is named, its value is not", async (t) => {
  const { origin } = await startTestHub(t);
  const send = (body: object) => post(`${origin}/api/onboarding/users`, body);
  const short = await send({ client_id: clientIdOf(origin), ...OWNER, password: "s3cret" });
  assert.equal(short.status, 400);
  const { message } = (await short.json()) as { message: string };
  assert.match(message, /password must have at least 8 characters/);
  assert.doesNotMatch(message, /s3cret/);
  const { name: _name, ...nameless } = OWNER;
  assert.match(await (await send({ client_id: clientIdOf(origin), ...nameless })).text(), /name is required/);
});

test("an authorization code is good once", async (t) => {
  const { origin } = await startTestHub(t);
  const response = await post(`${origin}/api/onboarding/users`, { client_id: clientIdOf(origin), ...OWNER });
  const { auth_code } = (await response.json()) as { auth_code: string };
  assert.ok((await redeem(origin, auth_code)).access_token);
  assert.deepEqual(await redeem(origin, auth_code), { error: "invalid_request", error_description: "Invalid code" });
});
