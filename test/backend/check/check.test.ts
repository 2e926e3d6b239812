/** `application_credentials/check` against a real `oidc-provider`, and against providers that are odd. */
import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { startCredentials } from "../../../src/backend/plugin.ts";
import { keyFileIn } from "../../../src/backend/store/key-encryption-key.ts";
import { openKeyring } from "../../../src/backend/store/keyring.ts";
import { openSqliteStore } from "../../../src/backend/store/sqlite-store.ts";
import { type CheckResult, secondsToWait } from "../../../src/protocol/check.ts";
import type { Credential } from "../../../src/protocol/credentials.ts";
import { FakeHost, integrationOf, plainUser } from "../../support/fake-host.ts";
import { closeServer, startProvider } from "../../support/oidc-provider.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const SECRET = "S3CRET-canary-client-secret";
/** Where nothing listens. */
const NOWHERE = "http://127.0.0.1:4/token";
const REDIRECT_URI = "http://127.0.0.1:8350/oauth/callback";

interface Seen {
  readonly authorization: string | undefined;
  readonly body: URLSearchParams;
}

/** The credentials alone, as Home Assistant's process has them, with one integration at this token endpoint. */
async function start(t: TestContext, token_url: string, folder = temporaryFolder(t)) {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const host = new FakeHost();
  host.addIntegration("demo_mail", {
    name: "Demo Mail",
    authorizationServer: async () => ({ authorize_url: token_url.replace("token", "auth"), token_url }),
  });
  const store = await openSqliteStore(join(folder, "store.db"));
  t.after(() => store.close());
  const keyring = await openKeyring(keyFileIn(folder), store, undefined);
  const { credentials } = await startCredentials(host, { store, keyring });
  const call = (command: string, fields: object) => host.call(`application_credentials/${command}`, fields);
  const check = async (client_secret: string, client_id = "hub"): Promise<CheckResult> => {
    const { result, error } = await call("check", { domain: "demo_mail", client_id, client_secret });
    assert.equal(error, undefined);
    return result as CheckResult;
  };
  const create = async (client_secret: string, client_id = "hub"): Promise<Credential> =>
    (await call("create", { domain: "demo_mail", client_id, client_secret })).result as Credential;
  const checkStored = async ({ id }: Credential) =>
    (await call("check", { application_credentials_id: id })).result as CheckResult;
  return { host, credentials, call, check, create, checkStored };
}

/** A token endpoint of the test's own. */
async function odd(t: TestContext, answer: (response: ServerResponse, seen: Seen, request: IncomingMessage) => void) {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk as Uint8Array);
    const one = {
      authorization: request.headers.authorization,
      body: new URLSearchParams(Buffer.concat(chunks).toString()),
    };
    seen.push(one);
    answer(response, one, request);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => closeServer(server));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`, seen };
}

const json = (response: ServerResponse, status: number, body: object) =>
  void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

for (const method of ["client_secret_post", "client_secret_basic"] as const) {
  test(`a provider that wants ${method}: the right secret is accepted, a wrong one rejected in its words`, async (t) => {
    const provider = await startProvider(t, REDIRECT_URI, {}, method);
    const { check } = await start(t, provider.endpoints.token_url);
    assert.deepEqual(await check(SECRET), {
      status: "accepted",
      reason: "Demo Mail knows this client ID and secret.",
    });
    t.mock.timers.tick(60_001);
    const rejected = await check("S3CRET-canary-wrong");
    assert.equal(rejected.status, "rejected");
    assert.equal(rejected.reason, "Demo Mail answered “invalid_client: client authentication failed”.");
    assert.equal((await check(SECRET, "nobody")).status, "rejected");
  });
}

test("a stored credential is checked by its id, at its own authorization server where it has one", async (t) => {
  const provider = await startProvider(t, REDIRECT_URI);
  const { create, checkStored, call } = await start(t, NOWHERE);
  assert.match((await checkStored(await create(SECRET))).reason, /^Demo Mail can't be reached \(ECONNREFUSED\)/);
  await call("allowed_host/add", { host: "127.0.0.1" });
  const { authorize_url, token_url } = provider.endpoints;
  const own = { domain: "own", client_id: "hub", authorization_server: { authorize_url, token_url } };
  const typed = (await call("check", { ...own, client_secret: SECRET })).result as CheckResult;
  assert.equal(typed.status, "accepted");
  const stored = (await call("create", { ...own, client_secret: SECRET })).result as Credential;
  assert.equal((await checkStored(stored)).status, "accepted");
});

test("invalid_grant before the secret is looked at: a wrong secret gets the same answer, so nothing is told", async (t) => {
  const { url, seen } = await odd(t, (response) =>
    json(response, 400, { error: "invalid_grant", error_description: "Malformed code" }),
  );
  const { check } = await start(t, url);
  const { status, reason } = await check(SECRET);
  assert.equal(status, "unknown");
  assert.match(reason, /^Demo Mail answered “invalid_grant: Malformed code” to a wrong secret too/);
  const secrets = seen.map(({ body }) => body.get("client_secret"));
  assert.equal(secrets.length, 2);
  assert.equal(secrets[0], SECRET);
  assert.notEqual(secrets[1], SECRET);
  for (const { body } of seen) {
    assert.equal(body.get("grant_type"), "authorization_code");
    assert.equal(body.get("redirect_uri"), REDIRECT_URI);
    assert.match(body.get("code") ?? "", /^check-[\w-]{43}$/);
  }
  assert.notEqual(seen[0]?.body.get("code"), seen[1]?.body.get("code"));
});

test("unauthorized_client is a no, too", async (t) => {
  const { url } = await odd(t, (response) => json(response, 400, { error: "unauthorized_client" }));
  const { check } = await start(t, url);
  assert.deepEqual(await check(SECRET), { status: "rejected", reason: "Demo Mail answered “unauthorized_client”." });
});

test("what says nothing is unknown, with what came", async (t) => {
  const cases: [string, (response: ServerResponse) => void, RegExp][] = [
    [
      "a redirect",
      (response) => void response.writeHead(307, { location: "/elsewhere" }).end(),
      /with a redirect, which is not followed/,
    ],
    [
      "a page",
      (response) => void response.writeHead(200).end("<html>Welcome"),
      /something that is not JSON \(HTTP status 200\)/,
    ],
    ["nothing", (response) => void response.writeHead(204).end(), /something that is not JSON \(HTTP status 204\)/],
    [
      "a token for nothing",
      (response) => json(response, 200, { access_token: "a" }),
      /no OAuth error \(HTTP status 200\)/,
    ],
    ["429", (response) => json(response, 429, { error: "slow_down" }), /with the HTTP status 429 “slow_down”/],
    ["503", (response) => void response.writeHead(503).end("down"), /with the HTTP status 503\./],
    ["another OAuth error", (response) => json(response, 400, { error: "invalid_request" }), /“invalid_request”/],
    ["too much", (response) => void response.writeHead(400).end("x".repeat(70_000)), /more than 64 KB/],
    ["an endless answer", (response) => flood(response), /more than 64 KB/],
    ["a broken connection", (response) => void response.destroy(), /can't be reached/],
  ];
  for (const [name, answer, reason] of cases)
    await t.test(name, async (t) => {
      const paths: (string | undefined)[] = [];
      const { url } = await odd(t, (response, _seen, request) => {
        paths.push(request.url);
        answer(response);
      });
      const { check, host } = await start(t, url);
      const result = await check(SECRET);
      assert.equal(result.status, "unknown");
      assert.match(result.reason, reason);
      assert.match(result.reason, /That says nothing about the client\.$/);
      assert.ok(!paths.includes("/elsewhere"));
      assert.deepEqual(host.logged, []);
    });
});

function flood(response: ServerResponse): void {
  response.writeHead(400);
  const more = () => {
    while (!response.destroyed && response.write("x".repeat(16_384)));
  };
  response.on("drain", more);
  more();
}

test("a control call that fails leaves it unknown", async (t) => {
  const { url } = await odd(t, (response, { body }) =>
    body.get("client_secret") === SECRET
      ? json(response, 400, { error: "invalid_grant" })
      : void response.writeHead(503).end(),
  );
  const { check } = await start(t, url);
  const { status, reason } = await check(SECRET);
  assert.equal(status, "unknown");
  assert.match(reason, /HTTP status 503/);
});

test("a provider that answers nothing is given 10 s", { timeout: 30_000 }, async (t) => {
  const { url } = await odd(t, () => {});
  const { check } = await start(t, url);
  const began = performance.now();
  assert.match((await check(SECRET)).reason, /^Demo Mail does not answer \(no answer in 10 seconds\)/);
  assert.ok(performance.now() - began < 20_000);
});

test("S12, S13: a provider that repeats what it was sent, in any form: the secret is in no answer and no log", async (t) => {
  const secret = "S3CRET canary/ü+%";
  const echo = (response: ServerResponse, { authorization = "", body }: Seen, status: number) => {
    const basic = Buffer.from(authorization.replace("Basic ", ""), "base64").toString();
    const sent = body.get("client_secret") ?? "";
    const all = [sent, encodeURIComponent(sent), body.toString(), authorization, basic];
    json(response, status, { error: "invalid_client", error_description: all.join(" | ") });
  };
  for (const status of [400, 401, 503])
    await t.test(`with ${status}`, async (t) => {
      const sent: string[] = [];
      const { url } = await odd(t, (response, seen) => {
        sent.push(seen.authorization?.replace("Basic ", "") ?? seen.body.toString().replace(/^.*client_secret=/, ""));
        echo(response, seen, status);
      });
      const { check, host } = await start(t, url);
      const told = JSON.stringify([await check(secret), host.logged]);
      assert.match(told, /•••/);
      const urlencoded = new URLSearchParams({ s: secret }).toString().slice(2);
      for (const form of [
        ...sent,
        ...sent.map((one) => Buffer.from(one, "base64").toString()),
        secret,
        urlencoded,
        encodeURIComponent(secret),
        btoaUtf8(`hub:${secret}`),
        btoaUtf8(`hub:${urlencoded}`),
      ])
        assert.ok(!told.includes(form), told);
    });
});

const btoaUtf8 = (text: string) => Buffer.from(text).toString("base64");

test("once a minute for each client: the same secret gets the last answer, another one the seconds to wait", async (t) => {
  const provider = await startProvider(t, REDIRECT_URI);
  const { check, create, checkStored } = await start(t, provider.endpoints.token_url);
  const [first, together] = await Promise.all([check(SECRET), check(SECRET)]);
  assert.deepEqual([first?.status, together?.status], ["accepted", "accepted"]);
  const asked = provider.tokenRequests.length;
  assert.equal(asked, 2, "the question and its control");
  t.mock.timers.tick(10_000);
  const other = await check("S3CRET-canary-other");
  assert.equal(other.status, "unknown");
  assert.equal(secondsToWait(other), 50);
  assert.equal((await checkStored(await create(SECRET))).status, "accepted");
  assert.equal(provider.tokenRequests.length, asked);
  assert.equal(secondsToWait(first as CheckResult), undefined);
  t.mock.timers.tick(49_500);
  assert.equal(secondsToWait(await check("S3CRET-canary-other")), 1);
  t.mock.timers.tick(501);
  assert.equal((await check("S3CRET-canary-other")).status, "rejected");
  assert.equal((await check(SECRET, "another client")).status, "rejected", "each client has a minute of its own");
});

test("which way works is remembered over a restart, for checks and for tokens", async (t) => {
  const folder = temporaryFolder(t);
  const { url, seen } = await odd(t, (response, { authorization }) => {
    const [, pair = ""] = (authorization ?? "").split(" ");
    const given = decodeURIComponent(Buffer.from(pair, "base64").toString());
    if (given === `hub:${SECRET}`) return json(response, 400, { error: "invalid_grant" });
    json(response, 401, { error: "invalid_client" });
  });
  const { create, checkStored, credentials } = await start(t, url, folder);
  const item = await create(SECRET);
  assert.equal((await checkStored(item)).status, "accepted");
  assert.deepEqual(
    seen.map(({ authorization }) => authorization !== undefined),
    [false, true, true],
  );
  for (let tries = 0; (await credentials.authentication(item.id)).method !== "client_secret_basic"; tries += 1) {
    assert.ok(tries < 100, "it was never stored");
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(credentials.get(item.id).updated_at, item.updated_at);
  t.mock.timers.tick(61_000);
  assert.equal((await checkStored(item)).status, "accepted");
  assert.deepEqual(
    seen.slice(3).map(({ authorization }) => authorization !== undefined),
    [true, true],
  );
});

test("F4: a check that the provider answers ends a rotation: the new secret has worked", async (t) => {
  const provider = await startProvider(t, REDIRECT_URI);
  const { create, call, checkStored, credentials } = await start(t, provider.endpoints.token_url);
  const item = await create("S3CRET-canary-the-old-one");
  const rotate = (client_secret: string) => call("rotate", { application_credentials_id: item.id, client_secret });
  await rotate("S3CRET-canary-mistyped");
  assert.equal((await checkStored(item)).status, "rejected");
  assert.equal(credentials.rotations.all()[0]?.state, "unused", "it may be accepted at the next use");
  t.mock.timers.tick(61_000);
  await rotate(SECRET);
  assert.equal((await checkStored(item)).status, "accepted");
  for (let tries = 0; credentials.rotations.all()[0]?.state !== "worked"; tries += 1) {
    assert.ok(tries < 100, "the rotation goes on");
    await new Promise((resolve) => setImmediate(resolve));
  }
});

test("the fields: an id alone, or a client in full; the values are in no message", async (t) => {
  const { call } = await start(t, NOWHERE);
  const typed = { domain: "demo_mail", client_id: "hub", client_secret: SECRET };
  const cases: [object, RegExp][] = [
    [{}, /^domain is required; client_id is required; client_secret is required$/],
    [{ ...typed, client_secret: "  " }, /^client_secret must not be empty$/],
    [{ ...typed, application_credentials_id: "x" }, /^domain must not come with application_credentials_id; client_id/],
    [{ ...typed, more: 1 }, /^more is not a field of this command$/],
    [{ ...typed, domain: "nobody" }, /^No application_credentials platform for nobody$/],
    [
      { ...typed, authorization_server: { authorize_url: "https://a.example/", token_url: "http://a.example/" } },
      /^authorization_server\.token_url must be https/,
    ],
  ];
  for (const [fields, message] of cases) {
    const { error } = await call("check", fields);
    assert.equal(error?.code, "invalid_format");
    assert.match(error?.message ?? "", message);
    assert.ok(!error?.message.includes(SECRET));
  }
  const { error } = await call("check", { application_credentials_id: "nobody" });
  assert.deepEqual(error, { code: "not_found", message: "Unable to find application_credentials_id nobody" });
});

test("an integration that does not say its endpoints: unknown; S11: administrators alone", async (t) => {
  const { host, check } = await start(t, NOWHERE);
  host.addIntegration("demo_mail", { name: "Demo Mail", authorizationServer: () => Promise.reject(new Error("down")) });
  assert.deepEqual(await check(SECRET), {
    status: "unknown",
    reason: "Demo Mail does not say where its provider is.",
  });
  for (const caller of [plainUser, integrationOf("demo_mail")])
    assert.equal((await host.call("application_credentials/check", {}, caller)).error?.code, "unauthorized");
});
