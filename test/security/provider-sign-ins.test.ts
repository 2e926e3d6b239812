/** What an application may do with what a person gave it, and that it ends: refresh tokens, scopes, consent, grants, connections. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { before, describe, test } from "node:test";
import * as oauth from "oauth4webapi";
import { httpCommands } from "../../src/protocol/http-commands.ts";
import { commands } from "../../src/protocol/index.ts";
import { SCOPE_NAMES } from "../../src/protocol/scopes.ts";
import { callApi, type Session, signInAsOwner, signInAsUser, WireClient } from "../support/hub-client.ts";
import { type HubProcess, startHubProcess } from "../support/hub-process.ts";
import { MovableClock } from "../support/movable-clock.ts";
import {
  beginFlow,
  decide,
  exchange,
  refresh,
  registerApplication,
  signInWith,
  type TestApplication,
  TestBrowser,
  toInteraction,
} from "../support/oauth-client.ts";
import { sampleArgs } from "../support/sample-args.ts";
import { suiteScope } from "../support/suite-scope.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const ALL = SCOPE_NAMES.filter((scope) => scope !== "home_assistant");
const SECOND = 1_000;
const DAY = 24 * 60 * 60 * SECOND;

const codeOf = ({ error }: { error?: unknown }) => (error as { code: string } | undefined)?.code;

describe("sign-ins of applications", { timeout: 240_000 }, () => {
  const scope = suiteScope();
  const data = temporaryFolder(scope);
  const clock = new MovableClock(scope);
  let hub: HubProcess;
  let session: Session;
  let owner: WireClient;
  let guest: Session;
  let application: TestApplication;

  /** The hub's clock goes forward; the owner signs in anew. */
  async function later(milliseconds: number): Promise<void> {
    await clock.forward(hub, milliseconds);
    session = await signInAsOwner(hub.origin);
    owner.close();
    owner = await WireClient.connect(hub.origin, session.accessToken);
  }

  before(async () => {
    hub = await startHubProcess(scope, { data, env: clock.env });
    session = await signInAsOwner(hub.origin);
    owner = await WireClient.connect(hub.origin, session.accessToken);
    guest = await signInAsUser(hub.origin, owner);
    scope.after(() => owner.close());
    application = await registerApplication(owner, { scopes: ALL });
  });

  const connect = async (one = application, more: Record<string, string> = {}) => {
    const { tokens } = await signInWith(session, one, more);
    return WireClient.connect(hub.origin, tokens.access_token);
  };

  test("S28: a refresh token is another one after each use, and a retry within 30 s is answered the same", async () => {
    const { flow, tokens } = await signInWith(session, application);
    const [one, two] = await Promise.all([
      refresh(flow, tokens.refresh_token ?? ""),
      refresh(flow, tokens.refresh_token ?? ""),
    ]);
    const three = await refresh(flow, tokens.refresh_token ?? "");
    assert.deepEqual([one.status, two.status, three.status], [200, 200, 200]);
    assert.notEqual(one.body.refresh_token, tokens.refresh_token);
    assert.equal(two.body.refresh_token, one.body.refresh_token);
    assert.equal(three.body.access_token, one.body.access_token);
    assert.equal((await refresh(flow, String(one.body.refresh_token))).status, 200);
  });

  test("S28: nobody but the same client is answered again", async () => {
    const { flow, tokens } = await signInWith(session, application);
    await refresh(flow, tokens.refresh_token ?? "");
    const wrong = await refresh(flow, tokens.refresh_token ?? "", oauth.ClientSecretPost("acs_wrong"));
    assert.equal(wrong.status, 401);
    const other = await registerApplication(owner, { name: "Other" });
    const foreign = { ...flow, client: { client_id: other.client_id } };
    const stolen = await refresh(
      foreign,
      tokens.refresh_token ?? "",
      oauth.ClientSecretPost(other.client_secret ?? ""),
    );
    assert.deepEqual([stolen.status, stolen.body.error], [400, "invalid_grant"]);
  });

  test("S28: a restart within the window loses no chain, and makes no second one", async () => {
    const { flow, tokens } = await signInWith(session, application);
    const first = await refresh(flow, tokens.refresh_token ?? "");
    assert.equal(first.status, 200);
    await hub.stop("SIGKILL");
    owner.close();
    hub = await startHubProcess(scope, { data, port: Number(new URL(hub.origin).port), env: clock.env });
    session = await signInAsOwner(hub.origin);
    owner = await WireClient.connect(hub.origin, session.accessToken);
    const again = await refresh(flow, tokens.refresh_token ?? "");
    assert.equal(again.status, 200);
    assert.notEqual(again.body.refresh_token, first.body.refresh_token);
    assert.equal((await refresh(flow, String(first.body.refresh_token))).status, 400);
    assert.equal((await refresh(flow, String(again.body.refresh_token))).status, 200);
  });

  test("S28: after the window a second use ends that whole sign-in, and no other", async () => {
    const { flow, tokens } = await signInWith(session, application);
    const other = await signInWith(session, application);
    const first = await refresh(flow, tokens.refresh_token ?? "");
    await later(31 * SECOND);
    const reused = await refresh(flow, tokens.refresh_token ?? "");
    assert.deepEqual([reused.status, reused.body.error], [400, "invalid_grant"]);
    assert.equal((await refresh(flow, String(first.body.refresh_token))).status, 400);
    assert.equal((await refresh(other.flow, other.tokens.refresh_token ?? "")).status, 200);
    const { items } = await owner.call<{ items: { action: string }[] }>("application_credentials/activity/list");
    assert.ok(items.some(({ action }) => action === "grant.reuse_detected"));
  });

  test("S31: every command wants the scope that its row names, and what nobody may, no application may", async () => {
    const acting = await connect();
    for (const row of commands) {
      if (row.type === "supported_features") continue;
      const answer = await acting.send(row.type, sampleArgs(row));
      const message = (answer.error as { message?: string } | undefined)?.message ?? "";
      if (row.scope === "none")
        assert.equal(codeOf(answer) === "unauthorized" || codeOf(answer) === "unknown_command", true, row.type);
      else assert.doesNotMatch(message, /needs the scope|No application may/, row.type);
    }
    acting.close();
    const narrow = await connect(application, { scope: "openid" });
    for (const row of commands) {
      if (row.scope === "any" || row.scope === "none") continue;
      assert.equal(codeOf(await narrow.send(row.type, sampleArgs(row))), "unauthorized", row.type);
    }
    narrow.close();
  });

  test("S31: HTTP commands want theirs too", async () => {
    const { tokens } = await signInWith(session, application, { scope: "openid entries:read" });
    const wide = await signInWith(session, application);
    for (const { method, path, scope: wanted } of httpCommands) {
      const at = path.replace(/^\/api\//, "").replace(/\{\w+\}/g, "nothing");
      const body = method === "POST" ? { handler: "nothing" } : undefined;
      const refused = await callApi({ origin: hub.origin, accessToken: tokens.access_token }, method, at, body);
      assert.equal(refused.status, 403, path);
      assert.match(JSON.stringify(refused.body), new RegExp(wanted));
      const allowed = await callApi({ origin: hub.origin, accessToken: wide.tokens.access_token }, method, at, body);
      assert.ok(![401, 403].includes(allowed.status), path);
    }
  });

  test("S31: a user's own role is the ceiling", async () => {
    const { tokens } = await signInWith(guest, application);
    assert.equal(tokens.scope, "openid profile entries:read");
    const acting = await WireClient.connect(hub.origin, tokens.access_token);
    assert.equal((await acting.call<{ is_admin: boolean }>("auth/current_user")).is_admin, false);
    assert.equal(codeOf(await acting.send("config_entries/get")), "unauthorized");
    acting.close();
  });

  test("S31: a scope that is taken away is refused at the next call of an open connection, and its events stop", async () => {
    const one = await registerApplication(owner, { name: "Narrowed", scopes: ["openid", "credentials:read"] });
    const acting = await connect(one);
    await acting.call("application_credentials/subscribe");
    await owner.call("application_credentials/application/update", { application_id: one.id, scopes: ["openid"] });
    assert.equal(codeOf(await acting.send("application_credentials/list")), "unauthorized");
    const heard = acting.events.length;
    await owner.call("application_credentials/create", {
      domain: "x",
      client_id: "c",
      client_secret: "s",
      authorization_server: SERVER,
    });
    await acting.send("unsubscribe_events", { subscription: 99 });
    assert.equal(acting.events.length, heard);
    acting.close();
  });

  test("S32: no application gets more than it has: no token, user, key or application, and no other token passes for its", async () => {
    const acting = await connect();
    for (const type of [
      "auth/long_lived_access_token",
      "config/auth/create",
      "config/auth_provider/homeassistant/create",
      "application_credentials/application/create",
      "application_credentials/application/rotate_secret",
      "application_credentials/integration_token/create",
      "application_credentials/grant/revoke",
      "application_credentials/key/save",
      "application_credentials/login/confirm",
    ]) {
      const row = commands.find((one) => one.type === type);
      assert.ok(row, type);
      assert.equal(codeOf(await acting.send(type, sampleArgs(row))), "unauthorized", type);
    }
    acting.close();
    const { tokens } = await signInWith(session, application);
    for (const token of [tokens.id_token ?? "", tokens.refresh_token ?? "", `${tokens.access_token}x`])
      await assert.rejects(WireClient.connect(hub.origin, token), /not let in/);
    const elsewhere = await new TestBrowser().fetch(
      (await beginFlow(hub.origin, application, { resource: "https://elsewhere.example/" })).url,
    );
    assert.equal(new URL(elsewhere.headers.get("location") ?? "").searchParams.get("error"), "invalid_target");
  });

  const ENDS: Record<string, (one: TestApplication, token: string) => Promise<unknown>> = {
    "its application is disabled": (one) =>
      owner.call("application_credentials/application/update", { application_id: one.id, enabled: false }),
    "its application is deleted": (one) =>
      owner.call("application_credentials/application/delete", { application_id: one.id }),
    "its grant is revoked": async (one) => {
      const [grant] = await owner.call<{ grant_id: string }[]>("application_credentials/grant/list", {
        application_id: one.id,
      });
      await owner.call("application_credentials/grant/revoke", { grant_id: grant?.grant_id });
    },
    "it is revoked by its client": async (one, token) => {
      const fields = { token, client_id: one.client_id, client_secret: one.client_secret ?? "" };
      await fetch(`${hub.origin}/oauth/revoke`, { method: "POST", body: new URLSearchParams(fields) });
    },
  };
  for (const [what, end] of Object.entries(ENDS))
    test(`S33: a token is dead at the next request, and its connections close within 5 s, when ${what}`, async () => {
      const one = await registerApplication(owner, { name: "Ending" });
      const { tokens } = await signInWith(session, one);
      const acting = await WireClient.connect(hub.origin, tokens.access_token);
      assert.ok(await acting.call("config_entries/get"));
      const closed = once(acting.socket, "close");
      await end(one, tokens.access_token);
      await assert.rejects(WireClient.connect(hub.origin, tokens.access_token), /not let in/);
      assert.equal(
        (
          await callApi(
            { origin: hub.origin, accessToken: tokens.access_token },
            "DELETE",
            "config/config_entries/entry/x",
          )
        ).status,
        401,
      );
      const late = AbortSignal.timeout(5 * SECOND);
      await Promise.race([closed, once(late, "abort").then(() => assert.fail("the connection is still open"))]);
    });

  test("S33: a user who is deleted takes their applications' access along", async () => {
    const { user } = await owner.call<{ user: { id: string } }>("config/auth/create", { name: "Leaving" });
    const login = { user_id: user.id, username: "leaving", password: "battery staple" };
    await owner.call("config/auth_provider/homeassistant/create", login);
    const client_id = `${hub.origin}/`;
    const flow = { client_id, handler: ["homeassistant", null], redirect_uri: client_id };
    const send = async (path: string, body: object) =>
      (await (
        await fetch(hub.origin + path, { method: "POST", headers: JSON_TYPE, body: JSON.stringify(body) })
      ).json()) as Record<string, string>;
    const { flow_id } = await send("/auth/login_flow", flow);
    const { result = "" } = await send(`/auth/login_flow/${flow_id}`, {
      client_id,
      username: "leaving",
      password: "battery staple",
    });
    const fields = new URLSearchParams({ grant_type: "authorization_code", code: result, client_id });
    const { access_token } = (await (
      await fetch(`${hub.origin}/auth/token`, { method: "POST", body: fields })
    ).json()) as { access_token: string };
    const { tokens } = await signInWith({ origin: hub.origin, accessToken: access_token }, application);
    await owner.call("config/auth/delete", { user_id: user.id });
    await assert.rejects(WireClient.connect(hub.origin, tokens.access_token), /not let in/);
    const grants = await owner.call<{ user_id: string }[]>("application_credentials/grant/list");
    assert.equal(
      grants.some(({ user_id }) => user_id === user.id),
      false,
    );
  });

  test("S34: consent needs the person's token and the browser's cookie, both of them", async () => {
    const browser = new TestBrowser();
    const flow = await beginFlow(hub.origin, application);
    const interaction = await toInteraction(hub.origin, flow.url, browser);
    const send = (from: TestBrowser, token?: string, type = "application/json") =>
      from.fetch(`${interaction}/decision`, {
        method: "POST",
        headers: { "content-type": type, ...(token && { authorization: `Bearer ${token}` }) },
        body: JSON.stringify({ decision: "allow" }),
      });
    assert.equal((await send(browser)).status, 401);
    assert.equal((await send(new TestBrowser(), session.accessToken)).status, 404);
    assert.equal((await send(browser, session.accessToken, "text/plain")).status, 400);
    const acting = await signInWith(session, application);
    assert.equal((await send(browser, acting.tokens.access_token)).status, 401);
    const foreign = await browser.fetch(`${interaction}/decision`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${session.accessToken}`,
        origin: "https://evil.example",
      },
      body: JSON.stringify({ decision: "allow" }),
    });
    assert.equal(foreign.status, 403);
    assert.equal((await send(browser, session.accessToken)).status, 200);
    assert.equal((await send(browser, session.accessToken)).status, 404);
  });

  test("S34: the page names application, host, permissions and lifetime, and can't be framed; a denial says so with iss", async () => {
    const one = await registerApplication(owner, { name: "<b>Asking</b>" });
    const browser = new TestBrowser();
    const flow = await beginFlow(hub.origin, one);
    const interaction = await toInteraction(hub.origin, flow.url, browser);
    const headers = { authorization: `Bearer ${session.accessToken}` };
    const details = (await (await browser.fetch(`${interaction}/details`, { headers })).json()) as Record<
      string,
      unknown
    >;
    assert.deepEqual(details.application, { id: one.id, name: "<b>Asking</b>" });
    assert.equal(details.redirect_host, "app.example");
    assert.equal((details.scopes as unknown[]).length, 3);
    assert.equal(details.remembered, false);
    assert.ok(Number(details.lifetime) > 0);
    const shown = await browser.fetch(interaction);
    const page = await fetch(new URL(shown.headers.get("location") ?? "", hub.origin));
    assert.match(page.headers.get("content-security-policy") ?? "", /frame-ancestors 'none'/);
    const denied = await decide(session, flow.url, "deny", browser);
    assert.deepEqual(
      [denied.searchParams.get("error"), denied.searchParams.get("iss"), denied.searchParams.get("state")],
      ["access_denied", hub.origin, flow.state],
    );
  });

  test("S34: what was allowed is remembered, and asked again when it grows", async () => {
    const one = await registerApplication(owner, { name: "Growing" });
    const remembered = async (more: Record<string, string>, application = one) => {
      const browser = new TestBrowser();
      const { url } = await beginFlow(hub.origin, application, more);
      const interaction = await toInteraction(hub.origin, url, browser);
      const headers = { authorization: `Bearer ${session.accessToken}` };
      return ((await (await browser.fetch(`${interaction}/details`, { headers })).json()) as { remembered: boolean })
        .remembered;
    };
    await signInWith(session, one, { scope: "openid" });
    assert.equal(await remembered({ scope: "openid" }), true);
    assert.equal(await remembered({ scope: "openid profile" }), false);
    assert.equal(await remembered({ scope: "openid", prompt: "consent" }), false);

    // Without a secret, only an address on the web tells who asks (RFC 8252, section 8.6).
    const redirect_uris = ["http://127.0.0.1/callback", "https://app.example/public"];
    const open = await registerApplication(owner, { name: "Open", client_type: "public", redirect_uris });
    await signInWith(session, open, { scope: "openid" });
    assert.equal(await remembered({ scope: "openid" }, open), false);
    assert.equal(await remembered({ scope: "openid", redirect_uri: "https://app.example/public" }, open), true);
  });

  test("S34: `prompt=login` and `max_age` want a password that is as new as the application says", async () => {
    const one = await registerApplication(owner, { name: "Careful" });
    const headers = { authorization: `Bearer ${session.accessToken}`, "content-type": "application/json" };
    const begin = async (more: Record<string, string>) => {
      const browser = new TestBrowser();
      const flow = await beginFlow(hub.origin, one, { scope: "openid", ...more });
      const interaction = await toInteraction(hub.origin, flow.url, browser);
      const details = await browser.fetch(`${interaction}/details`, { headers });
      const { login_required } = (await details.json()) as { login_required: boolean };
      const body = JSON.stringify({ decision: "allow" });
      const allow = () => browser.fetch(`${interaction}/decision`, { method: "POST", headers, body });
      return { browser, flow, login_required, allow };
    };
    await clock.forward(hub, 5 * 60 * SECOND);
    assert.equal((await begin({ max_age: "3600" })).login_required, false);
    assert.equal((await begin({ max_age: "60" })).login_required, true);
    assert.equal((await begin({ max_age: "0" })).login_required, true);
    const { browser, flow, login_required, allow } = await begin({ prompt: "login" });
    assert.equal(login_required, true);
    const refused = await allow();
    assert.deepEqual(
      [refused.status, ((await refused.json()) as { code: string }).code],
      [403, "recent_login_required"],
    );

    const fresh = await signInAsOwner(hub.origin);
    await owner.call("application_credentials/login/confirm", { access_token: fresh.accessToken });
    const allowed = await allow();
    assert.equal(allowed.status, 200);
    const { redirect_to } = (await allowed.json()) as { redirect_to: string };
    const callback = (await browser.fetch(redirect_to)).headers.get("location") ?? "";
    const claims = oauth.getValidatedIdTokenClaims(await exchange(flow, new URL(callback)));
    assert.ok(Number(claims?.auth_time ?? 0) >= Number(claims?.iat) - 60, JSON.stringify(claims));
  });

  test("S31: what an application may no longer see of a person it does not see with an older token", async () => {
    const one = await registerApplication(owner, { name: "Narrowed" });
    const { flow, tokens } = await signInWith(session, one);
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    const userinfo = () => fetch(flow.server.userinfo_endpoint ?? "", { headers });
    const narrow = (scopes: string[]) =>
      owner.call("application_credentials/application/update", { application_id: one.id, scopes });
    assert.equal(((await (await userinfo()).json()) as { name?: string }).name, "Owner");
    await narrow(["openid", "entries:read"]);
    assert.deepEqual(Object.keys((await (await userinfo()).json()) as object), ["sub"]);
    await narrow(["entries:read"]);
    assert.equal((await userinfo()).status, 401);
  });

  test("S35: people list and end their own grants, and nobody else's", async () => {
    const person = await WireClient.connect(hub.origin, guest.accessToken);
    await signInWith(guest, application, { scope: "openid" });
    await signInWith(session, application, { scope: "openid" });
    const own = await person.call<{ grant_id: string; user_id: string; last_used_address?: string }[]>(
      "application_credentials/grant/list",
    );
    assert.equal(new Set(own.map(({ user_id }) => user_id)).size, 1);
    assert.deepEqual(new Set(own.map(({ last_used_address }) => last_used_address)), new Set(["127.0.0.1"]));
    const all = await owner.call<{ grant_id: string }[]>("application_credentials/grant/list");
    const foreign = all.find(({ grant_id }) => own.every((one) => one.grant_id !== grant_id));
    assert.equal(
      codeOf(await person.send("application_credentials/grant/revoke", { grant_id: foreign?.grant_id })),
      "not_found",
    );
    await person.call("application_credentials/grant/revoke", { grant_id: own[0]?.grant_id });
    assert.deepEqual(await person.call("application_credentials/grant/list"), []);
    person.close();
  });

  test("S39: what makes, changes or ends a secret needs a login of the last ten minutes, shown by a fresh sign-in", async () => {
    const one = await registerApplication(owner, { name: "Old login" });
    const old = await WireClient.connect(hub.origin, session.accessToken);
    await clock.forward(hub, 11 * 60 * SECOND);
    const create = { name: "x", redirect_uris: ["https://x.example/cb"], scopes: ["openid"] };
    for (const [type, args] of [
      ["application_credentials/application/create", create],
      ["application_credentials/application/rotate_secret", { application_id: one.id }],
      ["application_credentials/application/delete", { application_id: one.id }],
      ["application_credentials/key/rotate", {}],
      ["application_credentials/key/save", {}],
    ] as const)
      assert.equal(codeOf(await old.send(type, args)), "recent_login_required", type);
    const long = await old.call<string>("auth/long_lived_access_token", { client_name: "script", lifespan: 30 });
    const script = await WireClient.connect(hub.origin, long);
    assert.equal(
      codeOf(await script.send("application_credentials/application/create", create)),
      "recent_login_required",
    );
    script.close();
    for (const access_token of [long, session.accessToken, "nonsense"])
      assert.equal(
        codeOf(await old.send("application_credentials/login/confirm", { access_token })),
        "home_assistant_error",
      );
    const fresh = await signInAsOwner(hub.origin);
    await old.call("application_credentials/login/confirm", { access_token: fresh.accessToken });
    await old.call("application_credentials/application/create", create);
    await old.call("application_credentials/application/delete", { application_id: one.id });
    const { items } = await old.call<{ items: { action: string; actor: { name?: string }; address?: string }[] }>(
      "application_credentials/activity/list",
    );
    const deleted = items.find(({ action }) => action === "application.deleted");
    assert.deepEqual([deleted?.actor.name, deleted?.address], ["Owner", "127.0.0.1"]);
    assert.doesNotMatch(JSON.stringify(items), /acs_/);
    old.close();
  });

  test("S28: nothing goes on for more than a year, however much it is used", async () => {
    const { flow, tokens } = await signInWith(session, application);
    let token = tokens.refresh_token ?? "";
    for (let n = 0; n < 4; n++) {
      await later(80 * DAY);
      const answer = await refresh(flow, token);
      assert.equal(answer.status, 200, `after ${(n + 1) * 80} days`);
      token = String(answer.body.refresh_token);
    }
    await later(50 * DAY);
    assert.equal((await refresh(flow, token)).status, 400);
  });
});

const SERVER = { authorize_url: "https://p.example/a", token_url: "https://p.example/t" };
const JSON_TYPE = { "content-type": "application/json" };
