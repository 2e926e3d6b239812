/** Redirect URIs: which can be registered, and what is said of those that are refused (F48). */
import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Applications } from "../../../src/backend/applications/applications.ts";
import { type Difference, nearestRedirect } from "../../../src/backend/applications/redirect-difference.ts";
import { RejectedRedirects } from "../../../src/backend/applications/rejected-redirects.ts";
import { openSqliteStore } from "../../../src/backend/store/sqlite-store.ts";
import { isNativeRedirect, type RedirectUriProblem, redirectUriProblem } from "../../../src/protocol/redirect-uri.ts";
import { FakeHost } from "../../support/fake-host.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const RULES: readonly [string, RedirectUriProblem | undefined][] = [
  ["https://x.example/cb", undefined],
  ["https://x.example", undefined],
  ["https://x.example:8443/cb?a=b", undefined],
  ["https://192.168.1.7/cb", undefined],
  ["http://127.0.0.1/cb", undefined],
  ["http://127.0.0.1:8000/cb", undefined],
  ["http://[::1]/cb", undefined],
  ["http://localhost:3000/cb", undefined],
  ["com.example.app:/cb", undefined],
  ["com.example.app://cb", undefined],
  ["", "blank"],
  [`https://x.example/${"a".repeat(2_048)}`, "too_long"],
  ["/cb", "not_absolute"],
  ["x.example/cb", "not_absolute"],
  ["https://*.example/cb", "wildcard"],
  ["https://x.example/cb#", "fragment"],
  ["https://ada:secret@x.example/cb", "user_info"],
  ["http://x.example/cb", "not_https"],
  ["http://127.0.0.1.example/cb", "not_https"],
  ["javascript:alert(1)", "scheme"],
  ["data:text/html,x", "scheme"],
  ["myapp://cb", "scheme"],
  ["HTTPS://x.example/cb", "spelling"],
  ["https://x.example/a/../cb", "spelling"],
  ["https://x.example:443/cb", "spelling"],
];

test("which addresses can be registered", () => {
  for (const [uri, problem] of RULES) assert.equal(redirectUriProblem(uri), problem, uri.slice(0, 60));
});

test("those of an app on a person's own machine are told apart", () => {
  for (const uri of ["http://127.0.0.1/cb", "http://[::1]:1/cb", "com.example.app:/cb"])
    assert.equal(isNativeRedirect(uri), true, uri);
  for (const uri of ["https://x.example/cb", "https://127.0.0.1/cb"]) assert.equal(isNativeRedirect(uri), false, uri);
});

const REGISTERED = "https://x.example/cb?a=b";
const DIFFERENCES: readonly [string, Difference][] = [
  ["https://x.example/cb/?a=b", "trailing_slash"],
  ["https://x.example/CB?a=b", "letter_case"],
  ["http://x.example/cb?a=b", "scheme"],
  ["https://y.example/cb?a=b", "host"],
  ["https://x.example:8443/cb?a=b", "port"],
  ["https://x.example/callback?a=b", "path"],
  ["https://x.example/cb?a=c", "query"],
  ["https://x.example/cb?a=b#c", "fragment"],
  ["https://ada@x.example/cb?a=b", "user_info"],
  ["https://x.example/./cb?a=b", "encoding"],
  ["https://y.example/callback?a=b", "several"],
];

test("what is different from the nearest registered address is named", () => {
  for (const [asked, difference] of DIFFERENCES)
    assert.deepEqual(nearestRedirect(asked, ["https://elsewhere.example/other", REGISTERED]), {
      registered: REGISTERED,
      difference,
    });
  assert.deepEqual(nearestRedirect("com.example.app:/other", [REGISTERED]), { difference: "several" });
  assert.deepEqual(nearestRedirect("https://x.example/cb", []), { difference: "several" });
  const loopback = nearestRedirect("http://127.0.0.1:1/other", ["http://127.0.0.1:2/cb"]);
  assert.deepEqual(loopback, { registered: "http://127.0.0.1:2/cb", difference: "path" });
});

async function open(t: TestContext, folder = temporaryFolder(t)) {
  const store = await openSqliteStore(join(folder, "hub.db"));
  const applications = await Applications.load(store);
  const rejected = await RejectedRedirects.load(store, applications, new FakeHost().log);
  return { folder, store, applications, rejected };
}

async function withApplication(t: TestContext) {
  const home = await open(t);
  const { id, client_id } = await home.applications.create({
    ...{ name: "Dashboard", redirect_uris: ["https://x.example/cb"], scopes: ["openid"] },
    client_type: "public",
  });
  return { ...home, id, client_id, note: (uri: string) => home.rejected.note(client_id, uri) };
}

test("refused addresses are counted, the latest first, over a restart; registered ones are not shown", async (t) => {
  const { folder, store, applications, rejected, id, client_id, note } = await withApplication(t);
  for (const uri of ["https://x.example/cb/", "https://x.example/CB", "https://x.example/cb/"]) note(uri);
  rejected.note("unknown", "https://x.example/cb/");
  const shown = () => rejected.list(id).map(({ redirect_uri, count, difference }) => [redirect_uri, count, difference]);
  const expected = [
    ["https://x.example/cb/", 2, "trailing_slash"],
    ["https://x.example/CB", 1, "letter_case"],
  ];
  assert.deepEqual(shown(), expected);
  assert.deepEqual(applications.get(id).redirect_uris, ["https://x.example/cb"]);
  await rejected.written();
  await store.close();

  const again = await open(t, folder);
  const list = () => again.rejected.list(id).map(({ redirect_uri }) => redirect_uri);
  assert.deepEqual(list(), ["https://x.example/cb/", "https://x.example/CB"]);
  const redirect_uris = ["https://x.example/cb", "https://x.example/CB"];
  await again.applications.update({ application_id: id, redirect_uris });
  assert.deepEqual(list(), ["https://x.example/cb/"]);
  await again.rejected.dismiss(id, "https://x.example/cb/");
  assert.deepEqual(list(), []);
  again.rejected.note(client_id, "https://x.example/cb/");
  assert.equal(again.rejected.list(id)[0]?.count, 1);
  await again.rejected.written();
  await again.store.close();
});

test("anybody can send such requests: 20 different ones are kept, none that is too long, none of what is gone", async (t) => {
  const { store, applications, rejected, id, note } = await withApplication(t);
  for (let n = 0; n < 100; n += 1) note(`https://x.example/${n}`);
  note(`https://x.example/${"a".repeat(2_100)}`);
  const kept = rejected.list(id).map(({ redirect_uri }) => redirect_uri);
  assert.equal(kept.length, 20);
  assert.deepEqual([kept[0], kept[19]], ["https://x.example/99", "https://x.example/80"]);
  await applications.delete(id);
  assert.deepEqual(rejected.list(id), []);
  await rejected.written();
  await store.close();
});

test("one that could not be registered says why", async (t) => {
  const { store, rejected, id, note } = await withApplication(t);
  note("http://x.example/cb");
  assert.deepEqual(
    rejected.list(id).map(({ difference, problem }) => [difference, problem]),
    [["scheme", "must be https"]],
  );
  await rejected.written();
  await store.close();
});
