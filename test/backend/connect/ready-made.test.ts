/** What a hub's service answers, well or badly, at the port (F15): the plugin believes no more than it would of a provider. */
import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import type { ReadyMadeClient, ReadyMadeGrant, ReadyMadeRequest, ReadyMadeTokens } from "../../../src/backend/host.ts";
import { homeAssistantError, providerUnavailable, reauthRequired } from "../../../src/protocol/errors.ts";
import { administrator, integrationOf } from "../../support/fake-host.ts";
import { REDIRECT_URI, startScene } from "./connect-support.ts";

const HOUR = 3_600_000;
const FIRST: ReadyMadeTokens = {
  access_token: "at-1",
  expires_in: 3_600,
  refresh_token: "rt-1",
  scope: "calendar.read",
};

/** A service whose answers are the test's to set. */
class Service implements ReadyMadeClient {
  readonly id = "cloud";
  readonly name = "Some Cloud";
  readonly requests: ReadyMadeRequest[] = [];
  readonly grants: ReadyMadeGrant[] = [];
  readonly refreshed: string[] = [];
  readonly revoked: string[] = [];
  more: Record<string, string> = {};
  page = "https://provider.example/auth";
  answer: () => Promise<ReadyMadeTokens> = async () => FIRST;

  async authorizationUrl(request: ReadyMadeRequest): Promise<string> {
    this.requests.push(request);
    const sent = { ...request, client_id: "of-the-cloud", code_challenge_method: "S256", ...this.more };
    return `${this.page}?${new URLSearchParams(sent)}`;
  }

  redeem(grant: ReadyMadeGrant): Promise<ReadyMadeTokens> {
    this.grants.push(grant);
    return this.answer();
  }

  refresh(refreshToken: string): Promise<ReadyMadeTokens> {
    this.refreshed.push(refreshToken);
    return this.answer();
  }

  async revoke(token: string): Promise<void> {
    this.revoked.push(token);
  }
}

async function withService(t: TestContext) {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const scene = await startScene(t);
  const service = new Service();
  scene.host.services.set("demo_calendar", [service]);
  const authorize = (flow_id = "flow1", more: object = {}) =>
    scene.plugin.authorize({
      flow_id,
      domain: "demo_calendar",
      implementation: "cloud",
      user_name: "Anna",
      cookie: null,
      ...more,
    });
  /** The provider's way back, as the browser takes it. */
  const comeBack = async ({ url, setCookie }: { url: string; setCookie: string }) => {
    const state = new URL(url).searchParams.get("state") ?? "";
    const { issuer = "" } = scene.provider.endpoints;
    const back = new URLSearchParams({ state, code: "c0de", iss: issuer });
    return scene.get(`${REDIRECT_URI}?${back}`, setCookie.split(";")[0]);
  };
  const connect = async () => {
    assert.equal((await comeBack(await authorize())).status, 303);
    const outcome = scene.host.finished.at(-1)?.outcome;
    assert.ok(outcome?.result === "connected");
    const { entry_id, auth_implementation } = outcome;
    const entry = { entry_id, domain: "demo_calendar", title: "anna", state: "loaded", reauth: false } as const;
    scene.host.list.push({ ...entry, auth_implementation });
    return entry_id;
  };
  const token = (entry_id: string) =>
    scene.host.call("application_credentials/token", { entry_id }, integrationOf("demo_calendar"));
  return { ...scene, service, authorize, comeBack, connect, token };
}

test("F15: listed first; one's own of the same id is not shown twice", async (t) => {
  const { plugin, host } = await withService(t);
  const [first, second, ...others] = plugin.implementations("demo_calendar");
  assert.deepEqual(first, { id: "cloud", name: "Some Cloud", ready_made: true });
  assert.equal(second?.id, "demo_calendar");
  assert.deepEqual(others, []);
  host.services.set("demo_calendar", [Object.assign(new Service(), { id: "demo_calendar" })]);
  assert.deepEqual(plugin.implementations("demo_calendar"), [
    { id: "demo_calendar", name: "Some Cloud", ready_made: true },
  ]);
  assert.deepEqual(plugin.implementations("other"), []);
});

test("F15, S1: the service makes the URL, redeems code and verifier, and refreshes; the entry records its id", async (t) => {
  const { service, host, provider, connect, token } = await withService(t);
  const entryId = await connect();
  assert.deepEqual(host.finished.at(-1)?.outcome, {
    result: "connected",
    entry_id: entryId,
    auth_implementation: "cloud",
  });
  const [request] = service.requests;
  assert.equal(request?.redirect_uri, REDIRECT_URI);
  assert.equal(request?.scope, "openid calendar.read");
  const [grant] = service.grants;
  assert.deepEqual([grant?.code, grant?.redirect_uri], ["c0de", REDIRECT_URI]);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(grant?.code_verifier));
  assert.equal(Buffer.from(digest).toString("base64url"), request?.code_challenge);

  const first = (await token(entryId)).result as { access_token: string; token_type: string; scope: string };
  assert.deepEqual([first.access_token, first.token_type, first.scope], ["at-1", "Bearer", "calendar.read"]);
  service.answer = async () => ({ access_token: "at-2", expires_in: 3_600 });
  t.mock.timers.tick(2 * HOUR);
  assert.equal(((await token(entryId)).result as { access_token: string }).access_token, "at-2");
  // No new refresh token means the old one to go on.
  t.mock.timers.tick(2 * HOUR);
  await token(entryId);
  assert.deepEqual(service.refreshed, ["rt-1", "rt-1"]);
  assert.deepEqual(provider.tokenRequests, [], "the provider is the service's to ask");
});

test("F15, S20: what the service throws is told apart as a provider's answers are", async (t) => {
  const { service, host, connect, token } = await withService(t);
  const entryId = await connect();
  t.mock.timers.tick(2 * HOUR);
  service.answer = () => Promise.reject(providerUnavailable("Some Cloud can't be reached."));
  assert.equal((await token(entryId)).error?.code, "provider_unavailable");
  assert.equal(host.reauths.length, 0);
  t.mock.timers.tick(25 * HOUR);
  service.answer = () => Promise.reject(homeAssistantError("Some Cloud says that the subscription has ended."));
  const refused = (await token(entryId)).error;
  assert.equal(refused?.code, "home_assistant_error");
  assert.match(refused?.message ?? "", /^Some Cloud says that the subscription has ended\./);
  assert.equal(host.reauths.length, 0);
  t.mock.timers.tick(25 * HOUR);
  service.answer = () => Promise.reject(reauthRequired("Some Cloud answered “invalid_grant”."));
  assert.equal((await token(entryId)).error?.code, "reauth_required");
  assert.equal(host.reauths.length, 1);
  assert.match(host.reauths[0]?.reason ?? "", /has ended: Some Cloud answered “invalid_grant”\. Sign in again/);
});

for (const [what, answer] of Object.entries({
  "no token": {},
  "a token that is a number": { access_token: 5 },
  "a life that is a word": { access_token: "S3CRET-canary", expires_in: "soon" },
})) {
  test(`F15, S13: a service's answer with ${what} is no token response, and is not repeated`, async (t) => {
    const { service, host, connect, token } = await withService(t);
    const entryId = await connect();
    t.mock.timers.tick(2 * HOUR);
    service.answer = async () => answer as unknown as ReadyMadeTokens;
    const { error } = await token(entryId);
    assert.equal(error?.code, "provider_unavailable");
    assert.match(error?.message ?? "", /^Some Cloud answered something that is not a token response\./);
    assert.doesNotMatch(host.logged.join("\n"), /S3CRET/);
  });
}

test("F15, S13: an error of the service's own is named, not repeated", async (t) => {
  const { service, host, authorize, comeBack } = await withService(t);
  service.answer = () => Promise.reject(new Error("S3CRET-canary in a library's error"));
  const page = await comeBack(await authorize());
  assert.equal(page.status, 502);
  assert.match(await page.text(), /Some Cloud failed\./);
  assert.deepEqual(host.finished.at(-1)?.outcome, {
    result: "failed",
    reason: "oauth_failed",
    detail: "Some Cloud failed.",
  });
  assert.doesNotMatch(host.logged.join("\n"), /S3CRET/);
});

for (const [what, more] of Object.entries({
  "another state": { state: "of-an-attacker" },
  "another challenge": { code_challenge: "of-an-attacker" },
  "a plain challenge": { code_challenge_method: "plain" },
  "another place to come back to": { redirect_uri: "https://attacker.example/" },
})) {
  test(`F15, S1, S3: a service's URL with ${what} is refused`, async (t) => {
    const { service, authorize } = await withService(t);
    service.more = more;
    await assert.rejects(authorize(), {
      code: "home_assistant_error",
      message: "Some Cloud answered an address that does not fit the sign-in. Try again later.",
    });
  });
}

test("F15, S7: a service's URL that is not https is refused", async (t) => {
  const { service, authorize } = await withService(t);
  service.page = "http://provider.example/auth";
  await assert.rejects(authorize(), { code: "home_assistant_error" });
});

test("F15: a service that is not offered any more: its accounts ask for a sign-in at once, and keep what they have", async (t) => {
  const { service, host, connect, token } = await withService(t);
  const entryId = await connect();
  host.services.clear();
  const { error } = await token(entryId);
  assert.equal(error?.code, "reauth_required");
  assert.match(
    error?.message ?? "",
    /Some Cloud, .* is not offered by Test Hub any more; a client ID and a secret of your own take its place\. Sign in/,
  );
  assert.equal(host.reauths.length, 1);
  assert.deepEqual(service.refreshed, []);
});

test("F15, S21: removing the account has the service end what the provider granted", async (t) => {
  const { service, plugin, connect, provider } = await withService(t);
  await plugin.forget(await connect(), administrator);
  assert.deepEqual(service.revoked, ["rt-1"]);
  assert.deepEqual(provider.tokenRequests, []);
});
