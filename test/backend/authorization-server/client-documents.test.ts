/** An MCP client's way (authorization specification of 2025-11-25): found by the resource, known by its document, and let in. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Activity } from "../../../src/backend/activity/activity.ts";
import { Applications } from "../../../src/backend/applications/applications.ts";
import { RejectedRedirects } from "../../../src/backend/applications/rejected-redirects.ts";
import { startAuthorizationServer } from "../../../src/backend/authorization-server/start-authorization-server.ts";
import { Credentials } from "../../../src/backend/credentials/credentials.ts";
import { Grants } from "../../../src/backend/grants/grants.ts";
import { findKey, keyFileIn } from "../../../src/backend/store/key-encryption-key.ts";
import { openKeyring } from "../../../src/backend/store/keyring.ts";
import { openSqliteStore } from "../../../src/backend/store/sqlite-store.ts";
import { administrator, FakeHost } from "../../support/fake-host.ts";
import { beginFlow, decide, exchange, refresh, TestBrowser } from "../../support/oauth-client.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const CLIENT_ID = "https://mcp.example/client.json";
const REDIRECT_URI = "http://127.0.0.1/callback";

/** The authorization server on a real socket; documents come from the test, as if from the internet. */
async function startServer(t: TestContext, documents: Map<string, object>) {
  const folder = temporaryFolder(t);
  const store = await openSqliteStore(join(folder, "store.db"));
  const keyring = await openKeyring(keyFileIn(folder), store, await findKey(keyFileIn(folder), {}));
  const host = new FakeHost();
  const applications = await Applications.load(store);
  const grants = await Grants.load(store);
  const rejected = await RejectedRedirects.load(store, applications, host.log);
  const { recorder } = await Activity.start(store, host, await Credentials.load(store, keyring, host));
  const fetched: string[] = [];
  const started = await startAuthorizationServer(host, {
    ...{ store, keyring, applications, grants, rejected, recorder },
    translations: join(import.meta.dirname, "../../../translations"),
    documents: async (url) => {
      fetched.push(String(url));
      return Response.json(documents.get(String(url)) ?? {}, { status: documents.has(String(url)) ? 200 : 404 });
    },
  });
  const server = createServer((request, response) => {
    const caller = request.headers.authorization?.startsWith("Bearer hub") ? administrator : undefined;
    host.serve?.(request, response, { caller, address: "127.0.0.1" });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  host.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  t.after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await started.close();
    await store.close();
  });
  return { host, applications, fetched, ...started };
}

test("S37: a client that is known by its document signs in, is listed, and can be disabled", async (t) => {
  const document = {
    client_id: CLIENT_ID,
    client_name: "MCP client",
    redirect_uris: [REDIRECT_URI],
    token_endpoint_auth_method: "none",
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    application_type: "native",
  };
  const { host, applications, settings, fetched } = await startServer(t, new Map([[CLIENT_ID, document]]));
  await settings.update({ client_id_metadata_documents: true, unverified_scopes: ["openid", "entries:read"] });
  const session = { origin: host.origin, accessToken: "hub" };

  const resource = (await (await fetch(`${host.origin}/.well-known/oauth-protected-resource`)).json()) as {
    resource: string;
    authorization_servers: string[];
  };
  assert.deepEqual(resource.authorization_servers, [host.origin]);

  const client = { id: "", client_id: CLIENT_ID, redirect_uris: [REDIRECT_URI], scopes: ["openid", "entries:read"] };
  const redirect_uri = "http://127.0.0.1:43123/callback";
  const flow = await beginFlow(host.origin, client, { redirect_uri, resource: resource.resource });
  const tokens = await exchange(flow, await decide(session, flow.url));
  assert.equal(tokens.scope, "openid entries:read");
  assert.ok(host.authenticate(tokens.access_token));
  assert.equal((await refresh(flow, tokens.refresh_token ?? "")).status, 200);
  assert.deepEqual([...new Set(fetched)], [CLIENT_ID]);

  const listed = applications.withClientId(CLIENT_ID);
  assert.deepEqual([listed?.name, listed?.unverified], ["MCP client", "client_id_metadata_document"]);
  await applications.update({ application_id: listed?.id ?? "", enabled: false });
  assert.equal(host.authenticate(tokens.access_token), undefined);
  const again = await new TestBrowser().fetch((await beginFlow(host.origin, client, { redirect_uri })).url);
  assert.equal(again.status, 400);
});

test("S37: a document that says another client ID, or has a secret, is no client", async (t) => {
  const documents = new Map<string, object>([
    ["https://one.example/c.json", { client_id: CLIENT_ID, redirect_uris: [REDIRECT_URI] }],
    [
      "https://two.example/c.json",
      { client_id: "https://two.example/c.json", client_secret: "x", redirect_uris: [REDIRECT_URI] },
    ],
  ]);
  const { host, settings, applications } = await startServer(t, documents);
  await settings.update({ client_id_metadata_documents: true });
  for (const client_id of [...documents.keys(), "https://three.example/c.json"]) {
    const client = { id: "", client_id, redirect_uris: [REDIRECT_URI], scopes: ["openid"] };
    const response = await new TestBrowser().fetch((await beginFlow(host.origin, client)).url);
    assert.deepEqual([response.status, response.headers.get("location")], [400, null], client_id);
  }
  assert.deepEqual(applications.all(), []);
});

const WRONG: readonly (readonly [what: string, fields: object])[] = [
  ["a name longer than a page can show", { client_name: "n".repeat(256) }],
  ["a name that turns what is around it", { client_name: "Photos\u202egpj.exe" }],
  ["a name of several lines", { client_name: "Photos\nThis hub trusts it" }],
  [
    "more redirect URIs than anybody looks through",
    { redirect_uris: Array.from({ length: 51 }, (_, n) => (n === 0 ? REDIRECT_URI : `${REDIRECT_URI}/${n}`)) },
  ],
];
for (const [what, fields] of WRONG)
  test(`S37: a document with ${what} is no client`, async (t) => {
    const document = {
      client_id: CLIENT_ID,
      client_name: "MCP client",
      redirect_uris: [REDIRECT_URI],
      token_endpoint_auth_method: "none",
      application_type: "native",
      ...fields,
    };
    const { host, settings } = await startServer(t, new Map([[CLIENT_ID, document]]));
    await settings.update({ client_id_metadata_documents: true });
    const client = { id: "", client_id: CLIENT_ID, redirect_uris: [REDIRECT_URI], scopes: ["openid"] };
    const response = await new TestBrowser().fetch((await beginFlow(host.origin, client)).url);
    assert.deepEqual([response.status, response.headers.get("location")], [400, null]);
  });
