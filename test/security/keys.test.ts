/** S14 to S17: what lies on disk, whose place it is, and the key that opens it. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { SealError } from "../../src/backend/store/keyring.ts";
import { startScene } from "../backend/connect/connect-support.ts";
import { expected, fill, openKeyedHome, readAll } from "../backend/keys/keys-support.ts";
import { eventually } from "../support/eventually.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const SEALED = /eyJ[\w-]+\.\.[\w-]+\.[\w-]*\.[\w-]+/;

const keyFile = (folder: string) => join(folder, "application_credentials.key");
const database = (folder: string) => join(folder, "hub.db");

/** The protected header and the nonce of a compact JWE (RFC 7516, section 3.1). */
const partsOf = (sealed: string) => {
  const [header = "", , nonce = ""] = sealed.split(".");
  return { header: JSON.parse(Buffer.from(header, "base64url").toString()), nonce: Buffer.from(nonce, "base64url") };
};

test("S14: AES-256-GCM with a nonce of 96 random bits, which no two of 100,000 values share", {
  timeout: 120_000,
}, async (t) => {
  const { keyring, close } = await openKeyedHome(temporaryFolder(t));
  const nonces = new Set<string>();
  const ones = new Array<number>(96).fill(0);
  for (let batch = 0; batch < 100; batch += 1) {
    const sealed = await Promise.all(
      Array.from({ length: 1_000 }, () =>
        keyring.seal("the same text", { record: "credentials/a", field: "client_secret" }),
      ),
    );
    for (const text of sealed) {
      const { header, nonce } = partsOf(text);
      assert.equal(`${header.alg} ${header.enc}`, "dir A256GCM");
      assert.equal(nonce.length, 12);
      nonces.add(nonce.toString("hex"));
      for (let bit = 0; bit < 96; bit += 1) ones[bit] = (ones[bit] ?? 0) + (((nonce[bit >> 3] ?? 0) >> (bit & 7)) & 1);
    }
  }
  assert.equal(nonces.size, 100_000);
  // A counter, or a clock, in the nonce would leave bits that hardly change: 2 % is twelve standard deviations.
  for (const [bit, count] of ones.entries()) assert.ok(Math.abs(count - 50_000) < 2_000, `bit ${bit}: ${count}`);
  await close();
});

test("S14: every sealed value of the stores is that, each with a nonce of its own, and no text is left in clear", async (t) => {
  const folder = temporaryFolder(t);
  const home = await openKeyedHome(folder);
  await fill(home, 200);
  await home.close();
  const all = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), "latin1"))
    .join("\n");
  for (const canary of ["client secret 1", "token 1", "verifier 1"]) assert.ok(!all.includes(canary), canary);
  const rows = new DatabaseSync(database(folder)).prepare("SELECT value FROM keyv").all() as { value: string }[];
  const sealed = rows.flatMap(({ value }) => value.match(/eyJ[\w-]+\.\.[\w-]+\.[\w-]*\.[\w-]+/g) ?? []);
  assert.equal(sealed.length, 600);
  assert.equal(new Set(sealed.map((text) => partsOf(text).nonce.toString("hex"))).size, 600);
});

test("S15: two records' sealed values that are swapped, or one byte that is flipped, do not open; all else does", async (t) => {
  const folder = temporaryFolder(t);
  const home = await openKeyedHome(folder);
  await fill(home, 6);
  await home.close();
  const disk = new DatabaseSync(database(folder));
  const read = (key: string) => {
    const row = disk.prepare("SELECT value FROM keyv WHERE key LIKE ?").get(`%${key}`) as { value: string };
    return { value: row.value, sealed: SEALED.exec(row.value)?.[0] ?? "" };
  };
  const write = (key: string, text: string) => {
    const { value, sealed: before } = read(key);
    disk.prepare("UPDATE keyv SET value = ? WHERE key LIKE ?").run(value.replace(before, text), `%${key}`);
  };
  for (const [one, other] of [
    ["=demo_mail_client_0", "=demo_mail_client_1"],
    ["=entry0", "=entry1"],
  ] as const) {
    const [first, second] = [read(one).sealed, read(other).sealed];
    write(one, second);
    write(other, first);
  }
  for (const key of ["=demo_mail_client_2", "=entry2"]) {
    const text = read(key).sealed;
    const at = text.lastIndexOf(".") - 3;
    write(key, text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1));
  }
  disk.close();

  const again = await openKeyedHome(folder);
  for (const n of [0, 1, 2]) {
    await assert.rejects(again.credentials.secret(`demo_mail_client_${n}`), SealError);
    const account = again.accounts.get(`entry${n}`);
    assert.ok(account);
    await assert.rejects(
      again.accounts.secrets(account),
      /^SealError: The sealed tokens of accounts\/entry\d does not open/,
    );
  }
  for (const n of [3, 4, 5])
    assert.equal(await again.credentials.secret(`demo_mail_client_${n}`), `client secret ${n}`);
  await again.close();
});

test("S15: an account whose tokens were altered asks its person to sign in again, one whose credential was says which; all else goes on", async (t) => {
  const scene = await startScene(t);
  const entryId = await scene.connect("anna");
  await scene.store.close();
  const { provider, folder } = scene;
  const disk = new DatabaseSync(join(folder, "store.db"));
  const flip = (namespace: string) => {
    const { value } = disk.prepare("SELECT value FROM keyv WHERE namespace = ?").get(namespace) as { value: string };
    const text = SEALED.exec(value)?.[0] ?? "";
    const at = text.lastIndexOf(".") - 3;
    const flipped = text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
    disk.prepare("UPDATE keyv SET value = ? WHERE namespace = ?").run(value.replace(text, flipped), namespace);
  };
  flip("accounts");
  flip("credentials");
  disk.close();

  const again = await startScene(t, { provider, folder, entries: scene.host.list, importsNothing: true });
  const { reason } = await again.plugin
    .access(entryId)
    .token()
    .then(
      () => assert.fail("altered tokens opened"),
      ({ code, message }: { code: string; message: string }) => ({ reason: `${code}: ${message}` }),
    );
  assert.match(reason, /^reauth_required: The sign-in of anna has ended: Its tokens do not open any more/);
  assert.deepEqual(
    again.host.reauths.map(({ entryId }) => entryId),
    [entryId],
  );
  await assert.rejects(again.begin(), /The secret of the credential “.*” can't be opened: .* enter its secret again/);
  const [item] = (await again.host.call("application_credentials/list")).result as { id: string }[];
  assert.ok(item);
  const client_secret = provider.client.client_secret;
  await again.host.call("application_credentials/update", { application_credentials_id: item.id, client_secret });
  await again.begin();
});

test("S16: without its key, or with another one, nothing starts, nothing is stored, and it is said what to do", async (t) => {
  const folder = temporaryFolder(t);
  const home = await openKeyedHome(folder);
  await fill(home, 2);
  await home.close();
  const before = readFileSync(database(folder));
  const key = readFileSync(keyFile(folder), "utf8");
  unlinkSync(keyFile(folder));
  await assert.rejects(
    openKeyedHome(folder),
    /^StartError: The key [\w-]{12} that sealed the data is missing\. Put its key file back at .*, or set APPLICATION_CREDENTIALS_KEY\.$/,
  );
  await assert.rejects(
    openKeyedHome(folder, { env: { APPLICATION_CREDENTIALS_KEY: "A".repeat(43) } }),
    /^StartError: Wrong key: the data was sealed with the key [\w-]{12}, but .* Put the right key there\.$/,
  );
  assert.ok(!readdirSync(folder).some((name) => name.startsWith("application_credentials.key")), "no new key is made");
  assert.deepEqual(readFileSync(database(folder)), before);
  writeFileSync(keyFile(folder), key);
  const again = await openKeyedHome(folder);
  assert.deepEqual(await readAll(again), expected(2));
  await again.close();
});

test("S17: the key is for its owner alone; after a rotation every record opens, and the old key opens nothing on disk", async (t) => {
  const folder = temporaryFolder(t);
  const home = await openKeyedHome(folder);
  await fill(home, 20);
  assert.equal(statSync(keyFile(folder)).mode & 0o777, 0o600);
  const oldKey = readFileSync(keyFile(folder), "utf8").trim();
  const oldId = home.keyring.key.id;
  const oldDataKeys = new Set<string>();
  const kids = () => {
    const text = readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), "latin1"))
      .join("\n");
    return (text.match(/eyJ[\w-]+/g) ?? []).map((header) => {
      try {
        return JSON.parse(Buffer.from(header, "base64url").toString()).kid as string;
      } catch {
        return "";
      }
    });
  };
  for (const kid of kids()) if (kid && kid !== oldId) oldDataKeys.add(kid);
  assert.equal(oldDataKeys.size, 1);
  await home.host.call("application_credentials/key/rotate");
  await eventually("the end of the rotation", () => !home.keys.status().rotating);
  assert.equal(statSync(keyFile(folder)).mode & 0o777, 0o600);
  assert.deepEqual(await readAll(home), expected(20));
  // Neither the database nor its journal holds anything that the old key, or the old data key, would open.
  for (const kid of kids()) assert.ok(kid !== oldId && !oldDataKeys.has(kid), `still sealed with ${kid}`);
  assert.notEqual(readFileSync(keyFile(folder), "utf8").trim(), oldKey);
  await home.close();
});
