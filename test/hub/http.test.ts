import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { test } from "node:test";
import { StartError } from "../../src/backend/start-error.ts";
import { StoreError } from "../../src/backend/store/store.ts";
import { clientIdOf, OWNER, onboard, post, RawClient } from "./support/client.ts";
import { startTestHub, startUnreadyTestHub } from "./support/test-hub.ts";

const onboarding = (origin: string) => `${origin}/api/onboarding`;
const statusFrom = async (origin: string, from: string, more: Record<string, string> = {}) =>
  (await fetch(onboarding(origin), { headers: { origin: from, ...more } })).status;

test("an Origin other than the hub's own, the public or a configured one is refused", async (t) => {
  const publicUrl = "https://hub.example.com/some/path";
  const { origin } = await startTestHub(t, { publicUrl, allowedOrigins: ["https://panel.example.com"] });
  assert.equal((await fetch(onboarding(origin))).status, 200);
  assert.equal(await statusFrom(origin, origin), 200);
  assert.equal(await statusFrom(origin, "https://hub.example.com"), 200);
  assert.equal(await statusFrom(origin, "https://panel.example.com"), 200);
  for (const from of ["https://evil.example", "http://127.0.0.1:1", "null", "file://", "garbage"])
    assert.equal(await statusFrom(origin, from), 403, from);
  const posted = await post(`${origin}/auth/token`, {}, { origin: "https://evil.example" });
  assert.equal(posted.status, 403);
});

test("Origin: null is refused, also where the browser says that it is the hub's own page", async (t) => {
  const { origin } = await startTestHub(t);
  assert.equal(await statusFrom(origin, "null", { "sec-fetch-site": "same-origin" }), 403);
});

test("the websocket refuses foreign origins", async (t) => {
  const { origin } = await startTestHub(t);
  const foreign = new RawClient(origin, { origin: "https://evil.example" });
  const [, answer] = await new Promise<[unknown, { statusCode?: number }]>((resolve) =>
    foreign.socket.once("unexpected-response", (...event) => resolve(event as never)),
  );
  assert.equal(answer.statusCode, 403);
  const own = new RawClient(origin, { origin });
  await own.until(() => own.frames.length === 1);
  own.close();
});

test("every answer carries the security headers", async (t) => {
  const { origin } = await startTestHub(t);
  for (const path of ["/", "/healthz", "/api/onboarding", "/nowhere"]) {
    const { headers } = await fetch(origin + path);
    assert.match(headers.get("content-security-policy") ?? "", /script-src 'self'; .*frame-ancestors 'none'/, path);
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("referrer-policy"), "no-referrer");
  }
  assert.equal((await fetch(`${origin}/api/onboarding`)).headers.get("cache-control"), "no-store");
});

test("a body over 1 MiB is refused, announced or not", async (t) => {
  const { origin } = await startTestHub(t);
  const long = "x".repeat(1024 * 1024 + 1);
  const announced = await post(`${origin}/api/onboarding/users`, {
    client_id: clientIdOf(origin),
    ...OWNER,
    name: long,
  });
  assert.equal(announced.status, 413);

  const { hostname, port } = new URL(origin);
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const chunked = request({ hostname, port, method: "POST", path: "/auth/token" }, (answer) =>
      resolve(answer.statusCode),
    );
    chunked.on("error", reject);
    for (let n = 0; n < 20; n++) chunked.write("x".repeat(64 * 1024));
    chunked.end();
  });
  assert.equal(status, 413);
});

test("unknown paths, methods and strange targets get JSON errors", async (t) => {
  const { origin } = await startTestHub(t);
  assert.deepEqual(await (await fetch(`${origin}/nowhere`)).json(), { message: "Not found" });
  assert.equal((await fetch(`${origin}/auth/token`)).status, 405);
  const { hostname, port } = new URL(origin);
  for (const [target, expected] of [
    ["//evil.example/", 404],
    ["http://evil.example/", 400],
    ["/%", 404],
  ] as const) {
    const socket = connect(Number(port), hostname);
    socket.write(`GET ${target} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`);
    const [answer] = await socket.map(String).take(1).toArray();
    assert.match(String(answer), new RegExp(`^HTTP/1.1 ${expected} `), target);
  }
});

test("a busy port stops the start with one sentence", async (t) => {
  const { origin } = await startTestHub(t);
  const port = Number(new URL(origin).port);
  await assert.rejects(
    startTestHub(t, { port }),
    (error) => error instanceof StartError && /is in use/.test(error.message),
  );
});

test("a route of the plugin gets the request as it came, on the public origin", async (t) => {
  const { hub, origin } = await startTestHub(t, { publicUrl: "https://hub.example.com" });
  hub.host.route("GET", "/oauth/echo", (incoming) => {
    const headers = new Headers({ "content-security-policy": "default-src 'none'" });
    headers.append("set-cookie", "a=1");
    headers.append("set-cookie", "b=2");
    const { url } = incoming;
    return Response.json({ url, cookie: incoming.headers.get("cookie") }, { headers });
  });
  const answer = await fetch(`${origin}/oauth/echo?code=x`, { headers: { cookie: "binding=1" } });
  assert.deepEqual(await answer.json(), { url: "https://hub.example.com/oauth/echo?code=x", cookie: "binding=1" });
  assert.deepEqual(answer.headers.getSetCookie(), ["a=1", "b=2"]);
  assert.equal(answer.headers.get("content-security-policy"), "default-src 'none'");
  assert.equal(hub.host.redirectUri(), "https://hub.example.com/oauth/callback");
});

test("a store that can't write: HTTP says so with 503, the websocket with backend_unavailable", async (t) => {
  const { hub, store, origin, lines } = await startTestHub(t);
  const { access_token } = await onboard(origin);
  const client = await RawClient.connect(origin, access_token);
  const doing = "Writing hub_users";
  const message = `${doing} failed: the disk is full. Free some space and try again.`;
  const fail = () => Promise.reject(new StoreError(doing, new Error("SQLITE_FULL: database or disk is full")));
  hub.host.route("POST", "/oauth/write", fail);
  const answer = await post(`${origin}/oauth/write`, {});
  assert.deepEqual([answer.status, await answer.json()], [503, { message }]);

  const made = (await client.call("config/auth/create", { name: "Guest" })).result as { user: { id: string } };
  const user_id = made.user.id;
  const collection = Object.getPrototypeOf(store.collection("hub_users", { version: 1 }));
  for (const method of ["put", "delete"]) t.mock.method(collection, method, fail);
  for (const [type, fields] of [
    ["config/auth/create", { name: "Another" }],
    ["config/auth_provider/homeassistant/create", { user_id, username: "guest", password: "long enough" }],
    ["auth/long_lived_access_token", { client_name: "script", lifespan: 1 }],
    ["config/auth/delete", { user_id }],
  ] as const)
    assert.deepEqual((await client.call(type, fields)).error, { code: "backend_unavailable", message }, type);
  const users = (await client.call("config/auth/list")).result as { username: string | null }[];
  assert.deepEqual(
    users.map(({ username }) => username),
    ["ada", null],
  );
  assert.ok(lines.some((line) => line.includes("SQLITE_FULL")));
});

test("before it is ready the hub answers 503 on every door; the same port works afterwards", async (t) => {
  const { hub, origin, ready } = await startUnreadyTestHub(t);
  const early = await fetch(`${origin}/healthz`);
  assert.deepEqual([early.status, early.headers.get("retry-after")], [503, "1"]);
  assert.equal((await post(`${origin}/auth/token`, {})).status, 503);
  const refused = new RawClient(origin);
  const [, answer] = (await once(refused.socket, "unexpected-response")) as [unknown, { statusCode?: number }];
  assert.equal(answer.statusCode, 503);

  await ready();
  assert.equal(hub.listening, origin);
  assert.equal((await fetch(`${origin}/healthz`)).status, 200);
  const client = await RawClient.connect(origin, (await onboard(origin)).access_token);
  assert.equal((await client.call("get_config")).success, true);
});
