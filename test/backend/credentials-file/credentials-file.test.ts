/** Home Assistant's `.storage/application_credentials`, item by item, beside what is stored; and the list without secrets. */
import assert from "node:assert/strict";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import * as v from "valibot";
import { Credentials } from "../../../src/backend/credentials/credentials.ts";
import { credentialsFileCommands } from "../../../src/backend/credentials-file/handlers.ts";
import { keyFileIn } from "../../../src/backend/store/key-encryption-key.ts";
import { openKeyring } from "../../../src/backend/store/keyring.ts";
import { openSqliteStore } from "../../../src/backend/store/sqlite-store.ts";
import { type Collection, type CollectionOptions, type Store, StoreError } from "../../../src/backend/store/store.ts";
import { exportFile, FILE_CHUNK, type FilePreview, type FileResult } from "../../../src/protocol/credentials-file.ts";
import { FakeHost, integrationOf, plainUser } from "../../support/fake-host.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const CANARY = "S3CRET-canary-file-77aa";
/** As Home Assistant writes them: one typed in, one that an integration imported. */
const TYPED = { id: "demo_mail_cid_1", domain: "demo_mail", client_id: "Cid 1", client_secret: CANARY, name: "Mine" };
const IMPORTED = {
  id: "demo_calendar_cal",
  domain: "demo_calendar",
  client_id: "cal",
  client_secret: `${CANARY}-2`,
  auth_domain: "demo_calendar",
  name: "Import from configuration.yaml",
};

/** A disk that does not take the record of this id, while it is set. */
interface FullFor {
  id?: string;
}

function storeFullFor(store: Store, full: FullFor): Store {
  return {
    collection<Value extends object>(name: string, options: CollectionOptions): Collection<Value> {
      const collection = store.collection<Value>(name, options);
      const put = async (id: string, value: Value) => {
        if (id === full.id) throw new StoreError("The disk is full");
        await collection.put(id, value);
      };
      return {
        entries: () => collection.entries(),
        get: (id) => collection.get(id),
        delete: (id) => collection.delete(id),
        put,
      };
    },
    purge: () => store.purge(),
    close: () => store.close(),
  };
}

async function start(t: TestContext, full: FullFor = {}) {
  const folder = temporaryFolder(t);
  const host = new FakeHost();
  host.addIntegration("demo_mail");
  host.addIntegration("demo_calendar");
  const sqlite = await openSqliteStore(join(folder, "store.db"));
  t.after(() => sqlite.close());
  const store = storeFullFor(sqlite, full);
  const keyring = await openKeyring(keyFileIn(folder), store, undefined);
  const credentials = await Credentials.load(store, keyring, host);
  host.register(credentialsFileCommands(credentials, host));
  const call = (command: string, args: object = {}) => host.call(`application_credentials/${command}`, args);
  const preview = async (...items: unknown[]) =>
    ((await call("file/preview", { items })).result as { items: FilePreview[] }).items;
  const imports = async (items: unknown[], replace?: boolean) => {
    const { result, error } = await call("file/import", { items, ...(replace !== undefined && { replace }) });
    assert.equal(error, undefined);
    return (result as { results: FileResult[] }).results;
  };
  const list = () => credentials.all();
  return { host, credentials, call, preview, imports, list };
}

const statuses = (items: { status: string }[]) => items.map(({ status }) => status);
const results = (items: FileResult[]) => items.map(({ result }) => result);

test("new ones are taken with their ids, in order; source follows Home Assistant's auth_domain", async (t) => {
  const { preview, imports, list, credentials } = await start(t);
  assert.deepEqual(await preview(TYPED, IMPORTED), [
    { id: TYPED.id, domain: "demo_mail", client_id: "Cid 1", name: "Mine", status: "new" },
    {
      id: IMPORTED.id,
      domain: "demo_calendar",
      client_id: "cal",
      name: IMPORTED.name,
      auth_domain: "demo_calendar",
      status: "new",
    },
  ]);
  assert.deepEqual(await imports([TYPED, IMPORTED]), [
    { result: "added", application_credentials_id: TYPED.id },
    { result: "added", application_credentials_id: IMPORTED.id },
  ]);
  const [typed, imported] = list();
  assert.deepEqual([typed?.id, typed?.source, typed?.client_secret_hint], [TYPED.id, "user", "77aa"]);
  assert.deepEqual([imported?.source, imported?.auth_domain], ["import", "demo_calendar"]);
  assert.equal(await credentials.secret(TYPED.id), CANARY);
});

test("an id of another Home Assistant is kept, though a slug would be another: its entries record it", async (t) => {
  const { imports, list } = await start(t);
  const second = { ...TYPED, id: "demo_mail_cid_1_2", client_secret: "another" };
  await imports([second]);
  assert.deepEqual(
    list().map(({ id }) => id),
    ["demo_mail_cid_1_2"],
  );
  await imports([TYPED]);
  assert.deepEqual(
    list().map(({ id }) => id),
    ["demo_mail_cid_1_2", "demo_mail_cid_1"],
  );
});

test("an id that another credential has is not taken from it", async (t) => {
  const { imports, preview, list } = await start(t);
  await imports([{ ...IMPORTED, id: TYPED.id, domain: "demo_calendar" }]);
  assert.deepEqual(statuses(await preview(TYPED)), ["new"]);
  assert.equal((await imports([TYPED]))[0]?.application_credentials_id, "demo_mail_cid_1_2");
  assert.equal(list().length, 2);
});

test("the same again is the same, and stays as it is", async (t) => {
  const { imports, preview, list } = await start(t);
  await imports([TYPED, IMPORTED]);
  const before = list();
  const shown = await preview(TYPED, IMPORTED, { ...IMPORTED, id: "demo_calendar_cal_2" });
  assert.deepEqual(statuses(shown), ["same", "same", "same"]);
  assert.equal(shown[2]?.application_credentials_id, IMPORTED.id, "the same client of the same auth_domain");
  assert.deepEqual(results(await imports([TYPED, IMPORTED], true)), ["unchanged", "unchanged"]);
  assert.deepEqual(list(), before);
});

test("changed ones name what differs, and are taken with `replace` only", async (t) => {
  const { imports, preview, list, credentials } = await start(t);
  await imports([TYPED]);
  const changed = { ...TYPED, client_id: "Cid 2", client_secret: `${CANARY}-new`, name: "Theirs" };
  const [shown] = await preview(changed);
  assert.deepEqual(shown?.changes, ["client_id", "client_secret", "name"]);
  assert.deepEqual((await preview({ ...TYPED, client_secret: "another" }))[0]?.changes, ["client_secret"]);
  assert.deepEqual(
    (await preview({ ...TYPED, name: undefined }))[0]?.status,
    "same",
    "no name says nothing against mine",
  );

  const [kept] = await imports([changed]);
  assert.equal(kept?.result, "failed");
  assert.equal(
    kept?.message,
    `${TYPED.id} is there already, with another client_id, client_secret, name. It stays as it is.`,
  );
  assert.equal(await credentials.secret(TYPED.id), CANARY);

  assert.deepEqual(results(await imports([changed], true)), ["updated"]);
  assert.deepEqual([list()[0]?.id, list()[0]?.client_id, list()[0]?.name], [TYPED.id, "Cid 2", "Theirs"]);
  assert.equal(await credentials.secret(TYPED.id), `${CANARY}-new`);
});

test("taking another client ID asks the accounts that use it, as an edit does", async (t) => {
  const { imports, host } = await start(t);
  await imports([TYPED]);
  const entry = { entry_id: "e1", domain: "demo_mail", title: "Anna", state: "loaded", reauth: false } as const;
  host.list = [{ ...entry, auth_implementation: TYPED.id }];
  await imports([{ ...TYPED, client_id: "Cid 2" }], true);
  assert.deepEqual(host.changedClients, [{ entries: ["e1"], change: "client_id" }]);
});

test("what is no credential is told apart, by field and never by value", async (t) => {
  const { imports, preview, list } = await start(t);
  const { client_secret: _secret, ...withoutSecret } = TYPED;
  const items = [
    TYPED,
    withoutSecret,
    { ...TYPED, client_secret: [CANARY] },
    { ...TYPED, domain: "Not A Domain" },
    { ...TYPED, domain: "unheard_of" },
    null,
    CANARY,
    { ...TYPED, client_id: "x".repeat(3_000) },
  ];
  const shown = await preview(...items);
  assert.deepEqual(statuses(shown), ["new", ...Array.from({ length: 7 }, () => "unusable")]);
  assert.deepEqual(
    shown.slice(1).map(({ reason, fields }) => [reason, fields?.join()]),
    [
      ["invalid", "client_secret"],
      ["invalid", "client_secret"],
      ["invalid", "domain"],
      ["unknown_domain", "domain"],
      ["invalid", "item"],
      ["invalid", "item"],
      ["invalid", "client_id"],
    ],
  );
  assert.equal(shown[1]?.message, "client_secret is required.");
  assert.match(shown[4]?.message ?? "", /^No application_credentials platform for unheard_of\. Install/);
  assert.doesNotMatch(JSON.stringify(shown), /S3CRET/);

  const done = await imports(items);
  assert.deepEqual(results(done), ["added", ...Array.from({ length: 7 }, () => "failed")]);
  assert.equal(done[1]?.code, "invalid_format");
  assert.doesNotMatch(JSON.stringify(done), /S3CRET/);
  assert.equal(list().length, 1);
});

test("null for what is not there is nothing, as some files have it", async (t) => {
  const { imports, list } = await start(t);
  await imports([{ ...TYPED, auth_domain: null, name: null }]);
  assert.deepEqual([list()[0]?.name, list()[0]?.auth_domain, list()[0]?.source], [undefined, undefined, "user"]);
});

test("a file that has one twice takes the first, and says so of the second", async (t) => {
  const { imports, list } = await start(t);
  const done = await imports([TYPED, { ...TYPED, client_secret: "another" }, IMPORTED, { ...IMPORTED, id: "other" }]);
  assert.deepEqual(results(done), ["added", "failed", "added", "failed"]);
  assert.match(done[1]?.message ?? "", /twice/);
  assert.equal(list().length, 2);
});

test("one that the disk does not take fails alone, and the next sending takes it", async (t) => {
  const full: FullFor = { id: TYPED.id };
  const { imports, list } = await start(t, full);
  const [failed, added] = await imports([TYPED, IMPORTED]);
  assert.deepEqual([failed?.result, failed?.code], ["failed", "backend_unavailable"]);
  assert.equal(added?.result, "added");
  delete full.id;
  assert.deepEqual(results(await imports([TYPED, IMPORTED])), ["added", "unchanged"]);
  assert.equal(list().length, 2);
});

test(`at most ${FILE_CHUNK} items a message; administrators only (S11)`, async (t) => {
  const { host, call } = await start(t);
  const items = Array.from({ length: FILE_CHUNK + 1 }, () => TYPED);
  for (const command of ["file/preview", "file/import"]) {
    assert.deepEqual((await call(command, { items })).error, {
      code: "invalid_format",
      message: `items must have at most ${FILE_CHUNK} items`,
    });
  }
  for (const command of ["preview", "import", "export"]) {
    for (const caller of [plainUser, integrationOf("demo_mail")]) {
      const args = command === "export" ? {} : { items: [] };
      const { error } = await host.call(`application_credentials/file/${command}`, args, caller);
      assert.equal(error?.code, "unauthorized");
    }
  }
});

test("S12: the exported list has no secret and no hint of one", async (t) => {
  const { imports, call } = await start(t);
  await imports([TYPED, IMPORTED]);
  const { result } = await call("file/export");
  const list = v.parse(exportFile.result, result);
  assert.deepEqual([list.format, list.version, list.secrets], ["application_credentials/list", 1, false]);
  assert.deepEqual(
    list.credentials.map(({ id }) => id),
    [TYPED.id, IMPORTED.id],
  );
  assert.doesNotMatch(JSON.stringify(list), /S3CRET|77aa|client_secret/);
});
