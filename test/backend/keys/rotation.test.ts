/** Rotating: the new key opens everything, the old one nothing, and whatever happens meanwhile is kept. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { KeyState, KeyStatus } from "../../../src/protocol/keys.ts";
import { eventually } from "../../support/eventually.ts";
import { plainUser } from "../../support/fake-host.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { expected, fill, type KeyedHome, openKeyedHome, readAll, TOKENS } from "./keys-support.ts";

const keyFile = (folder: string) => join(folder, "application_credentials.key");
const rotated = ({ keys }: KeyedHome) => eventually("the end of the rotation", () => !keys.status().rotating);

test("status has PROTOCOL's four fields, and rotating renews key and data key", async (t) => {
  const folder = temporaryFolder(t);
  const home = await openKeyedHome(folder);
  await fill(home, 250);
  const { result } = await home.host.call("application_credentials/key/status");
  const before = result as KeyStatus;
  assert.deepEqual(before, { key_id: home.keyring.key.id, data_keys: 1, records_pending: 0, rotating: false });
  const oldKey = readFileSync(keyFile(folder), "utf8");

  const begun = (await home.host.call("application_credentials/key/rotate")).result as KeyStatus;
  assert.notEqual(begun.key_id, before.key_id);
  assert.deepEqual({ ...begun, key_id: "" }, { key_id: "", data_keys: 2, records_pending: 750, rotating: true });
  await rotated(home);
  assert.deepEqual(home.keys.status(), { ...begun, data_keys: 1, records_pending: 0, rotating: false });
  assert.deepEqual(await readAll(home), expected(250));
  assert.notEqual(readFileSync(keyFile(folder), "utf8"), oldKey);
  assert.equal(statSync(keyFile(folder)).mode & 0o777, 0o600);
  assert.ok(!existsSync(`${keyFile(folder)}.next`));
  await home.close();

  const again = await openKeyedHome(folder);
  assert.deepEqual(await readAll(again), expected(250));
  assert.equal(await again.authorizations.take("state 7"), "verifier 7");
  await again.close();
  writeFileSync(keyFile(folder), oldKey);
  await assert.rejects(openKeyedHome(folder), /^StartError: Wrong key: the data was sealed with the key/);
});

test("its progress is told, and two who ask at once get one rotation", async (t) => {
  const home = await openKeyedHome(temporaryFolder(t));
  await fill(home, 250);
  const events: KeyState[] = [];
  await home.host.call("application_credentials/key/subscribe", {}, undefined, events);
  const [one, two] = await Promise.all([home.keys.rotate(), home.keys.rotate()]);
  assert.equal(one.key_id, two.key_id);
  assert.equal(one.data_keys, 2);
  await rotated(home);
  const pending = events.map(({ records_pending }) => records_pending);
  assert.ok(pending.includes(750) && pending.includes(650) && pending.includes(0), String(pending));
  assert.equal(events[0]?.records, 750);
  assert.equal(events.at(-1)?.rotating, false);
  await home.close();
});

test("S11: only administrators see, rotate and save the key", async (t) => {
  const home = await openKeyedHome(temporaryFolder(t));
  for (const name of ["status", "rotate", "subscribe", "save", "dismiss"]) {
    const { error } = await home.host.call(`application_credentials/key/${name}`, {}, plainUser);
    assert.equal(error?.code, "unauthorized", name);
  }
  await home.close();
});

test("what is created, changed and deleted meanwhile is kept, and sealed with the new data key", async (t) => {
  const folder = temporaryFolder(t);
  const home = await openKeyedHome(folder);
  await fill(home, 300);
  const writing = (async () => {
    for (let n = 300; n < 400; n += 1) {
      await home.credentials.create({
        domain: "demo_mail",
        client_id: `client ${n}`,
        client_secret: `client secret ${n}`,
      });
      const account = home.accounts.get(`entry${n - 300}`);
      assert.ok(account);
      await home.accounts.refresh(account, { ...TOKENS, access_token: `refreshed ${n - 300}` }, false);
      await home.credentials.delete(`demo_mail_client_${n - 100}`);
    }
  })();
  await home.keys.rotate();
  await writing;
  await rotated(home);
  await home.close();
  const again = await openKeyedHome(folder);
  const secrets = await readAll(again);
  assert.equal(secrets.filter((text) => text.startsWith("refreshed")).length, 100);
  assert.equal(secrets.filter((text) => text.startsWith("client secret")).length, 300);
  assert.ok(secrets.includes("client secret 399") && !secrets.includes("client secret 250"));
  await again.close();
});

test("a refresh that began before its account was sealed anew keeps its tokens", async (t) => {
  const home = await openKeyedHome(temporaryFolder(t));
  await fill(home, 1);
  const before = home.accounts.get("entry0");
  assert.ok(before);
  await home.keys.rotate();
  await rotated(home);
  assert.notEqual(home.accounts.get("entry0"), before);
  const now = await home.accounts.refresh(before, { ...TOKENS, access_token: "new" }, false);
  assert.ok(now);
  assert.equal((await home.accounts.secrets(now)).access_token, "new");
  const rejected = await home.accounts.reject(now, "no");
  assert.equal(rejected?.rejected, "no");
  await home.close();
});

test("fingerprints and purpose keys stay valid", async (t) => {
  const folder = temporaryFolder(t);
  const home = await openKeyedHome(folder);
  const of = async ({ keyring }: KeyedHome) => [
    keyring.fingerprint("x"),
    Buffer.from(await keyring.purposeKey("access_tokens")),
  ];
  const before = await of(home);
  await home.keys.rotate();
  await rotated(home);
  assert.deepEqual(await of(home), before);
  await home.close();
  const again = await openKeyedHome(folder);
  assert.deepEqual(await of(again), before);
  await again.close();
});

test("a value that does not open stays as it is, and holds nothing up", async (t) => {
  const home = await openKeyedHome(temporaryFolder(t));
  await fill(home, 2);
  await home.credentials.sealed.replaceSealed("demo_mail_client_0", async (record) => {
    const { sealed_client_secret } = record as unknown as { sealed_client_secret: string };
    const altered = `${sealed_client_secret.slice(0, -4)}AAAA`;
    return { ...record, sealed_client_secret: altered };
  });
  await home.keys.rotate();
  await rotated(home);
  assert.equal(home.keys.status().data_keys, 1);
  await assert.rejects(home.credentials.secret("demo_mail_client_0"), /does not open/);
  assert.equal(await home.credentials.secret("demo_mail_client_1"), "client secret 1");
  await home.close();
});

test("a key from the environment stays; the data key is a new one, and an old key is replaced at a start", async (t) => {
  const folder = temporaryFolder(t);
  const [first, second] = ["A".repeat(43), `${"B".repeat(42)}A`].map((key) =>
    Buffer.from(key, "base64url").toString("base64url"),
  );
  const env = { APPLICATION_CREDENTIALS_KEY: first };
  const home = await openKeyedHome(folder, { env });
  await fill(home, 3);
  const { key_id } = home.keys.status();
  await home.keys.rotate();
  await rotated(home);
  assert.equal(home.keys.status().key_id, key_id);
  const refused = await home.host.call("application_credentials/key/save");
  assert.match(refused.error?.message ?? "", /does not come from the key file/);
  assert.equal(home.keys.state().ask_to_save, false);
  await home.close();
  assert.ok(!existsSync(keyFile(folder)));

  const both = { APPLICATION_CREDENTIALS_KEY: second, APPLICATION_CREDENTIALS_OLD_KEY: first };
  const replaced = await openKeyedHome(folder, { env: both });
  assert.notEqual(replaced.keys.status().key_id, key_id);
  await replaced.close();
  const again = await openKeyedHome(folder, { env: { APPLICATION_CREDENTIALS_KEY: second } });
  assert.deepEqual(await readAll(again), expected(3));
  await again.close();
  await assert.rejects(openKeyedHome(folder, { env }), /Wrong key/);
});

test("the key is saved once: key and words are the same, who did it is remembered, and the next key asks anew", async (t) => {
  const folder = temporaryFolder(t);
  const home = await openKeyedHome(folder);
  assert.equal(home.keys.state().ask_to_save, true);
  const saved = (await home.host.call("application_credentials/key/save")).result as { key: string; phrase: string };
  assert.equal(saved.key, readFileSync(keyFile(folder), "utf8").trim());
  assert.equal(saved.phrase.split(" ").length, 24);
  assert.equal(home.keys.state().saved?.by, "Owner");
  assert.equal(home.keys.state().ask_to_save, false);
  const again = await home.host.call("application_credentials/key/save");
  assert.equal(again.error?.code, "home_assistant_error");
  assert.match(again.error?.message ?? "", /was saved on \d{4}-\d\d-\d\d by Owner, and is shown once only/);
  await home.keys.rotate();
  await rotated(home);
  assert.equal(home.keys.state().ask_to_save, true);
  await home.host.call("application_credentials/key/dismiss");
  assert.equal(home.keys.state().ask_to_save, false);
  assert.ok((await home.host.call("application_credentials/key/save")).result, "what was dismissed can still be saved");
  await home.close();
});

test("of several who ask for the key at once, one is shown it", async (t) => {
  const home = await openKeyedHome(temporaryFolder(t));
  const save = () => home.host.call("application_credentials/key/save");
  const answers = await Promise.all([save(), save(), save()]);
  assert.deepEqual(
    answers.map(({ error }) => error?.code),
    [undefined, "home_assistant_error", "home_assistant_error"],
  );
  await home.close();
});

test("a key file that can't be written refuses the rotation in words, and nothing changed", async (t) => {
  const folder = temporaryFolder(t);
  const home = await openKeyedHome(folder);
  // Something in the next key's place that no file can replace, for root neither.
  mkdirSync(join(folder, "application_credentials.key.next.new"));
  const { error } = await home.host.call("application_credentials/key/rotate");
  assert.equal(error?.code, "home_assistant_error");
  assert.match(error?.message ?? "", /^The key file .* can't be written \(EISDIR\)/);
  assert.deepEqual(
    { ...home.keys.status(), key_id: "" },
    { key_id: "", data_keys: 1, records_pending: 0, rotating: false },
  );
  await home.close();
});

test("what lies outside that can't be sealed anew: the old key stays, both open everything, and asked again it goes on", async (t) => {
  const folder = temporaryFolder(t);
  let full = true;
  const outside = async () => {
    if (full) throw new Error("disk full");
  };
  const home = await openKeyedHome(folder, { outside });
  await fill(home, 2);
  const oldKey = readFileSync(keyFile(folder), "utf8");
  assert.equal((await home.host.call("application_credentials/key/rotate")).error?.code, "unknown_error");
  assert.equal(readFileSync(keyFile(folder), "utf8"), oldKey);
  await home.close();
  full = false;
  const again = await openKeyedHome(folder, { outside });
  await rotated(again);
  assert.notEqual(readFileSync(keyFile(folder), "utf8"), oldKey);
  assert.equal(again.keys.status().data_keys, 1);
  assert.deepEqual(await readAll(again), expected(2));
  await again.close();
});
