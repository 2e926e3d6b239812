/**
 * “Other OAuth account”: a domain that only a credential knows, on a hub without any integration (R46, R51–R56), from
 * the discovery of its provider to its token in the hands of other software.
 */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Configuration } from "oidc-provider";
import { eventually } from "../support/eventually.ts";
import { startProvider, visitProvider } from "../support/oidc-provider.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { caller, onboard, RawClient } from "./support/client.ts";
import { startHouse } from "./support/house.ts";

const FLOW = "config/config_entries/flow";
const AC = "application_credentials";

async function start(t: TestContext, configuration: Configuration = {}) {
  const folder = temporaryFolder(t);
  const { hub, begin, house } = await startHouse(t, folder, 0, new Map());
  const provider = await startProvider(t, hub.host.redirectUri(), { ttl: { AccessToken: 5 }, ...configuration });
  await begin();
  const { access_token } = await onboard(house.origin);
  const owner = await RawClient.connect(house.origin, access_token);
  const call = async (type: string, fields: object = {}) => {
    const answer = await owner.call(type, fields);
    assert.equal(answer.success, true, JSON.stringify(answer));
    return answer.result;
  };
  const api = caller(house.origin, access_token);
  const restart = async () => {
    await house.close();
    const next = await startHouse(t, folder, Number(new URL(house.origin).port), new Map());
    await next.begin();
    return RawClient.connect(house.origin, access_token);
  };
  return { origin: house.origin, provider, call, api, restart, issuer: provider.endpoints.issuer ?? "" };
}

type Scene = Awaited<ReturnType<typeof start>>;

/** A credential for the domain `acme`, its provider found by its issuer. */
async function addCredential({ call, provider, issuer }: Scene, more: object = {}) {
  await call(`${AC}/allowed_host/add`, { host: "127.0.0.1" });
  const authorization_server = await call(`${AC}/authorization_server/discover`, { issuer });
  const scopes = ["openid", "offline_access"];
  const typed = { domain: "acme", name: "Acme", ...provider.client, authorization_server, scopes, ...more };
  return (await call(`${AC}/create`, typed)) as { id: string };
}

/** From the first step to its end, as a person with a browser goes it. */
async function signIn({ api }: Scene) {
  const { body, headers } = await api("POST", FLOW, { handler: "acme" });
  assert.equal(body.type, "external", JSON.stringify(body));
  const cookie = headers.getSetCookie()[0]?.split(";", 1)[0] ?? "";
  const begun = await fetch(String(body.url), { redirect: "manual", headers: { cookie } });
  const location = begun.headers.get("location") ?? "";
  const back = await visitProvider(location, "anna");
  assert.equal((await fetch(back, { headers: { cookie } })).status, 200);
  const step = (await api("GET", `${FLOW}/${body.flow_id}`)).body;
  assert.equal(step.type, "create_entry", JSON.stringify(step));
  return { entry: step.result as { entry_id: string; title: string; state: string; domain: string }, location };
}

const addable = async ({ call }: Pick<Scene, "call">) =>
  ((await call("manifest/list")) as { domain: string; name: string; config_flow?: boolean; generic?: boolean }[])
    .filter(({ config_flow }) => config_flow)
    .map(({ domain, name, generic }) => [domain, name, generic]);

test("R51 R52 R54 R56 a provider found by its issuer: addable once there is a credential, connected, its token fresh and handed out", async (t) => {
  const scene = await start(t);
  const { origin, call, provider } = scene;
  assert.deepEqual(await addable(scene), []);
  const { id } = await addCredential(scene);
  assert.deepEqual(await addable(scene), [["acme", "Acme", true]]);

  const { entry, location } = await signIn(scene);
  assert.deepEqual([entry.title, entry.state, entry.domain], ["anna", "loaded", "acme"]);
  assert.equal(new URL(location).searchParams.get("scope"), "openid offline_access");
  const usage = (await call(`${AC}/usage`)) as Record<string, { entry_id: string }[]>;
  assert.equal(usage[id]?.[0]?.entry_id, entry.entry_id);

  const { token } = (await call(`${AC}/integration_token/create`, { domain: "acme", name: "script" })) as {
    token: string;
  };
  const script = await RawClient.connect(origin, token);
  const refreshes = provider.tokenRequests.length;
  const answer = await script.call(`${AC}/token`, { entry_id: entry.entry_id });
  const { access_token, scope } = answer.result as { access_token: string; scope: string };
  assert.equal(scope, "openid", "as the provider granted it");
  assert.ok(provider.tokenRequests.length > refreshes, "fewer than 20 s were left");
  const who = await fetch(`${scene.issuer}/me`, { headers: { authorization: `Bearer ${access_token}` } });
  assert.equal(((await who.json()) as { sub: string }).sub, "anna");

  const other = (await call(`${AC}/integration_token/create`, { domain: "other", name: "x" })) as { token: string };
  const stranger = await RawClient.connect(origin, other.token);
  const refused = await stranger.call(`${AC}/token`, { entry_id: entry.entry_id });
  assert.equal((refused.error as { code: string }).code, "unauthorized");
});

test("without a userinfo endpoint the credential's name is the account's", async (t) => {
  const scene = await start(t, { features: { userinfo: { enabled: false } } });
  await addCredential(scene);
  assert.equal((await signIn(scene)).entry.title, "Acme");
});

test("after a restart the entry is there and works; without the host's permission it says why, and works once it is back", async (t) => {
  const scene = await start(t);
  await addCredential(scene);
  const { entry } = await signIn(scene);
  await scene.call(`${AC}/allowed_host/remove`, { host: "127.0.0.1" });
  const owner = await scene.restart();
  const shown = async () => {
    const { result } = await owner.call("config_entries/get", { domain: "acme" });
    return (result as { entry_id: string; state: string; reason: string | null }[])[0];
  };
  await eventually("the entry is not asked for", async () => (await shown())?.state === "setup_error");
  assert.match(
    (await shown())?.reason ?? "",
    /was not asked: its address leads to 127\.0\.0\.1.*allow this host by name/,
  );
  await owner.call(`${AC}/allowed_host/add`, { host: "127.0.0.1" });
  const { result } = await owner.call(`${AC}/integration_token/create`, { domain: "acme", name: "script" });
  const script = await RawClient.connect(scene.origin, (result as { token: string }).token);
  assert.ok((await script.call(`${AC}/token`, { entry_id: entry.entry_id })).success);
});

test("the preflight of such a domain passes the real callback, and an endpoint that is away is named", async (t) => {
  const scene = await start(t);
  await addCredential(scene);
  const brief = async () =>
    (
      (await scene.call(`${AC}/preflight`, { domain: "acme", origin: scene.origin })) as {
        check: string;
        status: string;
      }[]
    ).map(({ check, status }) => `${check} ${status}`);
  const fine = ["origin ok", "callback ok", "endpoint ok", "endpoint ok", "clock ok"];
  assert.deepEqual(await brief(), fine);
  const away = { authorize_url: `${scene.issuer}/auth`, token_url: "http://127.0.0.1:1/token" };
  const [credential] = (await scene.call(`${AC}/list`)) as { id: string }[];
  await scene.call(`${AC}/update`, { application_credentials_id: credential?.id, authorization_server: away });
  assert.deepEqual(await brief(), fine.with(3, "endpoint failed"));
});

test("a domain without a credential has no flow; one whose credential is deleted loses it", async (t) => {
  const scene = await start(t);
  assert.equal((await scene.api("POST", FLOW, { handler: "acme" })).status, 404);
  const { id } = await addCredential(scene);
  await scene.call(`${AC}/delete`, { application_credentials_id: id });
  assert.equal((await scene.api("POST", FLOW, { handler: "acme" })).status, 404);
  assert.deepEqual(await addable(scene), []);
});
