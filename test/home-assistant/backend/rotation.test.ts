import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { base64url, compactDecrypt } from "jose";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { adoption, type Backend, BridgePeer, coreItem, hello, type Result, startBackend } from "./bridge-peer.ts";

const TIMEOUT = { timeout: 60_000 };
const ID = "acme_calendar_client_1";
const OLD = "S3CRET-canary-1";
const NEW = "S3CRET-canary-rotated";

type Kept = { client_secret: string; rotation?: { since: string; previous_client_secret: string } };

async function connect(t: TestContext, data: string): Promise<{ backend: Backend; peer: BridgePeer; kept: Kept[] }> {
  const backend = await startBackend(t, { data });
  const peer = await BridgePeer.connect(t, `ws+unix://${backend.socket}:/bridge`);
  const { result } = await peer.ask("bridge/hello", hello({ schema: 2 }));
  return { backend, peer, kept: (result as { credentials: Kept[] }).credentials };
}

/** One credential of core's, adopted. */
async function adopted(t: TestContext) {
  const data = join(temporaryFolder(t), "data");
  const all = await connect(t, data);
  for (const step of adoption(all.peer, [coreItem(1)])) assert.ok((await step).success);
  return { data, ...all };
}

const command = (peer: BridgePeer, type: string, fields: object = {}): Promise<Result> =>
  peer.command(`application_credentials/${type}`, { application_credentials_id: ID, ...fields });

/** The credential as Home Assistant's copy has it after the last notice. */
function copied(peer: BridgePeer): Kept {
  const notice = peer.arrived.findLast((one) => !Array.isArray(one) && one.type === "bridge/credentials");
  return (notice as { changes: { credential: Kept }[] }).changes[0]?.credential as Kept;
}

async function until(look: () => boolean, what: string): Promise<void> {
  for (let tries = 0; !look(); tries += 1) {
    if (tries > 200) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function snapshot(data: string): Promise<string> {
  const key = base64url.decode(readFileSync(join(data, "application_credentials.key"), "utf8").trim());
  const { plaintext } = await compactDecrypt(readFileSync(join(data, "snapshot.jwe"), "utf8"), key);
  return new TextDecoder().decode(plaintext);
}

test(
  "F4: while a secret is being changed the copy has both; told that the new one worked, it has one",
  TIMEOUT,
  async (t) => {
    const { data, backend, peer } = await adopted(t);
    const { result } = await command(peer, "rotate", { client_secret: NEW });
    const { since } = result as { since: string };
    assert.deepEqual(copied(peer).rotation, { since, previous_client_secret: OLD });
    assert.equal(copied(peer).client_secret, NEW);

    const seen = { application_credentials_id: ID, outcome: "worked", reason: "" };
    peer.tell("bridge/secret_used", { ...seen, since: "2020-01-01T00:00:00.000Z" });
    await command(peer, "list");
    assert.ok(copied(peer).rotation, "another rotation's success says nothing about this one");
    peer.tell("bridge/secret_used", { ...seen, since });
    await until(() => copied(peer).rotation === undefined, "the copy lost the old secret");
    assert.equal(copied(peer).client_secret, NEW);
    assert.equal(await backend.kill("SIGTERM"), 0);
    assert.ok(!(await snapshot(data)).includes(OLD));
  },
);

test(
  "F4: told that the provider took the old secret only, it says so to the page; back out gives it back",
  TIMEOUT,
  async (t) => {
    const { peer } = await adopted(t);
    await peer.command("application_credentials/rotate/subscribe", {}, undefined, 9);
    const { since } = (await command(peer, "rotate", { client_secret: NEW })).result as { since: string };
    const events = () =>
      peer.arrived.flatMap((one) => (!Array.isArray(one) && one.type === "bridge/event" ? [one.event] : []));
    const reason = "Acme answered with the HTTP status 401";
    peer.tell("bridge/secret_used", { application_credentials_id: ID, since, outcome: "rejected", reason });
    await until(() => events().length === 3, "the page was told");
    assert.deepEqual(events().at(-1), [{ application_credentials_id: ID, since, state: "rejected", reason }]);
    assert.ok((await command(peer, "rotate/back_out")).success);
    assert.deepEqual([copied(peer).client_secret, copied(peer).rotation], [OLD, undefined]);
  },
);

test("killed at any time, a rotation is there as it was acknowledged, with its way back", TIMEOUT, async (t) => {
  let { data, backend, peer } = await adopted(t);
  let kept: Kept[] = [];
  let acknowledged = OLD;
  for (let round = 1; round <= 8; round += 1) {
    const wanted = `${NEW}-${round}`;
    const rotating = command(peer, "rotate", { client_secret: wanted });
    if (round % 2) await rotating;
    else await new Promise((resolve) => setTimeout(resolve, round));
    await backend.kill("SIGKILL");
    const { success } = await rotating;
    ({ backend, peer, kept } = await connect(t, data));
    const [one] = kept;
    if (success) assert.equal(one?.client_secret, wanted);
    else assert.ok([wanted, acknowledged].includes(one?.client_secret ?? ""), "one or the other");
    if (round > 1) assert.equal(one?.rotation?.previous_client_secret, OLD, "the last that is known to work");
    acknowledged = one?.client_secret ?? "";
  }
  assert.ok((await command(peer, "rotate/back_out")).success);
  await backend.kill("SIGKILL");
  ({ kept } = await connect(t, data));
  assert.deepEqual([kept[0]?.client_secret, kept[0]?.rotation], [OLD, undefined]);
});
