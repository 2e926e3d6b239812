/** Clients that know nothing of this project sign people in at the running hub: R22–R40, F40–F49. */
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { type Session, signInAsOwner, WireClient } from "../support/hub-client.ts";
import { startHubProcess } from "../support/hub-process.ts";
import {
  decide,
  discover,
  REDIRECT_URI,
  registerApplication,
  signInWith,
  type TestApplication,
} from "../support/oauth-client.ts";
import { suiteScope } from "../support/suite-scope.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const insecure = { [oauth.allowInsecureRequests]: true };

describe("independent OAuth clients", { timeout: 120_000 }, () => {
  const scope = suiteScope();
  let session: Session;
  let owner: WireClient;
  let application: TestApplication;

  before(async () => {
    const hub = await startHubProcess(scope, { data: temporaryFolder(scope) });
    session = await signInAsOwner(hub.origin);
    owner = await WireClient.connect(hub.origin, session.accessToken);
    scope.after(() => owner.close());
    application = await registerApplication(owner);
  });

  test("S36: metadata at both well-known addresses names the public origin and S256 alone", async () => {
    for (const path of ["oauth-authorization-server", "openid-configuration"]) {
      const response = await fetch(`${session.origin}/.well-known/${path}`);
      const metadata = (await response.json()) as Record<string, unknown>;
      assert.equal(metadata.issuer, session.origin);
      assert.equal(metadata.authorization_endpoint, `${session.origin}/oauth/authorize`);
      assert.equal(metadata.token_endpoint, `${session.origin}/oauth/token`);
      assert.deepEqual(metadata.code_challenge_methods_supported, ["S256"]);
      assert.equal(metadata.authorization_response_iss_parameter_supported, true);
      assert.deepEqual(metadata.response_types_supported, ["code"]);
      assert.deepEqual(metadata.grant_types_supported, ["authorization_code", "refresh_token"]);
      assert.deepEqual(metadata.id_token_signing_alg_values_supported, ["RS256"]);
    }
  });

  test("oauth4webapi: code with PKCE, userinfo, refresh, introspection and revocation", async () => {
    const { flow, tokens } = await signInWith(session, application);
    const { server, client, authentication } = flow;
    const subject = oauth.getValidatedIdTokenClaims(tokens)?.sub ?? "";
    const person = await oauth.processUserInfoResponse(
      server,
      client,
      subject,
      await oauth.userInfoRequest(server, client, tokens.access_token, insecure),
    );
    assert.equal(person.name, "Owner");

    const refreshed = await oauth.processRefreshTokenResponse(
      server,
      client,
      await oauth.refreshTokenGrantRequest(server, client, authentication, tokens.refresh_token ?? "", insecure),
    );
    assert.notEqual(refreshed.refresh_token, tokens.refresh_token);
    const seen = await oauth.processIntrospectionResponse(
      server,
      client,
      await oauth.introspectionRequest(server, client, authentication, refreshed.access_token, insecure),
    );
    assert.deepEqual(
      [seen.active, seen.client_id, seen.scope],
      [true, application.client_id, "openid profile entries:read"],
    );

    await oauth.processRevocationResponse(
      await oauth.revocationRequest(server, client, authentication, refreshed.refresh_token ?? "", insecure),
    );
    const after = await oauth.processIntrospectionResponse(
      server,
      client,
      await oauth.introspectionRequest(server, client, authentication, refreshed.access_token, insecure),
    );
    assert.equal(after.active, false);
  });

  test("openid-client: discovery, code with PKCE, userinfo, refresh, introspection and revocation", async () => {
    const { client_id, client_secret } = application;
    const config = await openid.discovery(new URL(session.origin), client_id, client_secret, undefined, {
      execute: [openid.allowInsecureRequests],
    });
    const verifier = openid.randomPKCECodeVerifier();
    const [state, nonce] = [openid.randomState(), openid.randomNonce()];
    const url = openid.buildAuthorizationUrl(config, {
      redirect_uri: REDIRECT_URI,
      scope: "openid profile",
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      state,
      nonce,
    });
    const tokens = await openid.authorizationCodeGrant(config, await decide(session, url), {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });
    const person = await openid.fetchUserInfo(config, tokens.access_token, tokens.claims()?.sub ?? "");
    assert.equal(person.name, "Owner");
    const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? "");
    assert.equal((await openid.tokenIntrospection(config, refreshed.access_token)).active, true);
    await openid.tokenRevocation(config, refreshed.refresh_token ?? "");
    assert.equal((await openid.tokenIntrospection(config, refreshed.access_token)).active, false);
    await assert.rejects(
      openid.refreshTokenGrant(config, refreshed.refresh_token ?? ""),
      /invalid_grant|server responded/i,
    );
  });

  test("a public application signs in with PKCE alone, on any port of this machine", async () => {
    const native = await registerApplication(owner, {
      name: "Native",
      client_type: "public",
      redirect_uris: ["http://127.0.0.1/done"],
    });
    assert.equal(native.client_secret, undefined);
    const { tokens } = await signInWith(session, native, { redirect_uri: "http://127.0.0.1:49152/done" });
    const person = await WireClient.connect(session.origin, tokens.access_token);
    assert.equal((await person.call<{ name: string }>("auth/current_user")).name, "Owner");
    person.close();
  });

  test("S31: what was not granted is refused, at the hub's own door too", async () => {
    const { tokens } = await signInWith(session, application, { scope: "profile" });
    assert.equal(tokens.scope, "profile");
    const acting = await WireClient.connect(session.origin, tokens.access_token);
    const refused = await acting.send("config_entries/get");
    assert.deepEqual(refused.error, { code: "unauthorized", message: "The application needs the scope entries:read." });
    acting.close();
    const server = await discover(session.origin);
    assert.ok(server.scopes_supported?.includes("entries:read"));
  });
});
