/** What an administrator can turn on: applications that register themselves, or are known by a document; pushed requests, devices. */
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import * as openid from "openid-client";
import { type Session, signInAsOwner, WireClient } from "../support/hub-client.ts";
import { type HubProcess, startHubProcess } from "../support/hub-process.ts";
import {
  beginFlow,
  decide,
  discover,
  REDIRECT_URI,
  registerApplication,
  signInWith,
  type TestApplication,
  TestBrowser,
} from "../support/oauth-client.ts";
import { suiteScope } from "../support/suite-scope.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const JSON_TYPE = { "content-type": "application/json" };

describe("what can be turned on", { timeout: 120_000 }, () => {
  const scope = suiteScope();
  let hub: HubProcess;
  let session: Session;
  let owner: WireClient;

  const turn = (changes: object) => owner.call("application_credentials/application/update_provider", changes);
  const metadata = async () => (await discover(hub.origin)) as Record<string, unknown>;
  const register = (fields: object) =>
    fetch(`${hub.origin}/oauth/register`, { method: "POST", headers: JSON_TYPE, body: JSON.stringify(fields) });

  before(async () => {
    hub = await startHubProcess(scope, { data: temporaryFolder(scope) });
    session = await signInAsOwner(hub.origin);
    owner = await WireClient.connect(hub.origin, session.accessToken);
    scope.after(() => owner.close());
  });

  test("S37: everything is off by default: not in the metadata, and not there", async () => {
    const found = await metadata();
    for (const field of [
      "registration_endpoint",
      "client_id_metadata_document_supported",
      "pushed_authorization_request_endpoint",
      "device_authorization_endpoint",
    ])
      assert.equal(field in found, false, field);
    assert.equal((await register({ redirect_uris: [REDIRECT_URI] })).status, 404);
    const flow = await beginFlow(hub.origin, {
      id: "",
      client_id: "https://client.example/document.json",
      redirect_uris: [REDIRECT_URI],
      scopes: ["openid"],
    });
    assert.equal((await new TestBrowser().fetch(flow.url)).status, 400);
  });

  test("S37: software registers itself within limits, is marked, and is always asked about", async () => {
    await turn({ dynamic_registration: true, unverified_scopes: ["openid", "profile"] });
    const server = await discover(hub.origin);
    assert.equal(server.registration_endpoint, `${hub.origin}/oauth/register`);
    for (const redirect_uri of ["http://app.example/cb", "https://*.example/cb", "javascript:alert(1)"])
      assert.equal((await register({ redirect_uris: [redirect_uri] })).status, 400, redirect_uri);
    const answer = await register({
      client_name: "Self-made",
      redirect_uris: [REDIRECT_URI],
      scope: "openid profile credentials:manage",
    });
    assert.equal(answer.status, 201);
    const made = (await answer.json()) as { client_id: string; client_secret: string; scope: string };
    assert.equal(made.scope, "openid profile");
    assert.equal("registration_access_token" in made, false);
    const [listed] = await owner.call<Record<string, unknown>[]>("application_credentials/application/list");
    assert.deepEqual(
      [listed?.name, listed?.unverified, listed?.client_id],
      ["Self-made", "dynamic_registration", made.client_id],
    );
    const application: TestApplication = {
      ...made,
      id: String(listed?.id),
      redirect_uris: [REDIRECT_URI],
      scopes: ["openid"],
    };
    await signInWith(session, application);
    const browser = new TestBrowser();
    const flow = await beginFlow(hub.origin, application);
    const asked = await browser.fetch(flow.url);
    const details = await browser.fetch(`${new URL(asked.headers.get("location") ?? "", hub.origin).href}/details`, {
      headers: { authorization: `Bearer ${session.accessToken}` },
    });
    const { remembered, application: shown } = (await details.json()) as Record<string, unknown>;
    assert.equal(remembered, false);
    assert.equal((shown as { unverified?: string }).unverified, "dynamic_registration");
  });

  test("S37: one address registers ten an hour", async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 10; n++) statuses.push((await register({ redirect_uris: [`${REDIRECT_URI}/${n}`] })).status);
    assert.equal(statuses.at(-1), 429);
    assert.ok(statuses.includes(201));
    await turn({ dynamic_registration: false });
    assert.equal((await register({ redirect_uris: [REDIRECT_URI] })).status, 404);
  });

  const PRIVATE = [
    "https://127.0.0.1/d.json",
    "https://localhost/d.json",
    "https://10.0.0.1/d.json",
    "https://[::1]/d.json",
    "https://169.254.169.254/d.json",
  ];
  for (const client_id of PRIVATE)
    test(`S37: a document at ${client_id} is not fetched`, async () => {
      await turn({ client_id_metadata_documents: true });
      assert.equal((await metadata()).client_id_metadata_document_supported, true);
      const flow = await beginFlow(hub.origin, {
        id: "",
        client_id,
        redirect_uris: [REDIRECT_URI],
        scopes: ["openid"],
      });
      const response = await new TestBrowser().fetch(flow.url);
      assert.deepEqual([response.status, response.headers.get("location")], [400, null]);
    });

  test("pushed authorization requests (RFC 9126), by openid-client", async () => {
    await turn({ pushed_authorization_requests: true });
    const application = await registerApplication(owner);
    const config = await openid.discovery(
      new URL(hub.origin),
      application.client_id,
      application.client_secret,
      undefined,
      {
        execute: [openid.allowInsecureRequests],
      },
    );
    const pkceCodeVerifier = openid.randomPKCECodeVerifier();
    const state = openid.randomState();
    const url = await openid.buildAuthorizationUrlWithPAR(config, {
      redirect_uri: REDIRECT_URI,
      scope: "profile",
      state,
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: "S256",
    });
    assert.equal(url.searchParams.get("redirect_uri"), null);
    const tokens = await openid.authorizationCodeGrant(config, await decide(session, url), {
      pkceCodeVerifier,
      expectedState: state,
    });
    assert.equal(tokens.scope, "profile");
  });

  test("a device without a browser (RFC 8628), by openid-client", async () => {
    await turn({ device_grant: true });
    const application = await registerApplication(owner, { name: "Television" });
    const config = await openid.discovery(
      new URL(hub.origin),
      application.client_id,
      application.client_secret,
      undefined,
      {
        execute: [openid.allowInsecureRequests],
      },
    );
    const device = await openid.initiateDeviceAuthorization(config, { scope: "openid profile" });
    const browser = new TestBrowser();
    const address = device.verification_uri_complete ?? "";
    const entered = await browser.fetch(address);
    const form = await entered.text();
    assert.match(entered.headers.get("content-security-policy") ?? "", /frame-ancestors 'none'/);
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(form)?.[1] ?? "";
    const send = (fields: Record<string, string>) =>
      browser.fetch(device.verification_uri, { method: "POST", body: new URLSearchParams({ xsrf, ...fields }) });
    const wrong = await send({ user_code: "WRNG-CODE" });
    assert.match(await wrong.text(), /That code is not right/);
    const again = await browser.fetch(address);
    const xsrf2 = /name="xsrf" value="([^"]+)"/.exec(await again.text())?.[1] ?? "";
    const confirmed = await browser.fetch(device.verification_uri, {
      method: "POST",
      body: new URLSearchParams({ xsrf: xsrf2, user_code: device.user_code, confirm: "yes" }),
    });
    const interaction = new URL(confirmed.headers.get("location") ?? "", hub.origin).href;
    assert.match(interaction, /\/oauth\/interaction\//);
    const decided = await browser.fetch(`${interaction}/decision`, {
      method: "POST",
      headers: { ...JSON_TYPE, authorization: `Bearer ${session.accessToken}` },
      body: JSON.stringify({ decision: "allow" }),
    });
    const { redirect_to } = (await decided.json()) as { redirect_to: string };
    assert.match(await (await browser.fetch(redirect_to)).text(), /Television/);
    const tokens = await openid.pollDeviceAuthorizationGrant(config, { ...device, interval: 0.1 } as never);
    assert.equal(tokens.scope, "openid profile");
    const acting = await WireClient.connect(hub.origin, tokens.access_token);
    assert.ok(await acting.call("auth/current_user"));
    acting.close();
  });
});
