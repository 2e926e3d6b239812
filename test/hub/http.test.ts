import assert from "node:assert/strict";
import { request } from "node:http";
import { connect } from "node:net";
import { test } from "node:test";
import { StartError } from "../../src/backend/start-error.ts";
import { clientIdOf, OWNER, post, RawClient } from "./support/client.ts";
import { startTestHub } from "./support/test-hub.ts";

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

test("a form of the hub's own page may come with Origin: null", async (t) => {
  const { origin } = await startTestHub(t);
  assert.equal(await statusFrom(origin, "null", { "sec-fetch-site": "same-origin" }), 200);
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
