/** The hub with the demo's cloud beside people's own credentials (F15): what is offered, what is kept, and what happens when it goes. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { Integration, ReadyMadeClient } from "../../src/backend/host.ts";
import { startDemo } from "../../src/demo/demo.ts";
import { eventually } from "../support/eventually.ts";
import { signIn } from "../support/provider-person.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { caller, onboard, RawClient, type Tokens } from "./support/client.ts";
import { type House, startHouse } from "./support/house.ts";

const FLOW = "config/config_entries/flow";
const OWN = { domain: "demo_mail", client_id: "mine", client_secret: "S3CRET-canary-own-one", name: "My client" };
type Body = Record<string, unknown> & { description_placeholders?: Record<string, string> | null };

interface Running extends House {
  /** The provider's origin. */
  readonly provider: string;
}

/** The whole hub with the demo, with or without its cloud; a later start opens the same folder. */
async function start(t: TestContext, folder: string, cloud: boolean, ports = { hub: 0, demo: 0 }): Promise<Running> {
  const integrations = new Map<string, Integration>();
  const readyMade = new Map<string, readonly ReadyMadeClient[]>();
  const { hub, begin, house } = await startHouse(t, folder, ports.hub, integrations, readyMade);
  const demo = await startDemo({
    host: "127.0.0.1",
    port: ports.demo,
    folder: join(folder, "demo"),
    redirectUri: hub.host.redirectUri(),
    project: join(import.meta.dirname, "../.."),
    cloud,
    log: hub.host.log,
  });
  for (const integration of demo.integrations) integrations.set(integration.domain, integration);
  for (const [domain, clients] of demo.readyMade) readyMade.set(domain, clients);
  await begin();
  let ended: Promise<void> | undefined;
  const close = () => {
    ended ??= house.close().then(() => demo.close());
    return ended;
  };
  t.after(close);
  return { ...house, provider: demo.provider.origin, close };
}

async function withOwner(t: TestContext, cloud = true) {
  const folder = temporaryFolder(t);
  const running = await start(t, folder, cloud);
  const tokens = await onboard(running.origin);
  return { ...running, ...(await clientOf(running.origin, tokens)), folder, tokens };
}

async function clientOf(origin: string, { access_token }: Tokens) {
  const api = caller(origin, access_token);
  const client = await RawClient.connect(origin, access_token);
  const begin = async () => (await api("POST", FLOW, { handler: "demo_mail" })) as { body: Body; headers: Headers };
  return { api, client, begin };
}

/** Plays browser and person from the external step to the hub's last page. */
async function signInWith(step: { body: Body; headers: Headers }, name = "Ada"): Promise<string> {
  const cookie = step.headers.getSetCookie()[0]?.split(";", 1)[0] ?? "";
  const headers = { cookie };
  const begun = await fetch(String(step.body.url), { redirect: "manual", headers });
  const authorizeUrl = begun.headers.get("location") ?? "";
  const back = await signIn({ authorizeUrl, name, allow: true });
  assert.equal((await fetch(back, { headers })).status, 200);
  return authorizeUrl;
}

const expireTokens = (provider: string) =>
  fetch(`${provider}/console/api/behaviour`, {
    method: "POST",
    body: JSON.stringify({ access_token_seconds: 5 }),
    headers: { "content-type": "application/json" },
  });

test("F15: ready-made alone goes straight on, beside own ones it is listed first", async (t) => {
  const { begin, client } = await withOwner(t);
  const alone = (await begin()).body;
  assert.deepEqual([alone.type, alone.step_id], ["external", "auth"]);
  assert.deepEqual(alone.description_placeholders, { ready_made: "Demo Cloud" });

  const own = (await client.call("application_credentials/create", OWN)).result as { id: string };
  const both = (await begin()).body;
  assert.deepEqual([both.type, both.step_id], ["form", "pick_implementation"]);
  assert.deepEqual(both.data_schema, [
    {
      name: "implementation",
      required: true,
      type: "select",
      options: [
        ["demo_cloud", "Demo Cloud"],
        [own.id, "My client"],
      ],
    },
  ]);
  assert.deepEqual(both.description_placeholders, { ready_made: "demo_cloud" });
});

test("F15: one's own stays choosable, and then nothing is asked of the cloud", async (t) => {
  const { begin, api, client } = await withOwner(t);
  const own = (await client.call("application_credentials/create", OWN)).result as { id: string };
  const { body } = await begin();
  const step = (await api("POST", `${FLOW}/${body.flow_id}`, { implementation: own.id })).body as Body;
  assert.equal(step.type, "external");
  assert.equal(step.description_placeholders, null);
  assert.equal(new URL(String(step.url)).searchParams.get("client_id"), "mine");
});

test("F15, S1: an account connected through the cloud works and is refreshed, and no credential shows for it", async (t) => {
  const { begin, api, client, origin, provider, lines } = await withOwner(t);
  await expireTokens(provider);
  const step = await begin();
  const authorizeUrl = new URL(await signInWith(step));
  assert.equal(authorizeUrl.searchParams.get("client_id"), "demo-cloud");
  assert.equal(authorizeUrl.searchParams.get("code_challenge_method"), "S256");
  const { body } = await api("GET", `${FLOW}/${step.body.flow_id}`);
  assert.equal(body.type, "create_entry", JSON.stringify(body));
  const { entry_id, state } = body.result as { entry_id: string; state: string };
  assert.equal(state, "loaded");

  // Five seconds of life: every question refreshes first, through the cloud.
  const shown = await client.call("embedded_hub/entry/show", { entry_id });
  assert.ok((shown.result as { items: object[] }).items.length > 0, JSON.stringify(shown));
  assert.deepEqual(
    (await client.call("application_credentials/config_entry", { config_entry_id: entry_id })).result,
    {},
  );
  assert.deepEqual((await client.call("application_credentials/usage")).result, {
    demo_calendar_demo_calendar: [],
  });
  const { token } = (
    await client.call("application_credentials/integration_token/create", { domain: "demo_mail", name: "script" })
  ).result as { token: string };
  const software = await RawClient.connect(origin, token);
  const ask = async () => (await software.call("application_credentials/token", { entry_id })).result as Body;
  const [first, second] = [await ask(), await ask()];
  assert.notEqual(first.access_token, second.access_token);
  for (const { access_token } of [first, second]) {
    assert.equal(
      lines.some((line) => line.includes(String(access_token))),
      false,
      "S13",
    );
  }
});

test("F15: own credentials are deleted as ever, though an account is connected through the cloud", async (t) => {
  const { begin, client } = await withOwner(t);
  await signInWith(await begin());
  const own = (await client.call("application_credentials/create", OWN)).result as { id: string };
  const deleted = await client.call("application_credentials/delete", { application_credentials_id: own.id });
  assert.equal(deleted.success, true);
});

test("F15, F30: the cloud is gone at the next start: the entry says so, and signing in again takes own credentials", async (t) => {
  const { begin, api, folder, tokens, origin, provider, close } = await withOwner(t);
  const step = await begin();
  await signInWith(step);
  const { body } = await api("GET", `${FLOW}/${step.body.flow_id}`);
  const { entry_id } = body.result as { entry_id: string };
  await close();

  const ports = { hub: Number(new URL(origin).port), demo: Number(new URL(provider).port) };
  const after = await start(t, folder, false, ports);
  const again = await clientOf(after.origin, tokens);
  let reason = "";
  await eventually("the entry says what happened", async () => {
    const entries = (await again.client.call("config_entries/get")).result as { state: string; reason: string }[];
    reason = entries.find(({ state }) => state === "setup_error")?.reason ?? "";
    return reason !== "";
  });
  assert.match(reason, /Demo Cloud, through which it was connected, is not offered by Home any more; a client ID/);
  assert.match(reason, /Sign in again, and everything goes on as before\.$/);

  const reauth = async () => {
    const flows = (await again.client.call("config_entries/flow/progress")).result as { flow_id: string }[];
    return (await again.api("POST", `${FLOW}/${flows[0]?.flow_id}`, {})) as { body: Body; headers: Headers };
  };
  assert.deepEqual([(await reauth()).body.reason], ["missing_credentials"]);
  const made = await fetch(`${after.provider}/console/api/clients`, {
    method: "POST",
    body: JSON.stringify({ name: "Mine" }),
    headers: { "content-type": "application/json" },
  });
  const { client_id, client_secret } = (await made.json()) as { client_id: string; client_secret: string };
  const created = await again.client.call("application_credentials/create", {
    domain: "demo_mail",
    client_id,
    client_secret,
  });
  await signInWith(await reauth());
  const { id } = created.result as { id: string };
  const used = (await again.client.call("application_credentials/config_entry", { config_entry_id: entry_id })).result;
  assert.deepEqual(used, { application_credentials_id: id });
});

test("F15: nobody but the hub is served by the cloud", async (t) => {
  const { provider } = await withOwner(t);
  for (const path of ["authorize", "token", "revoke"]) {
    for (const authorization of ["", "Bearer wrong"]) {
      const response = await fetch(`${provider}/cloud/${path}`, {
        method: "POST",
        headers: { authorization },
        body: JSON.stringify({ grant_type: "refresh_token", refresh_token: "any" }),
      });
      assert.equal(response.status, 401);
    }
  }
});
