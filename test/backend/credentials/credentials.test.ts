import assert from "node:assert/strict";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import * as v from "valibot";
import { Credentials } from "../../../src/backend/credentials/credentials.ts";
import { credentialCommands } from "../../../src/backend/credentials/handlers.ts";
import { Providers } from "../../../src/backend/providers/providers.ts";
import { findKey, keyFileIn } from "../../../src/backend/store/key-encryption-key.ts";
import { openKeyring } from "../../../src/backend/store/keyring.ts";
import { openSqliteStore } from "../../../src/backend/store/sqlite-store.ts";
import { Credential } from "../../../src/protocol/credentials.ts";
import { FakeHost, integrationOf, plainUser } from "../../support/fake-host.ts";
import { type HeldWrites, holdingStore, settlesSoon } from "../../support/held-store.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const PREFIX = "application_credentials";
const typed = { domain: "demo_mail", client_id: "Cid 1", client_secret: "S3CRET-canary-9f2c" };

async function start(t: TestContext, folder = temporaryFolder(t)) {
  const host = new FakeHost();
  host.addIntegration("demo_mail");
  host.addIntegration("demo_calendar", {
    descriptionPlaceholders: () => ({ console_url: "https://p.example/console" }),
  });
  const store = await openSqliteStore(join(folder, "store.db"));
  const keyring = await openKeyring(keyFileIn(folder), store, undefined);
  const credentials = await Credentials.load(store, keyring, host);
  const { guard, allowed } = await Providers.load(store, host);
  host.register(credentialCommands(credentials, host, { goingTo: () => [] }, guard));
  const call = async (command: string, args: object = {}, ...rest: [caller?: typeof plainUser, events?: unknown[]]) =>
    host.call(`${PREFIX}/${command}`, args, ...rest);
  const create = async (args: object = {}) => {
    const { result, error } = await call("create", { ...typed, ...args });
    assert.equal(error, undefined);
    return v.parse(Credential, result);
  };
  const imports = async (args: object = {}) => {
    const { result } = await call("import", { ...typed, domain: "demo_calendar", ...args });
    return v.parse(Credential, result);
  };
  return { host, credentials, call, create, imports, store, allowed };
}

test("create answers the item, stripped, with the slug as id and never the secret", async (t) => {
  const { create, call, store } = await start(t);
  const item = await create({ client_id: "  Cid 1\n", client_secret: " S3CRET-canary-9f2c ", name: "Mine" });
  assert.equal(item.id, "demo_mail_cid_1");
  assert.equal(item.client_id, "Cid 1");
  assert.equal(item.name, "Mine");
  assert.equal(item.source, "user");
  assert.equal(item.client_secret_hint, "9f2c");
  assert.deepEqual((await call("list")).result, [item]);
  await store.close();
});

test("the same id again gets _2, _3, also when created at once", async (t) => {
  const { create, store } = await start(t);
  const made = await Promise.all([create(), create(), create()]);
  assert.deepEqual(made.map(({ id }) => id).sort(), ["demo_mail_cid_1", "demo_mail_cid_1_2", "demo_mail_cid_1_3"]);
  await store.close();
});

test("a short secret has no hint", async (t) => {
  const { create, store } = await start(t);
  assert.equal((await create({ client_secret: "elevenchars" })).client_secret_hint, "");
  await store.close();
});

test("bad input: the field is named, its value never", async (t) => {
  const { call, store } = await start(t);
  const cases: [string, object, RegExp][] = [
    ["create", { ...typed, client_secret: "   " }, /^client_secret must not be empty$/],
    ["create", { ...typed, client_id: "" }, /^client_id must not be empty$/],
    ["create", { domain: "demo_mail", client_id: "a" }, /^client_secret is required$/],
    ["create", { ...typed, client_secret: 5 }, /^client_secret must be of type string$/],
    ["create", { ...typed, colour: "S3CRET-canary" }, /^colour is not a field of this command$/],
    ["create", { ...typed, client_id: "x".repeat(2_049) }, /^client_id must have at most 2048 characters$/],
    ["create", { ...typed, domain: "Not A Domain" }, /^domain must be a domain/],
    ["create", { ...typed, domain: "nobody" }, /^No application_credentials platform for nobody$/],
    ["create", { ...typed, scopes: ["a b"] }, /^scopes\.0 must be a scope token/],
    [
      "create",
      { ...typed, authorization_server: { authorize_url: "https://a.b/c" } },
      /^authorization_server\.token_url is required$/,
    ],
    ["update", { application_credentials_id: "x", client_id: " " }, /^client_id must not be empty$/],
  ];
  for (const [command, args, message] of cases) {
    const { error } = await call(command, args);
    assert.equal(error?.code, "invalid_format");
    assert.match(error?.message ?? "", message);
    assert.ok(!error?.message.includes("S3CRET"));
  }
  await store.close();
});

test("R46 R49 own endpoints: https, each field checked; this machine only once its host is allowed", async (t) => {
  const { call, create, store, allowed } = await start(t);
  const server = (token_url: string) => ({ authorize_url: "https://p.example/a", token_url });
  for (const url of [
    "http://p.example/t",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "nonsense",
    "http://10.0.0.1/t",
    "https://u:p@h.example/t",
    "https://h.example/t#f",
    "http://127.0.0.1.evil.example/t",
    "http://127.0.0.1:8/t",
    "http://[::1]/t",
    "http://localhost/t",
  ]) {
    const { error } = await call("create", { ...typed, domain: "own_one", authorization_server: server(url) });
    assert.equal(error?.code, "invalid_format", url);
    assert.match(error?.message ?? "", /^authorization_server\.token_url (must|leads to)/);
  }
  await allowed.add("127.0.0.1");
  for (const url of ["https://p.example/t", "http://127.0.0.1:8/t", "https://127.0.0.1/t"]) {
    assert.deepEqual(
      (await create({ domain: "own_one", authorization_server: server(url) })).authorization_server,
      server(url),
    );
  }
  await store.close();
});

test("update: blank keeps the secret, the id stays, the list and the subscribers know", async (t) => {
  const { create, call, credentials, store } = await start(t);
  const { id } = await create({ name: "Mine" });
  const events: unknown[] = [];
  await call("subscribe", {}, undefined, events);
  for (const kept of [{}, { client_secret: "" }, { client_secret: "  " }]) {
    await call("update", { application_credentials_id: id, ...kept, name: "Yours" });
    assert.equal(await credentials.secret(id), typed.client_secret);
  }
  const { result } = await call("update", {
    application_credentials_id: id,
    client_id: "new",
    client_secret: "another-secret-0000",
    name: "",
  });
  const item = v.parse(Credential, result);
  assert.equal(item.id, id);
  assert.equal(item.client_id, "new");
  assert.equal(item.name, undefined);
  assert.equal(item.client_secret_hint, "0000");
  assert.equal(await credentials.secret(id), "another-secret-0000");
  assert.deepEqual((await call("list")).result, [item]);
  assert.deepEqual(events.at(-1), [{ change_type: "updated", application_credentials_id: id, item }]);
  assert.deepEqual((await call("update", { application_credentials_id: "gone" })).error, {
    code: "not_found",
    message: "Unable to find application_credentials_id gone",
  });
  await store.close();
});

test("F8, F17: delete: null; missing and in use are said in Home Assistant's words, imported ones too", async (t) => {
  const { create, imports, call, host, store } = await start(t);
  const { id } = await create();
  const imported = await imports();
  const entry = { entry_id: "e1", domain: "demo_calendar", title: "Anna", state: "loaded" as const, reauth: false };
  host.list = [{ ...entry, auth_implementation: "demo_calendar" }];
  assert.deepEqual(await call("delete", { application_credentials_id: id }), { result: null });
  assert.deepEqual((await call("delete", { application_credentials_id: id })).error, {
    code: "not_found",
    message: `Unable to find application_credentials_id ${id}`,
  });
  assert.deepEqual((await call("delete", { application_credentials_id: imported.id })).error, {
    code: "home_assistant_error",
    message: "Cannot delete credential in use by integration demo_calendar",
  });
  assert.deepEqual((await call("usage")).result, { [imported.id]: [entry] });
  assert.deepEqual((await call("config_entry", { config_entry_id: "e1" })).result, {
    application_credentials_id: imported.id,
  });
  assert.equal((await call("config_entry", { config_entry_id: "e2" })).error?.code, "invalid_config_entry_id");
  host.list = [];
  assert.deepEqual((await call("usage")).result, { [imported.id]: [] });
  assert.deepEqual(await call("delete", { application_credentials_id: imported.id }), { result: null });
  await store.close();
});

test("import: again makes no second one; a changed secret is taken over, one edited by hand is kept", async (t) => {
  const { imports, call, credentials, store } = await start(t);
  const first = await imports();
  assert.equal(first.name, "Import from configuration.yaml");
  assert.equal(first.auth_domain, "demo_calendar");
  assert.equal(first.source, "import");
  const again = await Promise.all([imports(), imports()]);
  assert.deepEqual(again, [first, first]);
  await imports({ client_secret: "second-secret-0002" });
  assert.equal(await credentials.secret(first.id), "second-secret-0002");
  await call("update", { application_credentials_id: first.id, client_secret: "edited-by-hand-0003" });
  await imports({ client_secret: "second-secret-0002" });
  assert.equal(await credentials.secret(first.id), "edited-by-hand-0003");
  await imports({ client_secret: "third-secret-0004" });
  assert.equal(await credentials.secret(first.id), "third-secret-0004");
  assert.equal(credentials.all().length, 1);
  assert.equal((await imports({ auth_domain: "other" })).id, `${first.id}_2`);
  await store.close();
});

test("import: one that a person typed in is answered unchanged", async (t) => {
  const { create, imports, credentials, store } = await start(t);
  const typedIn = await create({ domain: "demo_calendar" });
  assert.deepEqual(await imports({ client_secret: "other-secret-00000" }), typedIn);
  assert.equal(await credentials.secret(typedIn.id), typed.client_secret);
  await store.close();
});

test("roles: a user reads config alone; an integration acts for its own domain alone", async (t) => {
  const { create, imports, call, host, store } = await start(t);
  const mail = await create();
  const calendar = await imports();
  host.list = [
    { entry_id: "e1", domain: "demo_mail", title: "", state: "loaded", reauth: false, auth_implementation: mail.id },
  ];
  const guarded = ["list", "create", "update", "delete", "subscribe", "config_entry", "import", "usage"];
  for (const command of guarded)
    assert.equal((await call(command, {}, plainUser)).error?.code, "unauthorized", command);
  assert.equal((await call("config", {}, plainUser)).error, undefined);
  const software = integrationOf("demo_calendar");
  for (const command of ["list", "create", "update", "delete", "subscribe"]) {
    assert.equal((await call(command, {}, software)).error?.code, "unauthorized", command);
  }
  assert.deepEqual((await call("usage", {}, software)).result, { [calendar.id]: [] });
  assert.equal((await call("usage", { application_credentials_id: mail.id }, software)).error?.code, "unauthorized");
  assert.equal((await call("config_entry", { config_entry_id: "e1" }, software)).error?.code, "unauthorized");
  assert.equal((await call("import", typed, software)).error?.code, "unauthorized");
  assert.deepEqual((await call("import", { ...typed, domain: "demo_calendar" }, software)).result, calendar);
  await store.close();
});

test("config: each integration with its name, endpoints, placeholders and the redirect URI", async (t) => {
  const { call, host, store } = await start(t);
  host.addIntegration("broken", { authorizationServer: () => Promise.reject(new Error("down")) });
  const { result } = await call("config");
  assert.deepEqual(result, {
    domains: ["broken", "demo_calendar", "demo_mail"],
    integrations: {
      broken: { name: "broken", redirect_uri: "http://127.0.0.1:8350/oauth/callback" },
      demo_mail: {
        name: "demo_mail",
        redirect_uri: "http://127.0.0.1:8350/oauth/callback",
        authorization_server: { authorize_url: "https://p.example/auth", token_url: "https://p.example/token" },
      },
      demo_calendar: {
        name: "demo_calendar",
        redirect_uri: "http://127.0.0.1:8350/oauth/callback",
        authorization_server: { authorize_url: "https://p.example/auth", token_url: "https://p.example/token" },
        description_placeholders: { console_url: "https://p.example/console" },
      },
    },
  });
  await store.close();
});

test("subscribe: everything as added in one event, [] when there is nothing, then each change", async (t) => {
  const { create, call, store } = await start(t);
  const empty: unknown[] = [];
  await call("subscribe", {}, undefined, empty);
  assert.deepEqual(empty, [[]]);
  const item = await create();
  const added = { change_type: "added", application_credentials_id: item.id, item };
  assert.deepEqual(empty.at(-1), [added]);
  const later: unknown[] = [];
  await call("subscribe", {}, undefined, later);
  assert.deepEqual(later, [[added]]);
  await call("delete", { application_credentials_id: item.id });
  assert.deepEqual(later.at(-1), [{ ...added, change_type: "removed" }]);
  await store.close();
});

test("after a restart all is as it was, in the order of creation, with client IDs of every length", async (t) => {
  const folder = temporaryFolder(t);
  const first = await start(t, folder);
  await Promise.all(["b", "x".repeat(2_048), "a", "ümlaut"].map((client_id) => first.create({ client_id })));
  const before = (await first.call("list")).result;
  await first.store.close();
  const host = new FakeHost();
  const store = await openSqliteStore(join(folder, "store.db"));
  const credentials = await Credentials.load(
    store,
    await openKeyring(keyFileIn(folder), store, await findKey(keyFileIn(folder), {})),
    host,
  );
  assert.deepEqual(JSON.parse(credentials.listJson().json), before);
  assert.equal(await credentials.secret("demo_mail_umlaut"), typed.client_secret);
  await store.close();
});

test("S22: an integration does not learn of another's entries by taking their auth_domain", async (t) => {
  const { call, host, store } = await start(t);
  const entry = { entry_id: "e1", domain: "demo_calendar", title: "Anna", state: "loaded" as const, reauth: false };
  host.list = [{ ...entry, auth_implementation: "demo_calendar" }];
  const software = integrationOf("demo_mail");
  const { result } = await call("import", { ...typed, auth_domain: "demo_calendar" }, software);
  const { id } = v.parse(Credential, result);
  assert.deepEqual((await call("usage", {}, software)).result, { [id]: [] });
  assert.deepEqual((await call("usage", { application_credentials_id: id }, software)).result, { [id]: [] });
  await store.close();
});

test("an id that is longer than its client ID can be named in every command", async (t) => {
  const { create, call, store } = await start(t);
  const { id } = await create({ client_id: "㍿".repeat(2_048) });
  assert.ok(id.length > 10_000);
  assert.equal((await call("update", { application_credentials_id: id, name: "Long" })).error, undefined);
  assert.deepEqual((await call("usage", { application_credentials_id: id })).result, { [id]: [] });
  assert.deepEqual(await call("delete", { application_credentials_id: id }), { result: null });
  await store.close();
});

test("the hint counts characters, not halves of them", async (t) => {
  const { create, store } = await start(t);
  assert.equal((await create({ client_secret: "😀😁😂😃😄😅" })).client_secret_hint, "");
  assert.equal((await create({ client_secret: "abcdefghijkx😀y😀" })).client_secret_hint, "x😀y😀");
  await store.close();
});

test("create, update and delete answer only when the disk has it", async (t) => {
  const held: HeldWrites = { until: undefined };
  const host = new FakeHost();
  host.addIntegration("demo_mail");
  const folder = temporaryFolder(t);
  const store = holdingStore(await openSqliteStore(join(folder, "store.db")), held);
  const credentials = await Credentials.load(store, await openKeyring(keyFileIn(folder), store, undefined), host);
  const { id } = await credentials.create(typed);
  const works = [
    () => credentials.create({ ...typed, client_id: "other" }),
    () => credentials.update({ application_credentials_id: id, name: "New" }),
    () => credentials.delete(id),
  ];
  for (const work of works) {
    const disk = Promise.withResolvers<void>();
    held.until = disk.promise;
    const before = credentials.listJson().json;
    const answer = work();
    assert.equal(await settlesSoon(answer), false);
    assert.equal(credentials.listJson().json, before, "what is not on disk is not shown");
    disk.resolve();
    await answer;
  }
  await store.close();
});
