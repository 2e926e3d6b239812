/** The key over the bridge: whenever the process dies while it is rotated, Python opens the snapshot with a key that is there. */
import { strict as assert } from "node:assert";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { base64url, compactDecrypt } from "jose";
import { KEY_CHANGE_STEPS } from "../../../src/backend/store/key-change.ts";
import { eventually } from "../../support/eventually.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { adoption, Backend, BridgePeer, coreItem, hello, plainUser, startBackend } from "./bridge-peer.ts";

const TIMEOUT = { timeout: 90_000 };
const COUNT = 60;
type Status = { key_id: string; data_keys: number; records_pending: number; rotating: boolean };

const keyFile = (data: string) => join(data, "application_credentials.key");

/** As snapshot.py does: with the key, else with the next one beside it. */
async function secretsInSnapshot(data: string): Promise<string[]> {
  const sealed = readFileSync(join(data, "snapshot.jwe"), "utf8");
  const files = [keyFile(data), `${keyFile(data)}.next`].filter((file) => existsSync(file));
  const opened = await Promise.any(
    files.map((file) => compactDecrypt(sealed, base64url.decode(readFileSync(file, "utf8").trim()))),
  );
  const { credentials } = JSON.parse(new TextDecoder().decode(opened.plaintext)) as {
    credentials: { client_secret: string }[];
  };
  return credentials.map(({ client_secret }) => client_secret);
}

const SECRETS = Array.from({ length: COUNT }, (_, n) => `S3CRET-canary-${n + 1}`);

async function adopted(t: TestContext) {
  const data = join(temporaryFolder(t), "data");
  const backend = await startBackend(t, { data });
  const peer = await BridgePeer.connect(t, `ws+unix://${backend.socket}:/bridge`);
  await peer.ask("bridge/hello", hello());
  const items = Array.from({ length: COUNT }, (_, n) => coreItem(n + 1));
  for (const step of adoption(peer, items)) assert.ok((await step).success);
  return { data, backend, peer };
}

async function restarted(t: TestContext, data: string, env: NodeJS.ProcessEnv = {}) {
  const backend = await startBackend(t, { data, env });
  const peer = await BridgePeer.connect(t, `ws+unix://${backend.socket}:/bridge`);
  const hi = await peer.ask("bridge/hello", hello());
  const { credentials } = hi.result as { credentials: { client_secret: string }[] };
  assert.deepEqual(
    credentials.map(({ client_secret }) => client_secret),
    SECRETS,
  );
  return { backend, peer };
}

const settledStatus = async (peer: BridgePeer): Promise<Status> => {
  let status: Status | undefined;
  await eventually("the end of the rotation", async () => {
    status = (await peer.command("application_credentials/key/status")).result as Status;
    return !status.rotating;
  });
  return status as Status;
};

test(
  "status and rotate answer as everywhere; the snapshot is for the new key before the old one is gone",
  TIMEOUT,
  async (t) => {
    const { data, backend, peer } = await adopted(t);
    const refused = await peer.command("application_credentials/key/rotate", {}, plainUser);
    assert.equal(refused.error?.code, "unauthorized");
    const before = (await peer.command("application_credentials/key/status")).result as Status;
    assert.deepEqual(Object.keys(before).sort(), ["data_keys", "key_id", "records_pending", "rotating"]);
    const old = readFileSync(keyFile(data), "utf8").trim();
    const begun = (await peer.command("application_credentials/key/rotate")).result as Status;
    assert.ok(begun.rotating && begun.key_id !== before.key_id);
    const sealed = readFileSync(join(data, "snapshot.jwe"), "utf8");
    await assert.rejects(compactDecrypt(sealed, base64url.decode(old)));
    assert.deepEqual(await secretsInSnapshot(data), SECRETS);
    assert.equal((await settledStatus(peer)).data_keys, 1);
    assert.equal(await backend.kill("SIGTERM"), 0);
    assert.deepEqual(await secretsInSnapshot(data), SECRETS);
    const again = await restarted(t, data);
    assert.equal((await settledStatus(again.peer)).key_id, begun.key_id);
  },
);

for (const step of Object.values(KEY_CHANGE_STEPS)) {
  test(`S17: killed when ${step}: the snapshot opens, and the next start goes on`, TIMEOUT, async (t) => {
    const { data, backend, peer } = await adopted(t);
    const before = (await peer.command("application_credentials/key/status")).result as Status;
    void peer.command("application_credentials/key/rotate");
    await eventually(step, () => backend.log.some((line) => line.includes(step)));
    await backend.kill();
    assert.deepEqual(await secretsInSnapshot(data), SECRETS);
    const again = await restarted(t, data);
    const after = await settledStatus(again.peer);
    assert.ok(after.data_keys === 1 && after.key_id !== before.key_id);
    assert.deepEqual(await secretsInSnapshot(data), SECRETS);
    assert.ok(!existsSync(`${keyFile(data)}.next`));
  });
}

test("a key from the environment that replaces the key file: the snapshot follows", TIMEOUT, async (t) => {
  const { data, backend } = await adopted(t);
  await backend.kill("SIGTERM");
  const old = readFileSync(keyFile(data), "utf8").trim();
  const next = base64url.encode(new Uint8Array(32).fill(7));
  const env = { APPLICATION_CREDENTIALS_KEY: next, APPLICATION_CREDENTIALS_OLD_KEY: old };
  const again = await restarted(t, data, env);
  await again.backend.kill("SIGTERM");
  writeFileSync(keyFile(data), `${next}\n`);
  assert.deepEqual(await secretsInSnapshot(data), SECRETS);
  const refused = new Backend({ data, env: { APPLICATION_CREDENTIALS_KEY: old } });
  t.after(() => refused.kill());
  assert.match(await refused.firstLine(), /"refused":"key_wrong"/);
});
