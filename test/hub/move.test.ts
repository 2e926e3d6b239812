/** F9 on the embedded hub, with its real plugin, store and provider: entries go from one credential to another. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Integration } from "../../src/backend/host.ts";
import type { ConfigEntry } from "../../src/protocol/home-assistant.ts";
import { eventually } from "../support/eventually.ts";
import { startProvider } from "../support/oidc-provider.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { caller, onboard, RawClient } from "./support/client.ts";
import { startHouse } from "./support/house.ts";
import { externalStep, FLOW, follow } from "./support/sign-in.ts";
import { sampleIntegration } from "./support/test-hub.ts";

const SECRET = "S3CRET-canary-client-secret";
const CREDENTIALS = "application_credentials";

type Usage = Record<string, { entry_id: string; state: string; reauth: boolean }[]>;
type Flow = { flow_id: string; context: { source: string; entry_id: string } };

/** One account on the credential `first`; `twin` is the same client, `second` another one. Every use refreshes. */
async function scene(t: TestContext) {
  const folder = temporaryFolder(t);
  const integrations = new Map<string, Integration>();
  const { hub, begin, house } = await startHouse(t, folder, 0, integrations);
  const clientOf = (client_id: string) => ({
    client_id,
    client_secret: SECRET,
    redirect_uris: [hub.host.redirectUri()],
    grant_types: ["authorization_code", "refresh_token"],
    token_endpoint_auth_method: "client_secret_post" as const,
  });
  const clients = [clientOf("first"), clientOf("second")];
  const provider = await startProvider(t, hub.host.redirectUri(), { clients, ttl: { AccessToken: 5 } });
  integrations.set(
    "calendar",
    sampleIntegration("calendar", "/nowhere/", {
      scopes: ["openid", "calendar.read"],
      authorizationServer: async () => provider.endpoints,
    }),
  );
  await begin();
  const { origin } = house;
  const tokens = await onboard(origin);
  let client = await RawClient.connect(origin, tokens.access_token);
  const call = async <Result>(type: string, args: object = {}) => {
    const { result, error } = await client.call(type, args);
    assert.equal(error, undefined, `${type}: ${error?.message}`);
    return result as Result;
  };
  const create = async (client_id: string, name: string) => {
    const args = { domain: "calendar", client_id, client_secret: SECRET, name };
    return (await call<{ id: string }>(`${CREDENTIALS}/create`, args)).id;
  };
  const first = await create("first", "First");
  await follow(await externalStep(origin, tokens));
  const [twin, second] = [await create("first", "Twin"), await create("second", "Second")];
  const [entry] = await call<ConfigEntry[]>("config_entries/get");
  const entry_id = entry?.entry_id ?? "";
  return {
    ...{ origin, tokens, provider, call, first, twin, second, entry_id },
    refuse: async (type: string, args: object) => (await client.call(type, args)).error?.message,
    move: (from: string, to: string) => call(`${CREDENTIALS}/move`, { from, to }),
    users: async (id: string) => (await call<Usage>(`${CREDENTIALS}/usage`))[id]?.map(({ entry_id }) => entry_id),
    entry: async () => (await call<ConfigEntry[]>("config_entries/get"))[0],
    flow: async () => (await call<Flow[]>("config_entries/flow/progress"))[0],
    /** Refreshes, and so fails where the client is not the one of the tokens. */
    works: async () => (await client.call("embedded_hub/entry/show", { entry_id })).error === undefined,
    restart: async () => {
      await house.close();
      const next = await startHouse(t, folder, Number(new URL(origin).port), integrations);
      await next.begin();
      client = await RawClient.connect(origin, tokens.access_token);
    },
  };
}

const MOVED = (entryId: string) => ({ moved: [entryId], pending: [], failed: [] });
const PENDING = (entryId: string) => ({ moved: [], pending: [entryId], failed: [] });

test("F9: the same client ID: the entry switches at once, keeps its tokens, and the old credential can go", async (t) => {
  const { call, move, users, works, first, twin, entry_id, entry, flow } = await scene(t);
  assert.deepEqual(await move(first, twin), MOVED(entry_id));
  assert.deepEqual([await users(first), await users(twin)], [[], [entry_id]]);
  assert.equal(await call(`${CREDENTIALS}/delete`, { application_credentials_id: first }), null);
  assert.equal(await works(), true);
  assert.deepEqual([(await entry())?.state, await flow()], ["loaded", undefined]);
});

test("F9: another client ID: the old tokens go on, and the entry switches when its person has signed in", async (t) => {
  const { call, refuse, move, users, works, first, second, entry_id, entry, flow, origin, tokens } = await scene(t);
  assert.deepEqual(await move(first, second), PENDING(entry_id));
  assert.deepEqual([await users(first), await users(second)], [[entry_id], [entry_id]]);
  assert.deepEqual((await call<Usage>(`${CREDENTIALS}/usage`))[second]?.[0], {
    ...{ entry_id, domain: "calendar", state: "loaded", reauth: true },
    title: (await entry())?.title,
  });
  for (const id of [first, second])
    assert.match((await refuse(`${CREDENTIALS}/delete`, { application_credentials_id: id })) ?? "", /in use/);
  assert.equal(await works(), true);
  const waiting = await entry();
  assert.equal(waiting?.state, "loaded");
  assert.match(waiting?.reason ?? "", /credential “Second”/);
  const { issues } = await call<{ issues: object[] }>("repairs/list_issues");
  assert.equal(issues.length, 1);

  const { flow_id, context } = (await flow()) as Flow;
  assert.deepEqual([context.source, context.entry_id], ["reauth", entry_id]);
  const step = await externalStep(origin, tokens, `${FLOW}/${flow_id}`, {});
  assert.equal(new URL(step.url).searchParams.get("client_id"), "second");
  assert.equal((await follow(step)).status, 200);
  assert.equal(
    (await caller(origin, tokens.access_token)("GET", `${FLOW}/${flow_id}`)).body.reason,
    "reauth_successful",
  );
  assert.deepEqual([await users(first), await users(second)], [[], [entry_id]]);
  assert.equal(await works(), true);
  const after = await entry();
  assert.deepEqual([after?.entry_id, after?.state, after?.reason, await flow()], [entry_id, "loaded", null, undefined]);
  assert.deepEqual(await call("repairs/list_issues"), { issues: [] });
  assert.equal(await call(`${CREDENTIALS}/delete`, { application_credentials_id: first }), null);
});

test("F9: a sign-in that is given up is asked for again; after a restart too; and the move can be taken back", async (t) => {
  const { move, users, works, first, second, entry_id, entry, flow, origin, tokens, restart } = await scene(t);
  await move(first, second);
  const begun = await flow();
  await caller(origin, tokens.access_token)("DELETE", `${FLOW}/${begun?.flow_id}`);
  const again = await flow();
  assert.notEqual(again?.flow_id, begun?.flow_id);
  const step = await externalStep(origin, tokens, `${FLOW}/${again?.flow_id}`, {});
  assert.equal((await follow(step, false)).status, 400);
  await restart();
  await eventually("the entry is set up", async () => (await entry())?.state === "loaded");
  assert.deepEqual([await users(first), await users(second)], [[entry_id], [entry_id]]);
  assert.equal((await flow())?.context.entry_id, entry_id);
  assert.deepEqual(await move(second, first), MOVED(entry_id));
  assert.deepEqual([await users(second), await flow(), (await entry())?.reason], [[], undefined, null]);
  assert.equal(await works(), true);
});

test("F9: an entry whose sign-in is dead is bound to the other credential, and mended with it", async (t) => {
  const { move, works, provider, first, second, twin, users, entry_id, entry, flow, origin, tokens } = await scene(t);
  provider.interfere = (reply) => reply(400, JSON.stringify({ error: "invalid_grant" }));
  assert.equal(await works(), false);
  provider.interfere = undefined;
  const own = await flow();
  assert.deepEqual(await move(first, second), PENDING(entry_id));
  const bound = await flow();
  assert.notEqual(bound?.flow_id, own?.flow_id);
  // At once to its twin, which ends the way to the other one: it still needs its person.
  assert.deepEqual(await move(first, twin), MOVED(entry_id));
  assert.deepEqual([await users(second), await users(twin)], [[], [entry_id]]);
  await move(twin, second);
  assert.equal((await entry())?.state, "setup_error");
  const step = await externalStep(origin, tokens, `${FLOW}/${(await flow())?.flow_id}`, {});
  assert.equal(new URL(step.url).searchParams.get("client_id"), "second");
  assert.equal((await follow(step)).status, 200);
  assert.deepEqual([(await entry())?.state, await users(twin), await users(second)], ["loaded", [], [entry_id]]);
  assert.equal(await works(), true);
});

test("F9: who was at the provider with the old credential when the move began comes back in vain", async (t) => {
  const { move, works, provider, first, second, entry_id, flow, origin, tokens, users } = await scene(t);
  provider.interfere = (reply) => reply(400, JSON.stringify({ error: "invalid_grant" }));
  await works();
  provider.interfere = undefined;
  const step = await externalStep(origin, tokens, `${FLOW}/${(await flow())?.flow_id}`, {});
  await move(first, second);
  const late = await fetch(step.url, { redirect: "manual", headers: { cookie: step.cookie } });
  assert.notEqual(late.status, 500);
  const bound = await externalStep(origin, tokens, `${FLOW}/${(await flow())?.flow_id}`, {});
  assert.equal(new URL(bound.url).searchParams.get("client_id"), "second");
  assert.equal((await follow(bound)).status, 200);
  assert.deepEqual(await users(second), [entry_id]);
});

test("F9: removing the entry drops its move, and both credentials can go", async (t) => {
  const { call, move, first, second, twin, entry_id, origin, tokens, flow } = await scene(t);
  await move(first, second);
  await caller(origin, tokens.access_token)("DELETE", `config/config_entries/entry/${entry_id}`);
  assert.equal(await flow(), undefined);
  assert.deepEqual(await call(`${CREDENTIALS}/usage`), { [first]: [], [twin]: [], [second]: [] });
  for (const id of [first, second])
    assert.equal(await call(`${CREDENTIALS}/delete`, { application_credentials_id: id }), null);
  assert.deepEqual(await call("repairs/list_issues"), { issues: [] });
});
