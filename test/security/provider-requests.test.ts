/** What the hub as an authorization server refuses before anybody is asked: redirects, PKCE, grants, client authentication. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import * as oauth from "oauth4webapi";
import { type Session, signInAsOwner, WireClient } from "../support/hub-client.ts";
import { type HubProcess, startHubProcess } from "../support/hub-process.ts";
import {
  beginFlow,
  decide,
  exchange,
  REDIRECT_URI,
  registerApplication,
  signInWith,
  type TestApplication,
  TestBrowser,
} from "../support/oauth-client.ts";
import { suiteScope } from "../support/suite-scope.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const insecure = { [oauth.allowInsecureRequests]: true };

describe("requests to the hub as a provider", { timeout: 180_000 }, () => {
  const scope = suiteScope();
  const data = temporaryFolder(scope);
  let hub: HubProcess;
  let session: Session;
  let owner: WireClient;
  let application: TestApplication;
  let loopback: TestApplication;

  before(async () => {
    hub = await startHubProcess(scope, { data, env: { LOG_LEVEL: "debug" } });
    session = await signInAsOwner(hub.origin);
    owner = await WireClient.connect(hub.origin, session.accessToken);
    scope.after(() => owner.close());
    application = await registerApplication(owner);
    loopback = await registerApplication(owner, {
      name: "Loopback",
      client_type: "public",
      redirect_uris: ["http://127.0.0.1/cb", "http://[::1]/cb", "com.example.app:/cb"],
    });
  });

  const ask = async (one: TestApplication, more: Record<string, string>): Promise<Response> =>
    new TestBrowser().fetch((await beginFlow(hub.origin, one, more)).url);

  const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${hub.origin}/oauth/${path}`, { method: "POST", body: new URLSearchParams(fields), headers });

  const codeOf = async (response: Response): Promise<unknown> => ((await response.json()) as { error?: unknown }).error;

  const REFUSED = [
    `${REDIRECT_URI}/`,
    REDIRECT_URI.toUpperCase(),
    REDIRECT_URI.replace("/callback", "/Callback"),
    REDIRECT_URI.replace("app.example", "app.example:8443"),
    `${REDIRECT_URI}?extra=1`,
    REDIRECT_URI.replace("/callback", "/x/%2e%2e/callback"),
    REDIRECT_URI.replace("app.example", "user@app.example"),
    `${REDIRECT_URI}#fragment`,
    REDIRECT_URI.replace("app.example", "xn--app-example.example"),
    REDIRECT_URI.replace("app.example", "app.example.evil.example"),
    REDIRECT_URI.replace("https", "http"),
    "javascript:alert(1)",
  ];
  for (const redirect_uri of REFUSED)
    test(`S23: ${redirect_uri} is not ${REDIRECT_URI}: a page says so, and nobody is sent there`, async () => {
      const response = await ask(application, { redirect_uri });
      assert.equal(response.status, 400);
      assert.equal(response.headers.get("location"), null);
      assert.match(response.headers.get("content-type") ?? "", /text\/html/);
      assert.match(response.headers.get("content-security-policy") ?? "", /frame-ancestors 'none'/);
    });

  test("S23: on this machine any port passes, and the path has to match", async () => {
    for (const redirect_uri of ["http://127.0.0.1:50123/cb", "http://[::1]:50123/cb", "com.example.app:/cb"])
      assert.equal((await ask(loopback, { redirect_uri })).status, 303, redirect_uri);
    for (const redirect_uri of ["http://127.0.0.1:50123/other", "http://127.0.0.2:50123/cb", "http://10.0.0.1/cb"])
      assert.equal((await ask(loopback, { redirect_uri })).status, 400, redirect_uri);
  });

  const UNREGISTRABLE = [
    "http://app.example/cb",
    "https://*.app.example/cb",
    "https://app.example/cb#f",
    "/cb",
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "https://user:pw@app.example/cb",
    "https://app.example/a/../cb",
    "https://app.example\\\\@evil.example/cb",
  ];
  for (const uri of UNREGISTRABLE)
    test(`S24: ${uri} can't be registered`, async () => {
      const { error } = await owner.send("application_credentials/application/create", {
        name: "x",
        redirect_uris: [uri],
        scopes: ["openid"],
      });
      const { code, message } = error as { code: string; message: string };
      assert.equal(code, "invalid_format");
      assert.match(message, /^redirect_uris/);
    });

  test("S25: PKCE with S256 is needed of every client, and the verifier has to fit", async () => {
    for (const more of [
      { code_challenge: "", code_challenge_method: "" },
      { code_challenge_method: "plain" },
      { code_challenge_method: "" },
    ])
      for (const one of [application, loopback]) {
        const response = await ask(one, more);
        const answer = new URL(response.headers.get("location") ?? "").searchParams;
        assert.equal(answer.get("error"), "invalid_request");
        assert.equal(answer.get("iss"), hub.origin);
      }
    const flow = await beginFlow(hub.origin, application);
    const callback = await decide(session, flow.url);
    await assert.rejects(
      exchange({ ...flow, verifier: oauth.generateRandomCodeVerifier() }, callback),
      /invalid_grant|server responded/i,
    );
  });

  test("S26: a code is good once; the second use ends what the first was given", async () => {
    const flow = await beginFlow(hub.origin, application);
    const callback = await decide(session, flow.url);
    const tokens = await exchange(flow, callback);
    await assert.rejects(exchange(flow, callback));
    const info = await oauth.userInfoRequest(flow.server, flow.client, tokens.access_token, insecure);
    assert.equal(info.status, 401);
  });

  test("S26: another client, or another redirect URI, does not get the tokens", async () => {
    const other = await registerApplication(owner, { name: "Other" });
    const flow = await beginFlow(hub.origin, application);
    const callback = await decide(session, flow.url);
    const stolen = await post("token", {
      grant_type: "authorization_code",
      code: callback.searchParams.get("code") ?? "",
      code_verifier: flow.verifier,
      redirect_uri: REDIRECT_URI,
      client_id: other.client_id,
      client_secret: other.client_secret ?? "",
    });
    assert.deepEqual([stolen.status, await codeOf(stolen)], [400, "invalid_grant"]);
    const flow2 = await beginFlow(hub.origin, application);
    const callback2 = await decide(session, flow2.url);
    await assert.rejects(exchange({ ...flow2, redirectUri: `${REDIRECT_URI}/` }, callback2));
  });

  test("S27: no implicit, no password, no grant that is not the client's", async () => {
    for (const response_type of ["token", "id_token", "code token"]) {
      const response = await ask(application, { response_type });
      const answer = response.headers.get("location");
      assert.ok(answer === null || !/access_token=|id_token=/.test(answer));
      assert.ok(response.status === 400 || /error=unsupported_response_type/.test(answer ?? ""), response_type);
    }
    const { client_id, client_secret = "" } = application;
    for (const grant_type of ["password", "client_credentials", "urn:ietf:params:oauth:grant-type:device_code"]) {
      const response = await post("token", { grant_type, client_id, client_secret, username: "owner", password: "x" });
      assert.equal(response.status, 400);
      assert.match(String(await codeOf(response)), /unsupported_grant_type|invalid_request|unauthorized_client/);
    }
  });

  test("S29: the secret has 256 bits, and only its digest is on disk", async () => {
    const { client_secret = "" } = application;
    assert.ok(Buffer.from(client_secret.slice(4), "base64url").length >= 32);
    for (const file of await readdir(data)) {
      const bytes = await readFile(join(data, file)).catch(() => Buffer.alloc(0));
      assert.equal(bytes.includes(client_secret), false, file);
    }
    const listed = JSON.stringify(await owner.call("application_credentials/application/list"));
    assert.equal(listed.includes(client_secret), false);
    const changed = { application_id: application.id, name: "Dashboard 2" };
    assert.equal(
      "client_secret" in (await owner.call<object>("application_credentials/application/update", changed)),
      false,
    );
    await signInWith(session, application);
    assert.equal(hub.log().includes(client_secret), false);
  });

  test("S30: a secret in the query is refused, and so is none, at every endpoint that wants one", async () => {
    const { client_id, client_secret = "" } = application;
    for (const path of ["token", "revoke", "introspect"]) {
      const query = new URLSearchParams({ client_id, client_secret });
      const inQuery = await post(`${path}?${query}`, { grant_type: "refresh_token", refresh_token: "x", token: "x" });
      assert.ok([400, 401].includes(inQuery.status), `${path} ${inQuery.status}`);
      const none = await post(path, { client_id, grant_type: "refresh_token", refresh_token: "x", token: "x" });
      assert.equal(none.status, 401, path);
    }
  });

  test("S30: guessing is slowed down by client and address, before the secret is compared", async () => {
    const guessed = await registerApplication(owner, { name: "Guessed" });
    const guess = (client_secret: string) =>
      post("token", { grant_type: "refresh_token", refresh_token: "x", client_id: guessed.client_id, client_secret });
    const statuses: number[] = [];
    for (let n = 0; n < 12; n++) statuses.push((await guess(`wrong-${n}`)).status);
    assert.deepEqual(statuses.slice(0, 10), Array(10).fill(401));
    assert.deepEqual(statuses.slice(10), [429, 429]);
    const right = await guess(guessed.client_secret ?? "");
    assert.equal(right.status, 429);
    assert.ok(Number(right.headers.get("retry-after")) > 0);
    // Another client at the same address goes on.
    await signInWith(session, application);
  });

  test("S31: more than is registered is refused at the door", async () => {
    const response = await ask(application, { scope: "openid credentials:manage" });
    assert.equal(new URL(response.headers.get("location") ?? "").searchParams.get("error"), "invalid_scope");
  });

  test("S36: no page elsewhere may read the authorization endpoint, or send to the others", async () => {
    const origin = "https://evil.example";
    const flow = await beginFlow(hub.origin, application);
    const authorize = await fetch(flow.url, { redirect: "manual", headers: { origin } });
    assert.equal(authorize.headers.get("access-control-allow-origin"), null);
    const token = await post("token", { grant_type: "refresh_token", client_id: application.client_id }, { origin });
    assert.ok(token.status >= 400);
    const own = await post(
      "token",
      { grant_type: "refresh_token", refresh_token: "x", client_id: loopback.client_id },
      { origin: "http://127.0.0.1" },
    );
    assert.equal(await codeOf(own), "invalid_grant");
  });

  test("S38: tokens and the once-only secret are never cached, and no address gives a secret", async () => {
    const flow = await beginFlow(hub.origin, application);
    const callback = await decide(session, flow.url);
    const response = await oauth.authorizationCodeGrantRequest(
      flow.server,
      flow.client,
      flow.authentication,
      oauth.validateAuthResponse(flow.server, flow.client, callback, flow.state),
      REDIRECT_URI,
      flow.verifier,
      insecure,
    );
    assert.match(response.headers.get("cache-control") ?? "", /no-store/);
    const page = await fetch(`${hub.origin}/config/oauth_applications`);
    assert.equal((await page.text()).includes(application.client_secret ?? "-"), false);
  });

  test("S40: ID tokens are RS256 with nonce, aud and sub, and an old key is published until they end", async () => {
    const { flow, tokens } = await signInWith(session, application);
    const claims = oauth.getValidatedIdTokenClaims(tokens);
    assert.equal(claims?.aud, application.client_id);
    assert.equal(claims?.nonce, flow.nonce);
    const header = JSON.parse(Buffer.from(tokens.id_token?.split(".")[0] ?? "", "base64url").toString());
    assert.equal(header.alg, "RS256");
    const keys = async () =>
      ((await (await fetch(`${hub.origin}/oauth/jwks`)).json()) as { keys: { kid: string; d?: string }[] }).keys;
    const before = await keys();
    await owner.call("application_credentials/application/rotate_signing_key");
    const after = await keys();
    assert.deepEqual(
      before.map(({ kid }) => kid),
      [header.kid],
    );
    assert.equal(after.length, 2);
    assert.ok(after.some(({ kid }) => kid === header.kid));
    assert.ok(after.every(({ d }) => d === undefined));
    const again = await signInWith(session, application);
    const second = JSON.parse(Buffer.from(again.tokens.id_token?.split(".")[0] ?? "", "base64url").toString());
    assert.notEqual(second.kid, header.kid);
    assert.equal(oauth.getValidatedIdTokenClaims(again.tokens)?.sub, claims?.sub);
  });
});
