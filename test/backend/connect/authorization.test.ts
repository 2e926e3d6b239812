import assert from "node:assert/strict";
import test from "node:test";
import { REDIRECT_URI, startScene } from "./connect-support.ts";

test("a sign-in from start page to connected account", async (t) => {
  const { begin, signIn, get, host } = await startScene(t);
  const step = await begin();
  const link = new URL(step.url);
  assert.equal(link.origin + link.pathname, "http://127.0.0.1:8350/oauth/start");
  assert.equal(link.searchParams.get("client_id"), "hub");
  assert.equal(link.searchParams.get("redirect_uri"), REDIRECT_URI);
  assert.equal(link.searchParams.get("scope"), "openid calendar.read");
  const callback = await signIn(step);
  assert.equal(new URL(callback).searchParams.get("state"), link.searchParams.get("state"));
  const answer = await get(callback, step.cookie);
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.get("cache-control"), "no-store");
  assert.equal(answer.headers.get("referrer-policy"), "no-referrer");
  const location = answer.headers.get("location") ?? "";
  assert.ok(!location.includes("code="));
  const page = await get(`http://127.0.0.1:8350${location}`);
  assert.equal(page.status, 200);
  assert.match(page.headers.get("content-security-policy") ?? "", /script-src 'self'; .*frame-ancestors 'none'/);
  assert.match(await page.text(), /Demo Calendar/);
  assert.deepEqual(
    host.finished.map(({ flowId, outcome }) => [flowId, outcome.result]),
    [["flow1", "connected"]],
  );
});

test("S1: PKCE S256 on each flow, with a challenge of its own, the verifier in no address", async (t) => {
  const { begin, get } = await startScene(t);
  const challenges = new Set<string | null>();
  for (const flow of ["a", "b"]) {
    const step = await begin(flow);
    const location = new URL((await get(step.url, step.cookie)).headers.get("location") ?? "");
    assert.equal(location.searchParams.get("code_challenge_method"), "S256");
    assert.ok(!`${step.url}${location}`.includes("code_verifier"));
    challenges.add(location.searchParams.get("code_challenge"));
  }
  assert.equal(challenges.size, 2);
});

test("S2: the same answer twice: 400 and no second entry, also when both come at once", async (t) => {
  const { begin, signIn, get, host } = await startScene(t);
  const step = await begin();
  const callback = await signIn(step);
  const answers = await Promise.all([get(callback, step.cookie), get(callback, step.cookie)]);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 400]);
  assert.equal((await get(callback, step.cookie)).status, 400);
  assert.equal(host.finished.length, 1);
});

test("S3: a callback in another browser is refused, and the right browser can still finish", async (t) => {
  const { begin, signIn, get, host } = await startScene(t);
  const step = await begin();
  const callback = await signIn(step);
  for (const cookie of ["", `application_credentials_browser=${"x".repeat(43)}`]) {
    assert.equal((await get(callback, cookie)).status, 400);
  }
  assert.equal(host.finished.length, 0);
  assert.equal((await get(callback, step.cookie)).status, 303);
});

test("S3: the start link is good once, in another browser only after a click that names hub, user and integration", async (t) => {
  const { begin, get, host } = await startScene(t);
  const step = await begin();
  const page = await get(step.url);
  assert.equal(page.status, 200);
  const html = await page.text();
  for (const name of ["Test Hub", "Anna", "Demo Calendar"]) assert.ok(html.includes(name), name);
  const ticket = new URL(step.url).searchParams.get("ticket") ?? "";
  const post = (headers = {}) =>
    host.routes.get("POST /oauth/start")?.(
      new Request("http://127.0.0.1:8350/oauth/start", {
        method: "POST",
        body: new URLSearchParams({ ticket }),
        headers,
      }),
    ) as Promise<Response>;
  assert.equal((await post({ "sec-fetch-site": "cross-site" })).status, 400);
  const agreed = await post();
  assert.equal(agreed.status, 303);
  assert.match(
    agreed.headers.get("set-cookie") ?? "",
    /^application_credentials_browser=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax/,
  );
  assert.equal((await post()).status, 400);
  assert.equal((await get(step.url, step.cookie)).status, 400);
});

test("S3: a start link ends after 60 seconds; a fresh one carries on with the same request", async (t) => {
  const { begin, get } = await startScene(t);
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const step = await begin();
  t.mock.timers.tick(61_000);
  assert.equal((await get(step.url, step.cookie)).status, 400);
  const renewed = await begin("flow1", step.cookie);
  assert.equal(new URL(renewed.url).searchParams.get("state"), new URL(step.url).searchParams.get("state"));
  assert.equal((await get(renewed.url, step.cookie)).status, 303);
});

test("S4: an answer after 11 minutes is told that it is late, and so is the flow", async (t) => {
  const { begin, signIn, get, host } = await startScene(t);
  const step = await begin();
  const callback = await signIn(step);
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  t.mock.timers.tick(11 * 60_000);
  assert.equal((await get(callback, step.cookie)).status, 400);
  assert.deepEqual(
    host.finished.map(({ outcome }) => outcome),
    [{ result: "failed", reason: "oauth_timeout", detail: "" }],
  );
});

test("S5: an answer with a foreign iss, or with none where it is promised, is refused", async (t) => {
  const { begin, signIn, get, host, provider } = await startScene(t);
  for (const iss of ["https://evil.example", undefined]) {
    const step = await begin(`flow ${iss}`);
    const callback = new URL(await signIn(step));
    if (iss) callback.searchParams.set("iss", iss);
    else callback.searchParams.delete("iss");
    assert.equal((await get(callback.href, step.cookie)).status, 400);
  }
  assert.deepEqual(
    host.finished.map(({ outcome }) => outcome.result),
    ["failed", "failed"],
  );
  assert.deepEqual(provider.tokenRequests, []);
});

test("S8: a provider's words are text, never markup", async (t) => {
  const { begin, get, provider } = await startScene(t);
  const step = await begin();
  const state = new URL(step.url).searchParams.get("state") ?? "";
  const callback = new URL(REDIRECT_URI);
  const words = { error: "server_error", error_description: "<img src=x onerror=alert(1)>" };
  callback.search = new URLSearchParams({ state, iss: provider.endpoints.issuer ?? "", ...words }).toString();
  const page = await get(callback.href, step.cookie);
  assert.equal(page.status, 400);
  const html = await page.text();
  assert.ok(!html.includes("<img"));
  assert.ok(html.includes("&lt;img src=x onerror=alert(1)&gt;"));
});

test("a denied consent ends the flow with Home Assistant's reason", async (t) => {
  const { begin, signIn, get, host } = await startScene(t);
  const step = await begin();
  const page = await get(await signIn(step, false), step.cookie);
  assert.equal(page.status, 400);
  const outcome = host.finished.at(-1)?.outcome;
  assert.ok(outcome?.result === "failed");
  assert.equal(outcome.reason, "user_rejected_authorize");
});

test("a made-up state is told so, and nothing is made", async (t) => {
  const { get, host } = await startScene(t);
  for (const query of ["", "?state=", "?state=abc&code=def", `?state=${"x".repeat(10_000)}`]) {
    assert.equal((await get(REDIRECT_URI + query)).status, 400);
  }
  assert.deepEqual(host.finished, []);
});

test("a restart in between does not end the flow", async (t) => {
  const first = await startScene(t);
  const step = await first.begin();
  const callback = await first.signIn(step);
  await first.store.close();
  const second = await startScene(t, { provider: first.provider, folder: first.folder });
  assert.equal((await second.get(callback, step.cookie)).status, 303);
  assert.equal(second.host.finished[0]?.outcome.result, "connected");
});

test("a cancelled flow's answer is refused", async (t) => {
  const { begin, signIn, get, plugin, host } = await startScene(t);
  const step = await begin();
  const callback = await signIn(step);
  await plugin.cancel("flow1");
  assert.equal((await get(callback, step.cookie)).status, 400);
  assert.deepEqual(host.finished, []);
});

test("a provider that only takes the client in the Authorization header is understood", async (t) => {
  const { begin, signIn, get } = await startScene(t, { authMethod: "client_secret_basic" });
  const step = await begin();
  assert.equal((await get(await signIn(step), step.cookie)).status, 303);
});

const troubles: [string, number, string, string][] = [
  ["down", 503, "", "oauth_failed"],
  ["garbage", 200, "<html>hello</html>", "oauth_failed"],
  ["a JSON list", 200, "[1]", "oauth_failed"],
  ["too much", 200, JSON.stringify({ access_token: "x".repeat(70_000), token_type: "bearer" }), "oauth_failed"],
  ["no token in it", 200, "{}", "oauth_failed"],
  ["a redirect", 302, "", "oauth_failed"],
  ["invalid_client", 401, '{"error":"invalid_client"}', "oauth_unauthorized"],
  ["invalid_grant", 400, '{"error":"invalid_grant","error_description":"S3CRET-canary-client-secret"}', "oauth_error"],
  ["an error with status 200", 200, '{"error":"bad_verification_code"}', "oauth_error"],
];
for (const [name, status, body, reason] of troubles) {
  test(`the token endpoint answers ${name}: the flow ends with ${reason}, in words without a secret`, async (t) => {
    const { begin, signIn, get, provider, host } = await startScene(t);
    const step = await begin();
    const callback = await signIn(step);
    provider.interfere = (reply) =>
      reply(status, body, { "content-type": "application/json", location: "http://127.0.0.1:1/" });
    const page = await get(callback, step.cookie);
    assert.ok(page.status >= 400);
    const outcome = host.finished.at(-1)?.outcome;
    assert.ok(outcome?.result === "failed");
    assert.equal(outcome.reason, reason);
    assert.match(outcome.detail, /^Demo Calendar /);
    assert.ok(!`${outcome.detail}${await page.text()}${host.logged.join()}`.includes("S3CRET"));
  });
}

test("S2: a link renewed while the answer comes in does not bring the used state back", async (t) => {
  const { begin, signIn, get, host, provider } = await startScene(t);
  const step = await begin();
  const callback = await signIn(step);
  const [answer] = await Promise.all([get(callback, step.cookie), begin("flow1"), begin("flow1")]);
  assert.equal(answer.status, 303);
  assert.equal((await get(callback, step.cookie)).status, 400);
  assert.equal(provider.tokenRequests.length, 1);
  assert.deepEqual(
    host.finished.map(({ outcome }) => outcome.result),
    ["connected"],
  );
});

test("the binding cookie is renewed with each flow, with the value that the browser has", async (t) => {
  const { plugin } = await startScene(t);
  const request = { domain: "demo_calendar", implementation: "demo_calendar", user_name: "Anna" };
  const first = await plugin.authorize({ ...request, flow_id: "a", cookie: null });
  const cookie = first.setCookie.split(";")[0] ?? "";
  assert.equal((await plugin.authorize({ ...request, flow_id: "b", cookie })).setCookie, first.setCookie);
  assert.match(first.setCookie, /Max-Age=3600/);
});

test("a credential stays while a sign-in with it is being finished; deleted before, the page says so", async (t) => {
  const { begin, signIn, get, host, provider } = await startScene(t);
  const [{ id }] = (await host.call("application_credentials/list")).result as [{ id: string }];
  const remove = () => host.call("application_credentials/delete", { application_credentials_id: id });
  const step = await begin("first");
  const callback = await signIn(step);
  const asked = Promise.withResolvers<(status: number, body: string) => void>();
  provider.interfere = (reply) => asked.resolve(reply);
  const answer = get(callback, step.cookie);
  const reply = await asked.promise;
  assert.equal((await remove()).error?.code, "home_assistant_error");
  reply(200, '{"access_token":"a","token_type":"bearer"}');
  assert.equal((await answer).status, 303);
  const second = await begin("second");
  const late = await signIn(second);
  assert.deepEqual(await remove(), { result: null });
  const page = await get(late, second.cookie);
  assert.equal(page.status, 400);
  assert.match(await page.text(), /There is nothing to sign in with/);
});

test("what an integration hands over in the process passes the same door", async (t) => {
  const { plugin, host } = await startScene(t);
  for (const bad of [
    { client_id: "  " },
    { client_secret: "" },
    { client_id: "x".repeat(2_049) },
    { client_id: "\ud800" },
  ]) {
    const item = { domain: "demo_calendar", client_id: "id", client_secret: "secret", ...bad };
    await assert.rejects(plugin.importCredential(item), { code: "invalid_format" });
  }
  await plugin.importCredential({ domain: "demo_calendar", client_id: " padded ", client_secret: "secret" });
  const list = (await host.call("application_credentials/list")).result as { client_id: string }[];
  assert.equal(list.at(-1)?.client_id, "padded");
});
