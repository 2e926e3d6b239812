import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import type { AccountAtProvider } from "../../../src/backend/host.ts";
import { integrationOf } from "../../support/fake-host.ts";
import { startProvider } from "../../support/oidc-provider.ts";
import { REDIRECT_URI, type Scene, startScene } from "../connect/connect-support.ts";

const software = integrationOf("demo_calendar");

/** Anna's entry; from now on whoever signs in is `who`. */
async function annasEntry(t: TestContext) {
  const provider = await startProvider(t, REDIRECT_URI, { features: { revocation: { enabled: true } } });
  const ended: string[] = [];
  provider.provider.on("grant.revoked", (_ctx, grantId) => ended.push(grantId));
  const scene = await startScene(t, { provider });
  const entry_id = await scene.connect("Anna");
  scene.host.list = scene.host.list.map((entry) => ({ ...entry, unique_id: "anna" }));
  return { ...scene, entry_id, ended };
}

type Named = { who: AccountAtProvider | Error };

function nameAccounts({ host, provider }: Scene, named: Named): void {
  host.addIntegration("demo_calendar", {
    name: "Demo Calendar",
    scopes: ["openid", "calendar.read"],
    authorizationServer: async () => provider.endpoints,
    account: async () => {
      if (named.who instanceof Error) throw named.who;
      return named.who;
    },
  });
}

const anna = { title: "Anna", unique_id: "anna" };
const ben = { title: "Ben", unique_id: "ben" };

const tokenOf = async ({ host }: Scene, entry_id: string) =>
  ((await host.call("application_credentials/token", { entry_id }, software)).result as { access_token: string })
    .access_token;

async function signInAgain(scene: Scene, entry_id: string, flowId = "reauth") {
  const step = await scene.begin(flowId, null, entry_id);
  const answer = await scene.get(await scene.signIn(step, true, "whoever"), step.cookie);
  assert.equal(answer.status, 303);
  const page = await scene.get(new URL(answer.headers.get("location") ?? "", REDIRECT_URI).href, step.cookie);
  return { outcome: scene.host.finished.at(-1)?.outcome, page: await page.text() };
}

test("the same account, or one that nobody can name, is taken at once", async (t) => {
  const scene = await annasEntry(t);
  for (const who of [anna, new Error("the API is down")]) {
    nameAccounts(scene, { who });
    const before = await tokenOf(scene, scene.entry_id);
    assert.equal((await signInAgain(scene, scene.entry_id)).outcome?.result, "connected");
    assert.notEqual(await tokenOf(scene, scene.entry_id), before);
  }
  nameAccounts(scene, { who: ben });
  scene.host.list = scene.host.list.map(({ unique_id: _unknown, ...entry }) => entry);
  assert.equal((await signInAgain(scene, scene.entry_id)).outcome?.result, "connected");
});

test("another account is kept aside, sealed; used, the entry is theirs, also after a restart", async (t) => {
  const scene = await annasEntry(t);
  nameAccounts(scene, { who: ben });
  const before = await tokenOf(scene, scene.entry_id);
  const { outcome, page } = await signInAgain(scene, scene.entry_id);
  assert.deepEqual(outcome, { result: "other_account", account: ben });
  assert.match(page, /Signed in as Ben/);
  assert.equal(await tokenOf(scene, scene.entry_id), before);
  assert.deepEqual(scene.plugin.otherAccount("reauth"), ben);

  await scene.plugin.close();
  await scene.store.close();
  const again = await startScene(t, { provider: scene.provider, folder: scene.folder, entries: scene.host.list });
  assert.equal(await tokenOf(again, scene.entry_id), before);
  const used = await again.plugin.useOtherAccount("reauth", { id: "u1", name: "Anna" });
  assert.deepEqual(used, { auth_implementation: "demo_calendar", account: ben });
  const bens = await tokenOf(again, scene.entry_id);
  assert.notEqual(bens, before);
  assert.equal(await again.plugin.useOtherAccount("reauth", { id: "u1", name: "Anna" }), undefined);
  const disk = readdirSync(scene.folder).map((name) => readFileSync(join(scene.folder, name), "latin1"));
  for (const token of [before, bens]) assert.ok(!disk.join().includes(token));
});

test("another account that is not wanted: its tokens are ended, unless it has an entry of its own", async (t) => {
  const scene = await annasEntry(t);
  nameAccounts(scene, { who: ben });
  const before = await tokenOf(scene, scene.entry_id);
  for (const held of [false, true]) {
    await signInAgain(scene, scene.entry_id, `reauth ${held}`);
    if (held) {
      const bens = { entry_id: "b1", domain: "demo_calendar", title: "Ben", state: "loaded", reauth: false } as const;
      scene.host.list.push({ ...bens, unique_id: "ben" });
    }
    await scene.plugin.cancel(`reauth ${held}`);
    assert.equal(scene.plugin.otherAccount(`reauth ${held}`), undefined);
    const deadline = Date.now() + 2_000;
    while (!held && scene.ended.length === 0 && Date.now() < deadline)
      await new Promise((done) => setTimeout(done, 20));
    assert.equal(new Set(scene.ended).size, 1);
    assert.equal(await tokenOf(scene, scene.entry_id), before);
  }
});

test("nobody decides for a day: it is dropped", async (t) => {
  const scene = await annasEntry(t);
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  nameAccounts(scene, { who: ben });
  await signInAgain(scene, scene.entry_id);
  t.mock.timers.tick(25 * 3_600_000);
  assert.equal(scene.plugin.otherAccount("reauth"), undefined);
  assert.equal(await scene.plugin.useOtherAccount("reauth", { id: "u1", name: "Anna" }), undefined);
});

test("a flow that went meanwhile: nothing is kept aside", async (t) => {
  const scene = await annasEntry(t);
  nameAccounts(scene, { who: ben });
  const finish = scene.host.finishFlow;
  scene.host.finishFlow = async (flowId, outcome) => {
    if (outcome.result === "other_account") throw new Error("the flow is gone");
    await finish(flowId, outcome);
  };
  const step = await scene.begin("reauth", null, scene.entry_id);
  const answer = await scene.get(await scene.signIn(step, true, "whoever"), step.cookie);
  assert.equal(answer.status, 500);
  assert.equal(scene.plugin.otherAccount("reauth"), undefined);
});
