/** A backup made while its folder is in use, and all ways back from it, with the key and without. */
import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { restore } from "../../../src/backend/backup/restore.ts";
import { finishRestore } from "../../../src/backend/backup/staged-restore.ts";
import { tools } from "../../../src/backend/backup/tools.ts";
import { ownFolder } from "../../../src/backend/store/data-folder.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { expected, fill, openKeyedHome, readAll } from "../keys/keys-support.ts";

const CANARY = "S3CRET-canary-2f6d";
const key = (folder: string) => join(folder, "application_credentials.key");
const run = (tool: "backup" | "restore" | "key", ...argv: string[]) =>
  tools[tool]?.(argv, {}).then((lines) => lines.join("\n")) as Promise<string>;
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A folder in use, its backup, and a phrase file with its key's words. */
async function scene(t: TestContext, ...options: string[]) {
  const around = temporaryFolder(t);
  const [folder, file, phrase] = [join(around, "data"), join(around, "backup"), join(around, "phrase.txt")];
  mkdirSync(folder, { mode: 0o700 });
  const home = await openKeyedHome(folder);
  await fill(home, 20);
  writeFileSync(join(folder, "configuration.yaml"), `demo_mail:\n  client_id: a\n  client_secret: ${CANARY}\n`);
  const told = await run("backup", file, "--data", folder, ...options);
  writeFileSync(phrase, (await run("key", "--data", folder, "--phrase")).split("\n")[1] ?? "");
  return { around, folder, file, phrase, home, told, other: join(around, "other") };
}

test("S14, S17: one file for its owner alone, without the key, and nothing in it can be read", async (t) => {
  const { file, told, home, folder } = await scene(t);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const bytes = readFileSync(file, "latin1");
  for (const secret of [CANARY, "client secret 1", "token 1", readFileSync(key(folder), "utf8").trim()])
    assert.ok(!bytes.includes(secret), secret);
  assert.match(told, /: 20 credentials, 20 connected accounts and 0 users, and configuration\.yaml, sealed too\.$/m);
  assert.match(told, /sealed with the key [\w-]{12}, which is not in it\. Without that key nobody can read them/);
  await assert.rejects(run("backup", file, "--data", folder), /is there already/);
  await home.close();
});

test("a backup made in the middle of writes holds everything acknowledged before, and opens", async (t) => {
  const { around, folder, home, other, phrase } = await scene(t);
  let going = true;
  let acknowledged = 0;
  const writing = (async () => {
    for (let n = 20; going; n += 1) {
      await home.credentials.create({
        domain: "demo_mail",
        client_id: `client ${n}`,
        client_secret: `client secret ${n}`,
      });
      acknowledged += 1;
    }
  })();
  await wait(50);
  const before = acknowledged;
  const file = join(around, "during");
  await run("backup", file, "--data", folder);
  going = false;
  await writing;
  await home.close();
  await run("restore", file, "--data", other, "--phrase-file", phrase);
  const again = await openKeyedHome(other);
  const secrets = await readAll(again);
  assert.ok(before > 0 && secrets.length >= 40 + before, `${secrets.length} of ${40 + before}`);
  await again.close();
});

test("restored with its phrase into an empty folder: everything opens, configuration.yaml too, and the key is there", async (t) => {
  const { file, other, home, phrase } = await scene(t);
  await home.close();
  await assert.rejects(run("restore", file, "--data", other), /there is no key in .*--phrase-file FILE.*--without-key/);
  assert.ok(!existsSync(join(other, "hub.db")));
  const told = await run("restore", file, "--data", other, "--phrase-file", phrase);
  assert.match(told, /It is restored in .*: start the hub/);
  assert.match(readFileSync(join(other, "configuration.yaml"), "utf8"), new RegExp(CANARY));
  assert.equal(statSync(key(other)).mode & 0o777, 0o600);
  const again = await openKeyedHome(other);
  assert.deepEqual(await readAll(again), expected(20));
  assert.deepEqual(again.keys.state().secrets_lost, []);
  await again.close();
});

test("a wrong phrase, a damaged one, another key file: refused in words, nothing changed", async (t) => {
  const { around, file, other, home, phrase } = await scene(t);
  await home.close();
  const words = readFileSync(phrase, "utf8").trim().split(" ");
  const write = (text: string) => {
    writeFileSync(join(around, "typed"), text);
    return ["--data", other, "--phrase-file", join(around, "typed")];
  };
  await assert.rejects(run("restore", file, ...write(words.slice(1).join(" "))), /it has 23 words, and not 24/);
  await assert.rejects(
    run("restore", file, ...write(["gateway", ...words.slice(1)].join(" "))),
    /word 1 is none of the list/,
  );
  const swapped = [words[1], words[0], ...words.slice(2)].join(" ");
  await assert.rejects(run("restore", file, ...write(swapped)), /does not fit together|was sealed with the key/);
  writeFileSync(join(around, "another.key"), "A".repeat(43));
  await assert.rejects(
    run("restore", file, "--data", other, "--key-file", join(around, "another.key")),
    /The key in .*another\.key is [\w-]{12}, but the backup was sealed with the key [\w-]{12}/,
  );
  assert.ok(!existsSync(join(other, "hub.db")));
  // As people type it: numbered, in lines, with capitals.
  const typed = words.map((word, n) => `${n + 1}. ${word.toUpperCase()}`).join("\n");
  await run("restore", file, ...write(typed));
  assert.ok(existsSync(join(other, "hub.db")));
});

test("with the key in it, which has to be asked for, a backup needs nothing else, and says what it is", async (t) => {
  const { file, other, home, told } = await scene(t, "--with-key");
  await home.close();
  assert.match(told, /The key [\w-]{12} is in it: whoever has this file can read every secret/);
  await run("restore", file, "--data", other);
  const again = await openKeyedHome(other);
  assert.deepEqual(await readAll(again), expected(20));
  await again.close();
  assert.ok(!readFileSync(join(other, "hub.db"), "latin1").includes(readFileSync(key(other), "utf8").trim()));
});

test("without the key: client IDs are kept, secrets are missed, the hub starts with a new key, and a new secret mends", async (t) => {
  const { file, other, home } = await scene(t);
  const oldId = home.keys.status().key_id;
  await home.close();
  const told = await run("restore", file, "--data", other, "--without-key");
  assert.match(
    told,
    /20 credentials with client ID will need the secret again, and 20 accounts will ask to be signed in to again/,
  );
  const again = await openKeyedHome(other);
  assert.notEqual(again.keys.status().key_id, oldId);
  assert.equal(again.keys.state().secrets_lost.length, 20);
  assert.equal(again.credentials.all()[0]?.client_id, "client 0");
  const id = "demo_mail_client_3";
  await assert.rejects(again.credentials.secret(id), /^SealError/);
  await again.credentials.update({ application_credentials_id: id, client_secret: "typed again" });
  assert.equal(await again.credentials.secret(id), "typed again");
  assert.equal(again.keys.state().secrets_lost.length, 19);
  // What does not open holds no rotation up.
  await again.keys.rotate();
  while (again.keys.status().rotating) await wait(50);
  assert.equal(again.keys.status().data_keys, 1);
  await again.close();
});

test("a folder in use takes the backup at its next start; what was there is kept aside with its key", async (t) => {
  const { folder, file, home } = await scene(t);
  await home.credentials.create({ domain: "demo_mail", client_id: "later", client_secret: "made after the backup" });
  const owned = ownFolder(folder);
  const told = await run("restore", file, "--data", folder);
  assert.match(told, /A hub is running in .* takes its place when that hub is restarted: do that now/);
  // A rotation meanwhile takes the key away from the backup: it has brought its own.
  await home.keys.rotate();
  while (home.keys.status().rotating) await wait(50);
  assert.equal(home.credentials.all().length, 21);
  await home.close();
  owned.release();

  const former = finishRestore(folder);
  assert.ok(former);
  assert.equal(finishRestore(folder), undefined, "it is done once");
  const again = await openKeyedHome(folder);
  assert.deepEqual(await readAll(again), expected(20));
  await again.close();
  const before = await openKeyedHome(former);
  assert.equal(await before.credentials.secret("demo_mail_later"), "made after the backup");
  await before.close();
});

test("a kill while a staged backup takes its place: the next start goes on, at whatever point it was", async (t) => {
  const { folder, file, home, around } = await scene(t);
  await home.close();
  const owned = ownFolder(folder);
  await run("restore", file, "--data", folder);
  owned.release();
  const plan = JSON.parse(readFileSync(join(folder, "restore", "plan.json"), "utf8")) as { former: string };
  const former = join(folder, plan.former);
  mkdirSync(former);
  // As far as `finishRestore` had come: the key was replaced, the journal and the database were moved away.
  renameSync(key(folder), key(former));
  renameSync(key(join(folder, "restore")), key(folder));
  renameSync(join(folder, "hub.db"), join(former, "hub.db"));
  assert.equal(finishRestore(folder), former);
  const again = await openKeyedHome(folder);
  assert.deepEqual(await readAll(again), expected(20));
  await again.close();
  assert.ok(!existsSync(join(folder, "restore")));
  rmSync(around, { recursive: true, force: true });
});

test("what is no backup is refused before anything is touched", async (t) => {
  const { around, folder, file, home } = await scene(t);
  await home.close();
  const picture = () => readdirSync(folder).sort().join();
  const before = picture();
  const damaged = join(around, "damaged");
  writeFileSync(damaged, readFileSync(file).fill(0x5a, 4_096));
  await assert.rejects(run("restore", damaged, "--data", folder), /is damaged and was left as it is/);
  writeFileSync(damaged, "not a database");
  await assert.rejects(run("restore", damaged, "--data", folder), /^StartError/);
  await assert.rejects(run("restore", join(around, "nothing"), "--data", folder), /There is no file/);
  await assert.rejects(run("restore", "--data", folder), /The file is missing\. It is used so: npm run restore/);
  await assert.rejects(run("backup", file, "--colour"), /'--colour'.*It is used so: npm run backup/);
  assert.equal(picture(), before);
  unlinkSync(damaged);
});

test("a key from outside that does not open the backup is named, since it would go before the restored one", async (t) => {
  const { folder, file, phrase, home } = await scene(t);
  await home.close();
  const env = { APPLICATION_CREDENTIALS_KEY: "A".repeat(43) };
  const options = { folder, file, phraseFile: phrase, keyFile: undefined, withoutKey: false, env };
  await assert.rejects(
    restore(options),
    /the variable APPLICATION_CREDENTIALS_KEY holds the key [\w-]{12}, and goes before every other/,
  );
});
