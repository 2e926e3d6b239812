/** Sign-ins of the hub's own behind grants, with a hub that is away when it matters. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { ActAs, HubToken } from "../../../src/backend/act-as.ts";
import { Applications } from "../../../src/backend/applications/applications.ts";
import { ActingSignIns } from "../../../src/backend/authorization-server/acting-sign-ins.ts";
import { Artifacts } from "../../../src/backend/authorization-server/artifacts.ts";
import { Grants, type StoredGrant } from "../../../src/backend/grants/grants.ts";
import { openSqliteStore } from "../../../src/backend/store/sqlite-store.ts";
import { CommandError, homeAssistantError } from "../../../src/protocol/errors.ts";
import { eventually } from "../../support/eventually.ts";
import { FakeHost } from "../../support/fake-host.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const SCOPE = "openid home_assistant";

/** What the hub keeps, as Home Assistant does; `isAway`: it does not answer. */
class FakeHub implements ActAs {
  readonly signIns = new Set<string>();
  isAway = false;
  #reached: () => void = () => {};
  #ended: (signIn: string) => void = () => {};
  #id = 0;

  async token({ sign_in }: { readonly sign_in?: string }): Promise<HubToken> {
    this.#assertThere();
    if (sign_in !== undefined && !this.signIns.has(sign_in)) throw new CommandError("not_found", "It is over");
    this.#id += 1;
    const used = sign_in ?? `sign-in-${this.#id}`;
    this.signIns.add(used);
    return { sign_in: used, access_token: `token-${this.#id}`, expires_in: 1_800 };
  }

  async end(signIn: string): Promise<void> {
    this.#assertThere();
    this.signIns.delete(signIn);
  }

  async keep(signIns: readonly string[]): Promise<readonly string[]> {
    for (const known of this.signIns) if (!signIns.includes(known)) this.signIns.delete(known);
    return signIns.filter((signIn) => !this.signIns.has(signIn));
  }

  watch(reached: () => void, ended: (signIn: string) => void): void {
    this.#reached = reached;
    this.#ended = ended;
  }

  comeBack(): void {
    this.isAway = false;
    this.#reached();
  }

  endByPerson(signIn: string): void {
    this.signIns.delete(signIn);
    if (!this.isAway) this.#ended(signIn);
  }

  #assertThere(): void {
    if (this.isAway) throw homeAssistantError("Home Assistant is not connected.");
  }
}

/** One application that a person let in, with one refresh token. */
async function start(t: TestContext, folder = temporaryFolder(t), hub = new FakeHub()) {
  const store = await openSqliteStore(join(folder, "hub.db"));
  const host = new FakeHost();
  const applications = await Applications.load(store);
  const grants = await Grants.load(store);
  const artifacts = await Artifacts.load(store, host.log);
  const ended: StoredGrant[] = [];
  const acting = await ActingSignIns.load(store, {
    ...{ host, actAs: hub, applications, grants, artifacts },
    endedByPerson: (grant) => ended.push(grant),
  });
  let isClosed = false;
  const close = async () => {
    if (isClosed) return;
    isClosed = true;
    acting.close();
    await artifacts.close();
    await store.close();
  };
  t.after(close);
  return { folder, hub, host, applications, grants, artifacts, acting, ended, close };
}

async function startWithGrant(t: TestContext) {
  const home = await start(t);
  const { applications, grants, artifacts } = home;
  const { id, client_id } = await applications.create({
    name: "Dashboard",
    redirect_uris: ["https://x.example/cb"],
    scopes: SCOPE.split(" "),
    client_type: "confidential",
  });
  const grant = await grants.allow("u1", id, SCOPE.split(" "));
  const payload = { accountId: "u1", clientId: client_id, scope: SCOPE, grantId: "g1" };
  artifacts.put("refresh", { kind: "RefreshToken", payload });
  await artifacts.written();
  return { ...home, application_id: id, client_id, grant, ask: () => home.acting.tokenFor(client_id, "u1", SCOPE) };
}

test("there is one sign-in for each grant, and only where everything allows it", async (t) => {
  const { ask, hub, acting, client_id, applications, application_id } = await startWithGrant(t);
  assert.deepEqual(await ask(), { sign_in: "sign-in-1", access_token: "token-1", expires_in: 1_800 });
  assert.deepEqual(await ask(), { sign_in: "sign-in-1", access_token: "token-2", expires_in: 1_800 });
  assert.equal(await acting.tokenFor(client_id, "u1", "openid"), undefined);
  assert.equal(await acting.tokenFor(client_id, "somebody else", SCOPE), undefined);
  assert.equal(await acting.tokenFor("unknown", "u1", SCOPE), undefined);
  await applications.update({ application_id, scopes: ["openid"] });
  await eventually("the end", () => hub.signIns.size === 0);
  assert.equal(await ask(), undefined);
});

test("what ends while the hub is away ends there when it is back, also after a restart", async (t) => {
  const { ask, hub, grants, grant, folder, close } = await startWithGrant(t);
  await ask();
  hub.isAway = true;
  await grants.revoke(grant.grant_id);
  assert.equal(hub.signIns.size, 1);
  await close();
  await start(t, folder, hub);
  hub.comeBack();
  await eventually("the end", () => hub.signIns.size === 0);
});

test("one that was made and never noted is removed", async (t) => {
  const { ask, hub } = await startWithGrant(t);
  await ask();
  hub.signIns.add("made just before a crash");
  hub.comeBack();
  await eventually("its removal", () => hub.signIns.size === 1);
  assert.deepEqual(await ask(), { sign_in: "sign-in-1", access_token: "token-2", expires_in: 1_800 });
});

test("a person who ends it has ended the grant, whenever that is heard of", async (t) => {
  const heard = await startWithGrant(t);
  await heard.ask();
  heard.hub.endByPerson("sign-in-1");
  await eventually("the end of the grant", () => heard.grants.all().length === 0);
  await eventually("its line", () => heard.ended.length === 1);

  const late = await startWithGrant(t);
  await late.ask();
  late.hub.isAway = true;
  late.hub.endByPerson("sign-in-1");
  assert.equal(late.grants.all().length, 1);
  late.hub.comeBack();
  await eventually("the end of the grant", () => late.grants.all().length === 0);

  const asked = await startWithGrant(t);
  await asked.ask();
  asked.hub.signIns.clear();
  assert.equal(await asked.ask(), "ended");
  assert.deepEqual(asked.grants.all(), []);
});

test("its last token's end is its end, as is the application's word", async (t) => {
  const { ask, hub, artifacts, acting, client_id } = await startWithGrant(t);
  await ask();
  await acting.end(client_id, "u1");
  assert.equal(hub.signIns.size, 0);
  await ask();
  assert.equal(hub.signIns.size, 1);
  artifacts.delete("RefreshToken", "refresh");
  hub.comeBack();
  await eventually("the end", () => hub.signIns.size === 0);
});

test("a hub that does not answer is no end", async (t) => {
  const { ask, hub, grants } = await startWithGrant(t);
  hub.isAway = true;
  await assert.rejects(ask(), { code: "home_assistant_error" });
  assert.equal(grants.all().length, 1);
});
