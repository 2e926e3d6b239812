/** An application that acts as a person in a real Home Assistant: issue 6, point 7. */
import assert from "node:assert/strict";
import { before, it } from "node:test";
import * as openid from "openid-client";
import { eventually } from "../support/eventually.ts";
import { suiteScope } from "../support/suite-scope.ts";
import { discover, openSocket, type Registered, signInApplication, startIssuer } from "./support/application.ts";
import { ownersWindow } from "./support/browser.ts";
import type { Client } from "./support/client.ts";
import { describeEach } from "./support/each-installation.ts";
import { HomeAssistant } from "./support/home-assistant.ts";
import { signInAsOwner } from "./support/session.ts";

const NAME = "Helper";

interface InProfile {
  readonly id: string;
  readonly type: string;
  readonly client_name: string | null;
}

describeEach("applications that act as a person", (installation) => {
  const scope = suiteScope();
  let server: HomeAssistant;
  let owner: Client;
  let issuer = "";
  let application: Registered;

  before(async () => {
    server = await HomeAssistant.create(scope, installation);
    await server.start();
    owner = await server.signIn();
    issuer = await startIssuer(server.origin, owner);
    application = await owner.call<Registered>("application_credentials/application/create", {
      name: NAME,
      redirect_uris: ["http://127.0.0.1:1/callback"],
      scopes: ["openid", "credentials:read", "home_assistant"],
    });
  });

  /** Asks for the widest scopes; the person allows them where they are asked. */
  async function signIn(isAsked = true): Promise<openid.TokenEndpointResponse> {
    const visitor = await ownersWindow(scope, server.origin);
    return signInApplication(issuer, application, "openid credentials:read home_assistant", visitor, async () => {
      if (!isAsked) return;
      await visitor.page.getByText("Act as you in Home Assistant").waitFor();
      await visitor.page.getByRole("button", { name: "Allow" }).click();
    });
  }

  const inProfile = async (): Promise<InProfile[]> =>
    (await owner.call<InProfile[]>("auth/refresh_tokens")).filter(({ client_name }) => client_name === NAME);

  /** What Home Assistant's own API answers to the application. */
  async function statusOf(tokens: openid.TokenEndpointResponse): Promise<number> {
    const headers = { authorization: `Bearer ${tokens.home_assistant_access_token}` };
    return (await fetch(`${server.origin}/api/config`, { headers })).status;
  }

  const refresh = async ({ refresh_token = "" }: openid.TokenEndpointResponse) =>
    openid.refreshTokenGrant(await discover(issuer, application), refresh_token);

  const grants = () => owner.call<{ grant_id: string }[]>("application_credentials/grant/list");

  it("is given an access token of Home Assistant's own, whose refresh token the profile lists by its name", async () => {
    const tokens = await signIn();
    assert.equal(tokens.home_assistant_expires_in, 1_800);
    assert.equal(await statusOf(tokens), 200);
    const [listed, ...more] = await inProfile();
    assert.deepEqual([listed?.type, more.length], ["long_lived_access_token", 0]);
    const refreshed = await refresh(tokens);
    assert.equal(await statusOf(refreshed), 200);
    assert.deepEqual(
      (await inProfile()).map(({ id }) => id),
      [listed?.id],
    );

    const acting = await openSocket(server.origin, String(tokens.home_assistant_access_token), "/api/websocket");
    scope.after(() => acting.socket.terminate());
    assert.equal((await acting.call("config_entries/get")).success, true);
    for (const type of ["application_credentials/list", "application_credentials/application/list"])
      assert.equal((await acting.call(type)).error?.code, "unauthorized", type);
    const closed = new Promise((resolve) => acting.socket.once("close", resolve));

    await owner.call("auth/delete_refresh_token", { refresh_token_id: listed?.id });
    await closed;
    assert.equal(await statusOf(refreshed), 401);
    await eventually("the end of the grant", async () => (await grants()).length === 0);
    await assert.rejects(refresh(refreshed), { error: "invalid_grant" });
    assert.equal((await openSocket(server.origin, refreshed.access_token)).signedIn, false);
  });

  it("acts no longer when the grant is revoked, the scope is taken away, or its token is given up", async () => {
    const first = await signIn();
    assert.equal(await statusOf(first), 200);
    await owner.call("application_credentials/grant/revoke", { grant_id: (await grants())[0]?.grant_id });
    assert.equal(await statusOf(first), 401);
    assert.deepEqual(await inProfile(), []);

    const second = await signIn();
    const change = (scopes: string[]) =>
      owner.call("application_credentials/application/update", { application_id: application.id, scopes });
    await change(["openid", "credentials:read"]);
    await eventually("the end of what was taken away", async () => (await statusOf(second)) === 401);
    assert.equal((await refresh(second)).home_assistant_access_token, undefined);
    await change(["openid", "credentials:read", "home_assistant"]);

    const third = await signIn(false);
    assert.equal(await statusOf(third), 200);
    await openid.tokenRevocation(await discover(issuer, application), third.refresh_token ?? "");
    assert.equal(await statusOf(third), 401);
    assert.deepEqual(await inProfile(), []);
  });

  it("lets nobody in: its token is no person who is there", async () => {
    const tokens = await signIn(false);
    const headers = { authorization: `Bearer ${tokens.home_assistant_access_token}` };
    const { status } = await fetch(`${issuer}/interaction/any/details`, { headers });
    assert.equal(status, 401);
    const { access_token } = await signInAsOwner(server.origin);
    const person = { authorization: `Bearer ${access_token}` };
    assert.equal((await fetch(`${issuer}/interaction/any/details`, { headers: person })).status, 404);
  });

  it("goes on after a restart; what a person ended while the plugin was away is over when it is back", async () => {
    const tokens = await signIn(false);
    await server.stop();
    await server.start();
    owner = await server.signIn();
    await eventually("the plugin's return", () =>
      grants().then(
        ({ length }) => length === 1,
        () => false,
      ),
    );
    const later = await refresh(tokens);
    assert.equal(await statusOf(later), 200);

    const [listed] = await inProfile();
    process.kill((await server.backend()).pid, "SIGKILL");
    await owner.call("auth/delete_refresh_token", { refresh_token_id: listed?.id });
    await eventually("the end of the grant", () =>
      grants().then(
        ({ length }) => length === 0,
        () => false,
      ),
    );
    await assert.rejects(refresh(later), { error: "invalid_grant" });
  });
});
