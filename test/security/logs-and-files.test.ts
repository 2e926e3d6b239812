/**
 * Whole flows at debug level, with every way in which a provider fails, and then a search of the log and of every file
 * for whatever was secret in them: what went in by hand, and what hub and provider made.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { eventually } from "../support/eventually.ts";
import { signInAsOwner, WireClient } from "../support/hub-client.ts";
import { MovableClock } from "../support/movable-clock.ts";
import { startProvider, type TestProvider, visitProvider } from "../support/oidc-provider.ts";
import { makeTrouble, TROUBLES } from "../support/provider-trouble.ts";
import { suiteScope } from "../support/suite-scope.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { type Begun, type DemoHub, startDemoHub } from "./support/demo-hub.ts";

const CANARY = "S3CRET-canary-7b1f0c9d";
const DAY = 24 * 60 * 60_000;
/** The sign-ins and refreshes that are gone through; "slow" takes ten seconds each, and says no more than "refused". */
const QUICK_TROUBLES = TROUBLES.filter((trouble) => trouble !== "slow");

describe("what is written down", { timeout: 90_000 }, () => {
  const scope = suiteScope();
  const data = temporaryFolder(scope);
  const clock = new MovableClock(scope);
  /** What must be nowhere, by what it is. */
  const secrets = new Map<string, string>([["client_secret typed", CANARY]]);
  let home: DemoHub;
  let provider: TestProvider;
  let software: WireClient;
  let entryId = "";

  const plant = (what: string, secret: string | null | undefined) => {
    if (secret) secrets.set(`${what} ${secrets.size}`, secret);
  };
  async function begin(): Promise<Begun> {
    const begun = await home.begin("demo_mail");
    const { searchParams } = new URL(begun.url);
    plant("ticket", searchParams.get("ticket"));
    plant("state", searchParams.get("state"));
    plant("cookie", begun.cookie.split("=")[1]);
    return begun;
  }
  async function finish(begun: Begun): Promise<Response> {
    const callback = await visitProvider(await home.toProvider(begun), "ada");
    plant("code", new URL(callback).searchParams.get("code"));
    return home.visit(callback, begun.cookie);
  }
  const askForToken = async () => {
    const { result } = await software.send("application_credentials/token", { entry_id: entryId });
    plant("access_token", (result as { access_token: string } | undefined)?.access_token);
    return result !== undefined;
  };

  before(async () => {
    home = await startDemoHub(scope, { data, env: { ...clock.env, LOG_LEVEL: "debug" } });
    // Access tokens so short that each use refreshes them first.
    provider = await startProvider(scope, `${home.origin}/oauth/callback`, { ttl: { AccessToken: 5 } });
    plant("client_secret", provider.client.client_secret);
    plant("hub's access token", home.session.accessToken);
    plant("hub's refresh token", home.session.refreshToken);
    plant("password", "correct horse");
    await home.useProvider(provider);
    const { token } = await home.owner.call<{ token: string }>("application_credentials/integration_token/create", {
      domain: "demo_mail",
      name: "script",
    });
    plant("integration token", token);
    software = await WireClient.connect(home.origin, token);
    scope.after(() => software.close());
  });

  test("a sign-in works, and tokens are refreshed", async () => {
    const begun = await begin();
    assert.equal((await finish(begun)).status, 303);
    entryId = (await home.step(begun)).result?.entry_id ?? "";
    assert.ok(await askForToken());
    assert.ok(await askForToken());
  });

  test("sign-ins fail in every way, in the callback and in words that repeat what was sent", async () => {
    for (const trouble of QUICK_TROUBLES) {
      const begun = await begin();
      const authorization = await home.toProvider(begun);
      const callback = await visitProvider(authorization, "ada");
      plant("code", new URL(callback).searchParams.get("code"));
      const mend = await makeTrouble(provider, trouble);
      const answer = await home.visit(callback, begun.cookie);
      await mend();
      assert.ok(answer.status >= 400, trouble);
      assert.equal((await home.step(begun)).type, "abort", trouble);
    }
    const echoed = await begin();
    provider.interfere = (reply) =>
      reply(400, JSON.stringify({ error: "invalid_request", error_description: provider.client.client_secret }));
    await finish(echoed);
    provider.interfere = undefined;

    const begun = await begin();
    const callback = await visitProvider(await home.toProvider(begun), "ada", false);
    assert.equal((await home.visit(callback, begun.cookie)).status, 400);
    assert.equal((await home.visit(`${callback}&code=${CANARY}`, begun.cookie)).status, 400);
    assert.equal((await home.visit(`${home.origin}/oauth/callback?state=${CANARY}&code=${CANARY}`)).status, 400);
  });

  test("refreshes fail in every way", async () => {
    const last = "invalid_grant";
    for (const trouble of [...QUICK_TROUBLES.filter((one) => one !== last), last] as const) {
      await clock.forward(home.hub, DAY);
      const mend = await makeTrouble(provider, trouble);
      assert.equal(await askForToken(), false, trouble);
      await home.owner.send("embedded_hub/entry/show", { entry_id: entryId });
      await mend();
    }
  });

  test("people and software get it wrong, and the hub is asked at every door", async () => {
    const item = { domain: "demo_mail", client_id: "canary", client_secret: CANARY };
    for (const fields of [item, { ...item, domain: "nobody" }, { ...item, client_secret: [CANARY] }])
      await home.owner.send("application_credentials/create", fields);
    for (const [path, body] of [
      ["/auth/token", new URLSearchParams({ grant_type: "refresh_token", refresh_token: CANARY })],
      ["/auth/token", new URLSearchParams({ grant_type: "authorization_code", code: CANARY, client_id: CANARY })],
      ["/auth/revoke", new URLSearchParams({ token: CANARY })],
      [`/auth/login_flow/${CANARY}`, JSON.stringify({ client_id: home.origin, username: "owner", password: CANARY })],
      [`/api/config/config_entries/flow?access_token=${CANARY}`, `{"handler":"${CANARY}"`],
      ["/oauth/start", new URLSearchParams({ ticket: CANARY })],
    ] as const) {
      await fetch(home.origin + path, { method: "POST", body });
    }
    await assert.rejects(WireClient.connect(home.origin, CANARY));
    home.owner.socket.send(`{"id":100000,"type":"application_credentials/create","client_secret":"${CANARY}"`);
  });

  test("the key is shown once, and then rotated", async () => {
    // The clock went on for days: who wants a key gives the password again.
    const { accessToken, refreshToken } = await signInAsOwner(home.origin);
    plant("a fresh sign-in's access token", accessToken);
    plant("a fresh sign-in's refresh token", refreshToken);
    await home.owner.call("application_credentials/login/confirm", { access_token: accessToken });
    const { key, phrase } = await home.owner.call<{ key: string; phrase: string }>("application_credentials/key/save");
    plant("former key", key);
    plant("former key's phrase", phrase);
    await home.owner.call("application_credentials/key/rotate");
    await eventually("the end of the rotation", async () => {
      const { rotating } = await home.owner.call<{ rotating: boolean }>("application_credentials/key/status");
      return !rotating;
    });
  });

  test("S13: no secret, token, code, verifier, state, ticket or key in a line of the log", async () => {
    for (const { sent, answered } of provider.exchanges) {
      for (const name of ["client_secret", "code", "code_verifier", "refresh_token"])
        plant(name, sent[name] as string | undefined);
      for (const name of ["access_token", "refresh_token", "id_token"])
        plant(name, answered[name] as string | undefined);
    }
    assert.equal(await home.hub.stop(), 0);
    assert.ok(secrets.size > 60, `only ${secrets.size} were planted`);
    assert.ok([...secrets.keys()].some((what) => what.startsWith("code_verifier")));
    const lines = home.hub.log().trim().split("\n");
    assert.ok(lines.length > 2 * QUICK_TROUBLES.length, "the failures left no lines");
    for (const [what, secret] of secrets)
      for (const line of lines) assert.ok(!line.includes(secret), `${what}: ${line.replaceAll(secret, "•••")}`);
  });

  test("S14, S17: nor in a file of the data folder", () => {
    const files = readdirSync(data, { recursive: true, encoding: "utf8" }).map((name) => join(data, name));
    // The demo's provider is another party, with a store of its own.
    const ours = files.filter((file) => statSync(file).isFile() && !file.includes("/demo/"));
    assert.ok(ours.some((file) => file.endsWith("hub.db")));
    for (const file of ours) {
      const bytes = readFileSync(file);
      for (const [what, secret] of secrets) assert.ok(!bytes.includes(secret), `${file} holds the ${what}`);
    }
  });
});
