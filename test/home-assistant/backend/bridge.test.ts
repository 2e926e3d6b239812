import { strict as assert } from "node:assert";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { base64url, compactDecrypt } from "jose";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import {
  adoption,
  Backend,
  BridgePeer,
  coreItem,
  freePort,
  hello,
  plainUser,
  type Result,
  startBackend,
} from "./bridge-peer.ts";

const TIMEOUT = { timeout: 60_000 };
const items = (count: number) => Array.from({ length: count }, (_, index) => coreItem(index + 1));

async function connected(t: TestContext, data: string): Promise<{ backend: Backend; peer: BridgePeer; hi: Result }> {
  const backend = await startBackend(t, { data });
  const peer = await BridgePeer.connect(t, `ws+unix://${backend.socket}:/bridge`);
  return { backend, peer, hi: await peer.ask("bridge/hello", hello()) };
}

async function adopted(t: TestContext, count = 3) {
  const data = join(temporaryFolder(t), "data");
  const all = await connected(t, data);
  for (const step of adoption(all.peer, items(count))) assert.ok((await step).success);
  return { data, ...all };
}

type Kept = { item: { id: string; source: string }; client_secret: string };
const credentialsOf = ({ result }: Result) => (result as { credentials: Kept[] }).credentials;

test("adopts in pieces, keeps ids, and marks it last", TIMEOUT, async (t) => {
  const data = join(temporaryFolder(t), "data");
  const { backend, peer, hi } = await connected(t, data);
  assert.deepEqual([(hi.result as { adopted: boolean }).adopted, credentialsOf(hi)], [false, []]);
  assert.equal((await peer.command("application_credentials/list")).error?.code, "backend_unavailable");

  const wanted = items(450);
  const steps: Result[] = [];
  for (const step of adoption(peer, wanted)) steps.push(await step);
  assert.equal(steps.length, 5);
  const kept = credentialsOf(steps.at(-1) as Result);
  assert.deepEqual(
    kept.map(({ item, client_secret }) => [item.id, client_secret]),
    wanted.map(({ id, client_secret }) => [id, client_secret]),
  );
  assert.deepEqual(
    kept.slice(0, 2).map(({ item }) => item.source),
    ["user", "import"],
  );
  assert.equal((await peer.ask("bridge/adopt/begin", { mode: "replace" })).error?.code, "home_assistant_error");
  assert.equal(await backend.kill("SIGTERM"), 0);
});

test("killed at every step, an adoption begins again and ends whole", TIMEOUT, async (t) => {
  const data = join(temporaryFolder(t), "data");
  const wanted = items(250);
  for (let last = 0; last < 3; last += 1) {
    const { backend, peer, hi } = await connected(t, data);
    assert.equal((hi.result as { adopted: boolean }).adopted, false, `after ${last} steps`);
    const steps = adoption(peer, wanted);
    for (let step = 0; step <= last; step += 1) await steps.next().value;
    await backend.kill();
  }
  // Answered or not: the last kill comes while the mark is on its way.
  const { backend, peer } = await connected(t, data);
  const steps = [...adoption(peer, wanted)];
  await Promise.all(steps.slice(0, -1));
  await backend.kill();
  const again = await connected(t, data);
  const { adopted } = again.hi.result as { adopted: boolean };
  if (!adopted) for (const step of adoption(again.peer, wanted)) await step;
  const list = await again.peer.command("application_credentials/list");
  assert.equal((list.result as unknown[]).length, 250);
});

test("a commit that lacks some sets no mark", TIMEOUT, async (t) => {
  const data = join(temporaryFolder(t), "data");
  const { peer } = await connected(t, data);
  await peer.ask("bridge/adopt/begin", { mode: "replace" });
  await peer.ask("bridge/adopt/items", { items: items(2) });
  const { error } = await peer.ask("bridge/adopt/commit", { count: 3 });
  assert.deepEqual(error?.message, "2 of 3 credentials arrived. Begin the adoption again.");
  assert.equal((await peer.ask("bridge/adopt/commit", { count: 2 })).success, true);
});

test("later finds are added, what is there stays", TIMEOUT, async (t) => {
  const { peer } = await adopted(t, 2);
  await peer.ask("bridge/adopt/begin", { mode: "add" });
  const changed = { ...coreItem(1), client_secret: "another secret" };
  await peer.ask("bridge/adopt/items", { items: [changed, coreItem(3)] });
  const all = credentialsOf(await peer.ask("bridge/adopt/commit", { count: 2 }));
  assert.deepEqual(
    all.map(({ client_secret }) => client_secret),
    ["S3CRET-canary-1", "S3CRET-canary-2", "S3CRET-canary-3"],
  );
});

test("a change is told before its answer, an event after its subscription's", TIMEOUT, async (t) => {
  const { peer } = await adopted(t, 1);
  const subscribed = await peer.command("application_credentials/subscribe", {}, undefined, 8);
  const subscription = peer.lastId;
  assert.deepEqual(subscribed, { id: 8, type: "result", success: true, result: null });
  const given = { domain: "acme_calendar", client_id: " New ", client_secret: "S3CRET-canary-new" };
  const created = await peer.command("application_credentials/create", given, undefined, 9);
  assert.equal((created.result as { id: string }).id, "acme_calendar_new");
  const seen = peer.arrived.map((one) => (Array.isArray(one) ? `answer ${one[1].id}` : one.type));
  assert.ok(seen.indexOf("answer 8") < seen.indexOf("bridge/event"));
  assert.ok(seen.lastIndexOf("bridge/credentials") < seen.indexOf("answer 9"));
  const notice = peer.arrived.findLast((one) => !Array.isArray(one) && one.type === "bridge/credentials") as {
    changes: { change_type: string; credential: Kept }[];
  };
  assert.deepEqual(
    notice.changes.map(({ change_type, credential }) => [change_type, credential.client_secret]),
    [["added", "S3CRET-canary-new"]],
  );
  const events = peer.arrived.filter((one) => !Array.isArray(one) && one.type === "bridge/event");
  assert.ok(events.every((one) => (one as { command: number }).command === subscription));
  assert.ok(!JSON.stringify(events).includes("S3CRET"));
  await peer.ask("bridge/unsubscribe", { command: subscription });
  await peer.command("application_credentials/create", { ...given, client_id: "Later" });
  assert.equal(peer.arrived.filter((one) => !Array.isArray(one) && one.type === "bridge/event").length, events.length);
});

test("roles and refusals are the protocol's", TIMEOUT, async (t) => {
  const { peer } = await adopted(t, 1);
  const codeOf = async (...call: Parameters<BridgePeer["command"]>) => (await peer.command(...call)).error?.code;
  assert.equal(await codeOf("application_credentials/list", {}, plainUser), "unauthorized");
  assert.equal(await codeOf("application_credentials/token", { entry_id: "e" }), "unauthorized");
  assert.equal(await codeOf("application_credentials/list", { more: 1 }), "invalid_format");
  assert.equal(await codeOf("application_credentials/nothing"), "unknown_command");
  const unknownDomain = { domain: "other", client_id: "a", client_secret: "b" };
  assert.equal(await codeOf("application_credentials/create", unknownDomain), "invalid_format");
});

test("entries decide what is in use, and take a changed client", TIMEOUT, async (t) => {
  const { peer } = await adopted(t, 1);
  const entry = { entry_id: "e1", domain: "acme_calendar", title: "Mine", state: "loaded", reauth: false };
  const id = "acme_calendar_client_1";
  peer.tell("bridge/entries", { changed: [{ ...entry, auth_implementation: id }], removed: [] });
  const remove = () => peer.command("application_credentials/delete", { application_credentials_id: id });
  assert.equal((await remove()).error?.message, "Cannot delete credential in use by integration acme_calendar");

  for (const type of ["bridge/reload_entry", "bridge/start_reauth"]) peer.answers.set(type, () => null);
  const update = (change: object) =>
    peer.command("application_credentials/update", { application_credentials_id: id, ...change });
  await update({ name: "Another name" });
  await update({ client_secret: "S3CRET-canary-rotated" });
  await update({ client_id: "Another client" });
  const asked = peer.arrived.flatMap((one) => (Array.isArray(one) || one.entry_id === undefined ? [] : [one]));
  assert.deepEqual(
    asked.map(({ type, entry_id }) => [type, entry_id]),
    [
      ["bridge/reload_entry", "e1"],
      ["bridge/start_reauth", "e1"],
    ],
  );
  // Each comes after the copy has its change: the entry would be set up with the old client again.
  const order = peer.arrived.map((one) => (Array.isArray(one) ? "answer" : one.type));
  const changesBefore = (type: string) =>
    order.slice(0, order.indexOf(type)).filter((one) => one === "bridge/credentials").length;
  assert.deepEqual([changesBefore("bridge/reload_entry"), changesBefore("bridge/start_reauth")], [2, 3]);
  peer.tell("bridge/entries", { changed: [], removed: ["e1"] });
  assert.equal((await remove()).success, true);
});

test("config is asked of Python each time", TIMEOUT, async (t) => {
  const { peer } = await adopted(t, 1);
  const acme_calendar = { name: "Acme", description_placeholders: { url: "https://x.example" } };
  peer.answers.set("bridge/describe_integrations", () => ({
    redirect_uri: "https://my.example/redirect",
    integrations: { acme_calendar },
  }));
  assert.deepEqual((await peer.command("application_credentials/config")).result, {
    domains: ["acme_calendar"],
    integrations: { acme_calendar: { ...acme_calendar, redirect_uri: "https://my.example/redirect" } },
  });
});

test("the snapshot holds everything, sealed, and opens with the key file alone", TIMEOUT, async (t) => {
  const { data, backend, peer } = await adopted(t, 2);
  await peer.command("application_credentials/delete", { application_credentials_id: "acme_calendar_client_1" });
  assert.equal(await backend.kill("SIGTERM"), 0);
  const key = base64url.decode(readFileSync(join(data, "application_credentials.key"), "utf8").trim());
  const { plaintext } = await compactDecrypt(readFileSync(join(data, "snapshot.jwe"), "utf8"), key);
  const { version, credentials } = JSON.parse(new TextDecoder().decode(plaintext)) as {
    version: number;
    credentials: Kept[];
  };
  assert.equal(version, 1);
  assert.deepEqual(
    credentials.map(({ item, client_secret }) => [item.id, client_secret]),
    [["acme_calendar_client_2", "S3CRET-canary-2"]],
  );
  for (const file of readdirSync(data)) assert.ok(!readFileSync(join(data, file), "latin1").includes("S3CRET"), file);
  assert.ok(!backend.log.join("\n").includes("S3CRET"));
});

test("an adoption of nothing leaves a snapshot of nothing: none is not the same as unknown", TIMEOUT, async (t) => {
  const { data } = await adopted(t, 0);
  assert.ok(existsSync(join(data, "snapshot.jwe")));
});

test("a snapshot that has more than the database is kept", TIMEOUT, async (t) => {
  const { data, backend, peer } = await adopted(t, 2);
  await backend.kill("SIGTERM");
  const before = readFileSync(join(data, "snapshot.jwe"));
  const again = await connected(t, data);
  await again.peer.command("application_credentials/delete", { application_credentials_id: "acme_calendar_client_1" });
  await again.backend.kill("SIGTERM");
  writeFileSync(join(data, "snapshot.jwe"), before);
  await (await connected(t, data)).backend.kill("SIGTERM");
  assert.deepEqual(readFileSync(join(data, "snapshot-before-loss.jwe")), before);
  assert.ok(peer);
});

test("ends with its parent, and one process has a folder", TIMEOUT, async (t) => {
  const { data, backend, peer } = await adopted(t, 1);
  const second = new Backend({ data });
  assert.equal(JSON.parse(await second.firstLine()).refused, "folder_in_use");
  assert.equal(await second.ended(), 1);
  backend.child.stdin?.end();
  await peer.closed();
  assert.equal(await backend.ended(), 0);
});

test("a newer connection takes the place of the older", TIMEOUT, async (t) => {
  const { backend, peer } = await adopted(t, 1);
  const newer = await BridgePeer.connect(t, `ws+unix://${backend.socket}:/bridge`);
  await peer.closed();
  assert.equal(credentialsOf(await newer.ask("bridge/hello", hello())).length, 1);
});

test("refused starts say why, to a machine and to people", TIMEOUT, async (t) => {
  const refusal = async (data: string, args?: string[]) => {
    const backend = new Backend({ data, ...(args && { args }) });
    const line = JSON.parse(await backend.firstLine()) as { refused: string; message: string };
    assert.equal(await backend.ended(), 1);
    return line;
  };
  const { data, backend } = await adopted(t, 1);
  await backend.kill("SIGTERM");
  const keyFile = join(data, "application_credentials.key");
  const key = readFileSync(keyFile, "utf8");
  rmSync(keyFile);
  assert.equal((await refusal(data)).refused, "key_missing");
  writeFileSync(keyFile, base64url.encode(new Uint8Array(32)));
  assert.equal((await refusal(data)).refused, "key_wrong");
  writeFileSync(keyFile, "short");
  assert.equal((await refusal(data)).refused, "key_invalid");
  writeFileSync(keyFile, key);
  writeFileSync(join(data, "hub.db"), "x".repeat(10_000));
  const damaged = await refusal(data);
  assert.equal(damaged.refused, "database_damaged");
  assert.match(damaged.message, /^The database .*hub\.db is damaged and was left as it is/);
  assert.match((await refusal(data, [])).message, /^The options are: /);
  assert.match((await refusal(data, ["--listen", "127.0.0.1:0"])).message, /^With --listen a token/);
});

test("on another machine a token is asked for", TIMEOUT, async (t) => {
  const data = join(temporaryFolder(t), "data");
  const token = "t".repeat(32);
  const port = await freePort();
  const env = { APPLICATION_CREDENTIALS_BRIDGE_TOKEN: token };
  await startBackend(t, { data, args: ["--listen", `127.0.0.1:${port}`], env });
  const address = `ws://127.0.0.1:${port}/bridge`;
  await assert.rejects(BridgePeer.connect(t, address), /401/);
  await assert.rejects(BridgePeer.connect(t, address, { authorization: `Bearer ${"x".repeat(32)}` }), /401/);
  const peer = await BridgePeer.connect(t, address, { authorization: `Bearer ${token}` });
  assert.equal((await peer.ask("bridge/hello", hello())).success, true);
});

test("while a backup reads, writes wait; then they are done", TIMEOUT, async (t) => {
  const { data, peer } = await adopted(t, 1);
  assert.equal((await peer.ask("bridge/hold_writes", { held: true })).success, true);
  const before = readFileSync(join(data, "hub.db"));
  const given = { domain: "acme_calendar", client_id: "Held", client_secret: "S3CRET-canary-held" };
  let created = false;
  const creation = peer.command("application_credentials/create", given).then((answer) => {
    created = true;
    return answer;
  });
  assert.equal((await peer.command("application_credentials/list")).success, true);
  assert.deepEqual([created, readFileSync(join(data, "hub.db"))], [false, before]);
  await peer.ask("bridge/hold_writes", { held: false });
  assert.equal((await creation).success, true);
});
