import { strict as assert } from "node:assert";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { base64url, compactDecrypt } from "jose";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { adoption, Backend, BridgePeer, coreItem, hello, startBackend } from "./bridge-peer.ts";

const TIMEOUT = { timeout: 60_000 };

async function adopted(t: TestContext, data: string, count: number) {
  const backend = await startBackend(t, { data });
  const peer = await BridgePeer.connect(t, `ws+unix://${backend.socket}:/bridge`);
  const hi = await peer.ask("bridge/hello", hello());
  const { adopted: already, database } = hi.result as { adopted: boolean; database: string };
  const items = Array.from({ length: count }, (_, index) => coreItem(index));
  if (!already) for (const step of adoption(peer, items)) assert.ok((await step).success);
  return { backend, peer, database };
}

async function secretsOf(data: string): Promise<(string | null)[]> {
  const key = base64url.decode(readFileSync(join(data, "application_credentials.key"), "utf8").trim());
  const { plaintext } = await compactDecrypt(readFileSync(join(data, "snapshot.jwe"), "utf8"), key);
  const { credentials } = JSON.parse(new TextDecoder().decode(plaintext)) as {
    credentials: { client_secret: string | null }[];
  };
  return credentials.map(({ client_secret }) => client_secret);
}

for (const how of ["SIGTERM", "its standard input ends", "both"] as const) {
  test(`stopped right after a change (${how}): database and snapshot are complete`, TIMEOUT, async (t) => {
    const data = join(temporaryFolder(t), "data");
    const { backend, peer } = await adopted(t, data, 1_000);
    for (const secret of ["first", "second"]) {
      const change = { application_credentials_id: "acme_calendar_client_0", client_secret: `S3CRET ${secret}` };
      assert.ok((await peer.command("application_credentials/update", change)).success);
    }
    if (how !== "SIGTERM") backend.child.stdin?.end();
    if (how !== "its standard input ends") backend.child.kill("SIGTERM");
    assert.equal(await backend.ended(), 0);
    assert.ok(!existsSync(join(data, "hub.db-wal")));
    const secrets = await secretsOf(data);
    assert.deepEqual([secrets.length, secrets.filter((secret) => secret === "S3CRET second").length], [1_000, 1]);
  });
}

test("a database keeps its name, another one has another", TIMEOUT, async (t) => {
  const folder = temporaryFolder(t);
  const first = await adopted(t, join(folder, "one"), 1);
  await first.backend.kill("SIGTERM");
  const again = await adopted(t, join(folder, "one"), 1);
  const other = await adopted(t, join(folder, "two"), 1);
  assert.equal(again.database, first.database);
  assert.notEqual(other.database, first.database);
});

test("a folder that came with wide permissions is its owner's alone", TIMEOUT, async (t) => {
  const data = join(temporaryFolder(t), "data");
  const { backend } = await adopted(t, data, 1);
  await backend.kill("SIGTERM");
  chmodSync(data, 0o777);
  for (const name of readdirSync(data)) chmodSync(join(data, name), 0o666);
  await adopted(t, data, 1);
  const modes = [data, ...readdirSync(data).map((name) => join(data, name))].map((file) => statSync(file).mode & 0o077);
  assert.deepEqual(new Set(modes), new Set([0]));
});

test("a key that was not brought to its new place is named, and no other is made", TIMEOUT, async (t) => {
  const folder = temporaryFolder(t);
  const data = join(folder, "data");
  const { backend } = await adopted(t, data, 1);
  await backend.kill("SIGTERM");
  const keyFile = join(folder, "keys/here.key");
  const args = ["--socket", join(folder, "s.sock"), "--key-file", keyFile];
  const refused = new Backend({ data, args });
  const left = join(data, "application_credentials.key");
  assert.deepEqual(JSON.parse(await refused.firstLine()), {
    refused: "key_missing",
    message: `There is no key file at ${keyFile}. The key is still at ${left}: move it there.`,
  });
  assert.ok(!existsSync(join(folder, "keys")));
  mkdirSync(join(folder, "keys"));
  renameSync(left, keyFile);
  await startBackend(t, { data, args });
});

test("a first start makes the key where it is wanted", TIMEOUT, async (t) => {
  const folder = temporaryFolder(t);
  const keyFile = join(folder, "keys/here.key");
  const args = ["--socket", join(folder, "s.sock"), "--key-file", keyFile];
  await startBackend(t, { data: join(folder, "data"), args });
  assert.equal(statSync(keyFile).mode & 0o777, 0o600);
});
