/** The activity over the hub's websocket and its REST API: who sees it, and from where an act came. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Integration } from "../../src/backend/host.ts";
import type { ActivityItem } from "../../src/protocol/activity.ts";
import { eventually } from "../support/eventually.ts";
import { REDIRECT_URI, signInWith, type TestApplication } from "../support/oauth-client.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { caller, logIn, onboard, RawClient, redeem } from "./support/client.ts";
import { startHouse } from "./support/house.ts";
import { sampleIntegration } from "./support/test-hub.ts";

const PREFIX = "application_credentials";

async function start(t: TestContext) {
  const mail = sampleIntegration("mail", "/nowhere/");
  const { house, begin } = await startHouse(t, temporaryFolder(t), 0, new Map<string, Integration>([["mail", mail]]));
  await begin();
  const { access_token } = await onboard(house.origin);
  const owner = await RawClient.connect(house.origin, access_token);
  t.after(() => owner.close());
  const activity = async () => {
    const { result } = await owner.call(`${PREFIX}/activity/list`);
    return (result as { items: ActivityItem[] }).items;
  };
  return { ...house, access_token, owner, activity };
}

const APPLICATION = { name: "Dashboard", redirect_uris: [REDIRECT_URI] };
const credential = { domain: "mail", client_id: "cid", client_secret: "S3CRET-canary-000", name: "Mine" };

test("F52: an act over the websocket names who did it and from where; a new line reaches who subscribed", async (t) => {
  const { owner, activity } = await start(t);
  const { id: subscription } = await owner.call(`${PREFIX}/activity/subscribe`);
  await owner.call(`${PREFIX}/create`, credential);
  const [line] = await activity();
  assert.equal(line?.actor.name, "Ada");
  assert.equal(line?.address, "127.0.0.1");
  assert.deepEqual(owner.events(subscription), [[line]]);
});

test("F52: behind a proxy no address is told, as anybody could make one up", async (t) => {
  const { origin, access_token, activity } = await start(t);
  const proxied = new RawClient(origin, { "x-forwarded-for": "203.0.113.9" });
  await proxied.signIn(access_token);
  await proxied.call(`${PREFIX}/create`, credential);
  proxied.close();
  const [line] = await activity();
  assert.equal(line?.action, "credential.created");
  assert.equal(line?.address, undefined);
});

test("F52: what an application does for a person names both", async (t) => {
  const { origin, access_token, owner, activity } = await start(t);
  const scopes = ["credentials:manage"];
  const { result } = await owner.call(`${PREFIX}/application/create`, { ...APPLICATION, scopes });
  const { tokens } = await signInWith({ origin, accessToken: access_token }, result as TestApplication);
  const dashboard = await RawClient.connect(origin, tokens.access_token);
  t.after(() => dashboard.close());
  assert.equal((await dashboard.call(`${PREFIX}/create`, credential)).success, true);
  const [line] = await activity();
  assert.deepEqual(
    [line?.action, line?.actor.name, line?.actor.application],
    ["credential.created", "Ada", APPLICATION.name],
  );
  assert.ok((await activity()).slice(1).every(({ actor }) => actor.application === undefined));
});

test("F52, S11: others see nothing of it, and what they tried is a line for the administrator", async (t) => {
  const { origin, owner, activity } = await start(t);
  const { result } = await owner.call("config/auth/create", { name: "Guest", group_ids: ["system-users"] });
  const { user } = result as { user: { id: string } };
  const login = { user_id: user.id, username: "guest", password: "correct horse" };
  assert.equal((await owner.call("config/auth_provider/homeassistant/create", login)).success, true);
  const code = (await (await logIn(origin, "guest", login.password)).json()) as { result: string };
  const guest = await RawClient.connect(origin, (await redeem(origin, code.result)).access_token);
  t.after(() => guest.close());
  for (const command of ["activity/list", "activity/subscribe"])
    assert.equal((await guest.call(`${PREFIX}/${command}`)).error?.code, "unauthorized");
  assert.equal((await guest.call(`${PREFIX}/create`, credential)).error?.code, "unauthorized");
  await eventually("the guest's try", async () =>
    (await activity()).some(({ actor, result }) => actor.name === "Guest" && result === "failed"),
  );
  assert.ok(!JSON.stringify(await activity()).includes("S3CRET"));

  const made = await owner.call(`${PREFIX}/integration_token/create`, { domain: "mail", name: "script" });
  const script = await RawClient.connect(origin, (made.result as { token: string }).token);
  t.after(() => script.close());
  assert.equal((await script.call(`${PREFIX}/activity/list`)).error?.code, "unauthorized");
  await script.call(`${PREFIX}/import`, { ...credential, auth_domain: "mail" });
  const [line] = await activity();
  assert.deepEqual(
    [line?.actor.kind, line?.actor.name, line?.action],
    ["integration", "script", "credential.imported"],
  );
});

test("F52: REST calls that are refused leave no account behind in it", async (t) => {
  const { origin, access_token, activity } = await start(t);
  const { status } = await caller(origin, access_token)("DELETE", "config/config_entries/entry/nobody");
  assert.equal(status, 404);
  assert.deepEqual(await activity(), []);
});
