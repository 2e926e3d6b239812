/** The hub with its real plugin, store and provider: from the first step to an entry that works, and works again. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Integration } from "../../src/backend/host.ts";
import { eventually } from "../support/eventually.ts";
import {
  acceptSecret,
  registerClient,
  startProvider,
  type TestProvider,
  visitProvider,
} from "../support/oidc-provider.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { caller, onboard, RawClient } from "./support/client.ts";
import { startHouse } from "./support/house.ts";
import { externalStep, FLOW, follow } from "./support/sign-in.ts";
import { sampleIntegration } from "./support/test-hub.ts";

const calendarOf = (provider: TestProvider): Integration =>
  sampleIntegration("calendar", "/nowhere/", {
    scopes: ["openid", "calendar.read"],
    authorizationServer: async () => provider.endpoints,
    ownCredential: async () => provider.client,
    account: async () => ({ title: "anna@example.com", unique_id: "anna" }),
  });

/** A hub with one integration that brings its credential, and the owner signed in. */
async function withCalendar(t: TestContext) {
  const folder = temporaryFolder(t);
  const integrations = new Map<string, Integration>();
  const { hub, begin, house } = await startHouse(t, folder, 0, integrations);
  // Access tokens so short that each use refreshes them first.
  const provider = await startProvider(t, hub.host.redirectUri(), { ttl: { AccessToken: 5 } });
  integrations.set("calendar", calendarOf(provider));
  await begin();
  const tokens = await onboard(house.origin);
  const restart = async () => {
    await house.close();
    const next = await startHouse(t, folder, Number(new URL(house.origin).port), integrations);
    await next.begin();
    return next.house;
  };
  return { ...house, provider, tokens, restart, folder };
}

test("a calendar is connected, shows its token's fruit, and all is there after a restart in between", async (t) => {
  const { origin, tokens, restart } = await withCalendar(t);
  const step = await externalStep(origin, tokens);
  const headers = { cookie: step.cookie };
  const start = await fetch(step.url, { redirect: "manual", headers });
  const after = await restart();
  const back = await visitProvider(start.headers.get("location") ?? "", "anna");
  assert.equal((await fetch(back, { headers })).status, 200);

  const { body } = await caller(after.origin, tokens.access_token)("GET", `${FLOW}/${step.flow_id}`);
  assert.equal(body.type, "create_entry", JSON.stringify(body));
  const entry = body.result as { entry_id: string; title: string; state: string };
  assert.deepEqual([entry.title, entry.state], ["anna@example.com", "loaded"]);

  const client = await RawClient.connect(after.origin, tokens.access_token);
  const shown = await client.call("embedded_hub/entry/show", { entry_id: entry.entry_id });
  assert.equal((shown.result as { items: object[] }).items.length, 1);
  const usage = (await client.call("application_credentials/usage")).result as Record<string, { entry_id: string }[]>;
  assert.deepEqual(
    Object.values(usage)
      .flat()
      .map(({ entry_id }) => entry_id),
    [entry.entry_id],
  );
});

test("a denied consent ends the flow with its reason and makes nothing", async (t) => {
  const { origin, tokens } = await withCalendar(t);
  const step = await externalStep(origin, tokens);
  const page = await follow(step, false);
  assert.equal(page.status, 400);
  const { body } = await caller(origin, tokens.access_token)("GET", `${FLOW}/${step.flow_id}`);
  assert.deepEqual([body.type, body.reason], ["abort", "user_rejected_authorize"]);
  const client = await RawClient.connect(origin, tokens.access_token);
  assert.deepEqual((await client.call("config_entries/get")).result, []);
});

test("a refresh token that the provider rejects asks for its person; signing in mends the same entry", async (t) => {
  const { origin, tokens, provider, lines } = await withCalendar(t);
  const api = caller(origin, tokens.access_token);
  const step = await externalStep(origin, tokens);
  await follow(step);
  const client = await RawClient.connect(origin, tokens.access_token);
  const [entry] = (await client.call("config_entries/get")).result as { entry_id: string }[];

  provider.interfere = (reply) => reply(400, JSON.stringify({ error: "invalid_grant" }));
  const shown = await client.call("embedded_hub/entry/show", { entry_id: entry?.entry_id });
  assert.equal(shown.error?.code, "reauth_required");
  const [flow] = (await client.call("config_entries/flow/progress")).result as { flow_id: string }[];
  const { issues } = (await client.call("repairs/list_issues")).result as { issues: object[] };
  assert.equal(issues.length, 1);

  provider.interfere = undefined;
  const again = await externalStep(origin, tokens, `${FLOW}/${flow?.flow_id}`, {});
  assert.equal((await follow(again)).status, 200);
  assert.equal((await api("GET", `${FLOW}/${flow?.flow_id}`)).body.reason, "reauth_successful");
  const entries = (await client.call("config_entries/get")).result as { entry_id: string; state: string }[];
  assert.deepEqual(
    entries.map(({ entry_id, state }) => [entry_id, state]),
    [[entry?.entry_id, "loaded"]],
  );
  assert.ok(!lines.some((line) => line.includes("S3CRET-canary")));
});

test("F5: another client ID asks each of its entries to sign in again, and says why; signing in mends them", async (t) => {
  const other = { client_id: "another", client_secret: "S3CRET-canary-of-another-client" };
  const { origin, tokens, provider, restart } = await withCalendar(t);
  await follow(await externalStep(origin, tokens));
  await follow(await externalStep(origin, tokens));
  const client = await RawClient.connect(origin, tokens.access_token);
  const entries = async (connection = client) =>
    (await connection.call("config_entries/get")).result as {
      entry_id: string;
      state: string;
      reason: string | null;
    }[];
  assert.equal((await entries()).length, 2);
  const [id] = Object.keys((await client.call("application_credentials/usage")).result as object);
  const update = (fields: object) =>
    client.call("application_credentials/update", { application_credentials_id: id, ...fields });

  assert.ok((await update({ name: "Mine", client_secret: provider.client.client_secret })).success);
  assert.ok((await entries()).every(({ state }) => state === "loaded"));
  await registerClient(provider, other);
  assert.ok((await update(other)).success);
  const asked = (await entries()).map(({ state, reason }) => [state, /client ID .* was changed/.test(reason ?? "")]);
  assert.deepEqual(asked, [
    ["setup_error", true],
    ["setup_error", true],
  ]);

  const after = await restart();
  const again = await RawClient.connect(after.origin, tokens.access_token);
  const flows = (await again.call("config_entries/flow/progress")).result as { flow_id: string }[];
  assert.equal(flows.length, 2, "what was acknowledged is on disk");
  for (const { flow_id } of flows) {
    const step = await externalStep(after.origin, tokens, `${FLOW}/${flow_id}`, {});
    assert.equal((await follow(step)).status, 200);
  }
  assert.ok((await entries(again)).every(({ state }) => state === "loaded"));
});

test("an entry that failed for its credential's secret works again once that is mended", async (t) => {
  const { origin, tokens, provider, restart } = await withCalendar(t);
  await follow(await externalStep(origin, tokens));
  await acceptSecret(provider, "S3CRET-canary-the-new-one");
  const after = await restart();
  const client = await RawClient.connect(after.origin, tokens.access_token);
  const state = async () => ((await client.call("config_entries/get")).result as { state: string }[])[0]?.state;
  await eventually("the entry has failed", async () => (await state()) === "setup_error");
  const [id] = Object.keys((await client.call("application_credentials/usage")).result as object);
  const fields = { application_credentials_id: id, client_secret: "S3CRET-canary-the-new-one" };
  assert.ok((await client.call("application_credentials/update", fields)).success);
  await eventually("the entry works", async () => (await state()) === "loaded");
});

test("an integration outside the process gets tokens for its own entries and nothing else", async (t) => {
  const { origin, tokens } = await withCalendar(t);
  await follow(await externalStep(origin, tokens));
  const owner = await RawClient.connect(origin, tokens.access_token);
  const [entry] = (await owner.call("config_entries/get")).result as { entry_id: string }[];
  const made = await owner.call("application_credentials/integration_token/create", {
    domain: "calendar",
    name: "cal",
  });
  const { token, token_id } = made.result as { token: string; token_id: string };

  const script = await RawClient.connect(origin, token);
  const answer = await script.call("application_credentials/token", { entry_id: entry?.entry_id });
  assert.equal((answer.result as { token_type: string }).token_type.toLowerCase(), "bearer");
  for (const type of ["get_config", "config_entries/get", "application_credentials/list", "auth/current_user"])
    assert.equal((await script.call(type)).error?.code, "unauthorized", type);
  assert.equal((await caller(origin, token)("POST", FLOW, { handler: "calendar" })).status, 401);
  const own = await owner.call("application_credentials/token", { entry_id: entry?.entry_id });
  assert.equal(own.error?.code, "unauthorized");

  const closed = script.closed();
  await owner.call("application_credentials/integration_token/revoke", { token_id });
  assert.equal(await closed, 1008);
});
