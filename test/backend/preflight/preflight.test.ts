/** F14, C c: what is wrong is known before the window opens. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { CallbackProbe } from "../../../src/backend/preflight/callback-probe.ts";
import { checkEndpoints } from "../../../src/backend/preflight/endpoints.ts";
import { checkOrigin } from "../../../src/backend/preflight/origin.ts";
import { directFetch } from "../../../src/backend/providers/provider-fetch.ts";
import type { PreflightCheck } from "../../../src/protocol/providers.ts";
import { closeServer } from "../../support/oidc-provider.ts";
import { startScene } from "../connect/connect-support.ts";
import { startServer } from "../providers/support.ts";

const brief = ({ check, status, reason }: PreflightCheck) => `${check} ${status} ${reason}`;

test("origin: https with a public name and this machine pass; http, addresses and local names are named", () => {
  const cases = {
    "https://hub.example.com": "origin ok origin_ok",
    "http://127.0.0.1:8350": "origin ok origin_ok",
    "http://localhost:8350": "origin ok origin_ok",
    "http://hub.example.com": "origin warning origin_http",
    "http://192.168.1.5:8350": "origin warning origin_http",
    "https://192.168.1.5": "origin warning origin_not_public",
    "https://hub.local": "origin warning origin_not_public",
    "https://[fd00::1]": "origin warning origin_not_public",
  };
  for (const [origin, wanted] of Object.entries(cases)) {
    assert.equal(brief(checkOrigin(`${origin}/oauth/callback`, origin)), wanted, origin);
  }
  const elsewhere = checkOrigin("https://hub.example.com/oauth/callback", "http://192.168.1.5:8350");
  assert.equal(brief(elsewhere), "origin warning origin_differs");
  assert.match(elsewhere.message, /open at http:\/\/192\.168\.1\.5:8350.*back to https:\/\/hub\.example\.com\./);
});

async function listen(t: TestContext, answer: (path: string) => number) {
  const server = createServer((request, response) => {
    response.writeHead(answer(request.url ?? ""), { location: "https://elsewhere.example/" }).end("OK, connected");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => closeServer(server));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/oauth/callback`;
}

test("callback: only what this process saw counts; another server's 200 or redirect is not ours, nobody is a warning", async (t) => {
  const probe = new CallbackProbe();
  const nonces: string[] = [];
  const own = await listen(t, (path) => {
    const { searchParams } = new URL(path, "http://x");
    nonces.push(searchParams.get("preflight") ?? "");
    return probe.recognise(searchParams) ? 204 : 400;
  });
  assert.equal(brief(await probe.check(own)), "callback ok callback_ok");
  assert.equal(brief(await probe.check(own)), "callback ok callback_ok");
  const [first = ""] = nonces;
  assert.notEqual(first, nonces[1]);
  assert.equal(probe.recognise(new URLSearchParams({ preflight: first })), false, "a nonce is good for once");
  assert.equal(probe.recognise(new URLSearchParams({ preflight: "guessed" })), false);
  assert.equal(probe.recognise(new URLSearchParams()), false);

  const foreign = await listen(t, () => 200);
  assert.equal(brief(await probe.check(foreign)), "callback failed callback_elsewhere");
  const redirecting = await listen(t, () => 301);
  const redirected = await probe.check(redirecting);
  assert.equal(brief(redirected), "callback failed callback_elsewhere");
  assert.equal(redirected.placeholders.came, "HTTP 301");
  const nobody = await probe.check(await closedAddress());
  assert.equal(brief(nobody), "callback warning callback_unreachable");
  assert.equal(nobody.placeholders.came, "ECONNREFUSED");
});

/** Where nobody listens any more. */
async function closedAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await closeServer(server);
  return `http://127.0.0.1:${port}/oauth/callback`;
}

test("endpoints and clock: an error page is an answer, 5xx a warning, nobody a failure; `Date` more than 60 s off is named", async (t) => {
  const ask = async (status: number, shift: number, token_url?: string) => {
    const server = await startServer(t, () => (_request, response) => {
      response.sendDate = false;
      response.writeHead(status, { date: new Date(Date.now() + shift).toUTCString() }).end("x".repeat(10));
    });
    const endpoints = { authorize_url: `${server.origin}/a`, token_url: token_url ?? `${server.origin}/t` };
    return (await checkEndpoints({ provider: "P", endpoints, fetch: directFetch })).map(brief);
  };
  assert.deepEqual(await ask(404, 0), ["endpoint ok endpoint_ok", "endpoint ok endpoint_ok", "clock ok clock_ok"]);
  assert.deepEqual((await ask(503, 0)).slice(0, 2), [
    "endpoint warning endpoint_error",
    "endpoint warning endpoint_error",
  ]);
  assert.equal((await ask(400, 50_000)).at(-1), "clock ok clock_ok");
  assert.equal((await ask(400, 65_000)).at(-1), "clock warning clock_behind");
  assert.equal((await ask(400, -65_000)).at(-1), "clock warning clock_ahead");
  assert.equal((await ask(200, 0, "http://127.0.0.1:1/t"))[1], "endpoint failed endpoint_unreachable");
});

test("an endpoint that answers with a large page answers", async (t) => {
  const server = await startServer(t, () => (_request, response) => void response.end("x".repeat(200_000)));
  const endpoints = { authorize_url: `${server.origin}/a`, token_url: `${server.origin}/t` };
  const findings = await checkEndpoints({ provider: "P", endpoints, fetch: directFetch });
  assert.deepEqual(findings.map(brief).slice(0, 2), ["endpoint ok endpoint_ok", "endpoint ok endpoint_ok"]);
});

test("the command: one finding for each, for the chosen credential; the callback's probe passes the real route", async (t) => {
  const { host } = await startScene(t);
  const server = await listen(t, () => 200);
  host.origin = new URL(server).origin;
  const { result, error } = await host.call("application_credentials/preflight", {
    domain: "demo_calendar",
    client_id: "hub",
    origin: "http://127.0.0.1:9",
  });
  assert.equal(error, undefined);
  assert.deepEqual((result as PreflightCheck[]).map(brief), [
    "origin warning origin_differs",
    "callback failed callback_elsewhere",
    "endpoint ok endpoint_ok",
    "endpoint ok endpoint_ok",
    "clock ok clock_ok",
  ]);
  const unknown = await host.call("application_credentials/preflight", { domain: "demo_calendar", client_id: "other" });
  assert.equal(unknown.error?.code, "not_found");
});
