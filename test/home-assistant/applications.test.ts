/** The hub as a provider behind a running Home Assistant: PROTOCOL section 6, F40–F47. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { before, it } from "node:test";
import * as openid from "openid-client";
import type { Page } from "playwright-core";
import { WebSocket } from "ws";
import { eventually } from "../support/eventually.ts";
import { suiteScope } from "../support/suite-scope.ts";
import {
  discover,
  openSocket,
  REDIRECT_URI,
  type Registered,
  signInApplication,
  startIssuer,
} from "./support/application.ts";
import { ownersWindow, type Visitor } from "./support/browser.ts";
import type { Client } from "./support/client.ts";
import { describeEach } from "./support/each-installation.ts";
import { HomeAssistant } from "./support/home-assistant.ts";
import { picture } from "./support/page-checks.ts";

/** `SCREENSHOTS=FOLDER` keeps pictures of the pages. */
async function snapshot(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`) });
}

describeEach("applications", (installation) => {
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
      name: "Dashboard",
      redirect_uris: [REDIRECT_URI],
      scopes: ["openid", "profile", "credentials:read"],
    });
  });

  it("metadata is below the issuer, and at the address that RFC 8414 gives an issuer with a path", async () => {
    for (const address of [
      `${issuer}/.well-known/openid-configuration`,
      `${issuer}/.well-known/oauth-authorization-server`,
      `${server.origin}/.well-known/oauth-authorization-server/api/application_credentials/oauth`,
    ]) {
      const metadata = (await (await fetch(address)).json()) as Record<string, unknown>;
      assert.equal(metadata.issuer, issuer, address);
      assert.equal(metadata.token_endpoint, `${issuer}/token`);
    }
  });

  const signIn = (visitor: Visitor, decide: () => Promise<void>) =>
    signInApplication(issuer, application, "openid profile credentials:read", visitor, decide);

  it("a person who is logged in lets the application in on a page of the frontend, and its token works within its scopes", async () => {
    const visitor = await ownersWindow(scope, server.origin);
    const tokens = await signIn(visitor, async () => {
      await visitor.page.getByText("Dashboard wants access to your account").waitFor();
      await snapshot(visitor.page, `${installation.version}-consent`);
      await visitor.page.getByRole("button", { name: "Allow" }).click();
    });
    const { signedIn, call, socket } = await openSocket(server.origin, tokens.access_token);
    assert.equal(signedIn, true);
    assert.equal((await call("application_credentials/list")).success, true);
    const fields = { domain: "electric_kiwi", client_id: "x", client_secret: "y" };
    assert.equal((await call("application_credentials/create", fields)).error?.code, "unauthorized");
    assert.equal((await call("application_credentials/application/list")).error?.code, "unauthorized");
    assert.equal((await call("config_entries/get")).error?.code, "unknown_command");
    assert.equal(
      (await fetch(`${server.origin}/api/`, { headers: { authorization: `Bearer ${tokens.access_token}` } })).status,
      401,
    );

    const grants = await owner.call<{ grant_id: string; application_name: string }[]>(
      "application_credentials/grant/list",
    );
    assert.deepEqual(
      grants.map(({ application_name }) => application_name),
      ["Dashboard"],
    );
    await visitor.page.goto(`${server.origin}/application_access`);
    await visitor.page.getByRole("button", { name: "End access" }).waitFor();
    await snapshot(visitor.page, `${installation.version}-access`);
    const closed = new Promise((resolve) => socket.once("close", resolve));
    await owner.call("application_credentials/grant/revoke", { grant_id: grants[0]?.grant_id });
    await closed;
    assert.equal((await openSocket(server.origin, tokens.access_token)).signedIn, false);
  });

  it("R22: the page lies in the frame of the settings, and its menu entry leads there", async () => {
    const { page, go } = await ownersWindow(scope, server.origin);
    await go("/config/application_credentials/oauth_applications");
    await page.getByText("Software that may sign in to").waitFor();
    await page.getByRole("button", { name: "Dashboard", exact: true }).waitFor();
    await picture(page, installation.version, "oauth-applications");
  });

  it("a sign-in that is long ago has to be confirmed by a fresh one", async () => {
    const token = await owner.call<string>("auth/long_lived_access_token", { client_name: "script", lifespan: 1 });
    const socket = new WebSocket(`${server.origin.replace("http", "ws")}/api/websocket`);
    scope.after(() => socket.terminate());
    const frames: { id?: number; type: string; success?: boolean; error?: { code: string } }[] = [];
    socket.on("message", (data) => frames.push(JSON.parse(String(data))));
    await eventually("the greeting", () => frames.length > 0);
    socket.send(JSON.stringify({ type: "auth", access_token: token }));
    await eventually("the sign-in", () => frames.length > 1);
    socket.send(
      JSON.stringify({ id: 1, type: "application_credentials/application/delete", application_id: application.id }),
    );
    await eventually("the refusal", () => frames.some(({ id }) => id === 1));
    assert.equal(frames.find(({ id }) => id === 1)?.error?.code, "recent_login_required");
    const fresh = await server.signIn();
    assert.ok(fresh);
  });

  it("a device without a browser is let in with its code, behind Home Assistant's own address (RFC 8628)", async () => {
    await owner.call("application_credentials/application/update_provider", { device_grant: true });
    const config = await discover(issuer, application);
    const device = await openid.initiateDeviceAuthorization(config, { scope: "openid credentials:read" });
    assert.ok(device.verification_uri.startsWith(`${issuer}/`));
    const { page } = await ownersWindow(scope, server.origin);
    await page.goto(device.verification_uri_complete ?? "");
    await page.getByText(device.user_code).waitFor();
    await page.goto(device.verification_uri);
    await page.getByRole("textbox").fill(device.user_code);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Yes, it does" }).click();
    await page.getByText("Dashboard wants access to your account").waitFor();
    await page.getByRole("button", { name: "Allow" }).click();
    await page.getByRole("heading", { name: "Done" }).waitFor();
    const tokens = await openid.pollDeviceAuthorizationGrant(config, { ...device, interval: 1 });
    const { call, socket } = await openSocket(server.origin, tokens.access_token);
    assert.equal((await call("application_credentials/list")).success, true);
    socket.close();
  });

  it("S33: a deleted application's tokens are dead at once", async () => {
    const visitor = await ownersWindow(scope, server.origin);
    const tokens = await signIn(visitor, async () => {
      await visitor.page.getByRole("button", { name: "Allow" }).click();
    });
    await owner.call("application_credentials/application/delete", { application_id: application.id });
    assert.equal((await openSocket(server.origin, tokens.access_token)).signedIn, false);
  });
});
