/** Pages of the provider that send a form, in a browser that says where it comes from: RFC 8628, `form_post`. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import test from "node:test";
import * as openid from "openid-client";
import { logInAsOwner, openWindow } from "../support/browser.ts";
import { signInAsOwner, WireClient } from "../support/hub-client.ts";
import { startHubProcess } from "../support/hub-process.ts";
import { beginFlow, registerApplication } from "../support/oauth-client.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("a device is let in with the code that it shows, after a wrong one", { timeout: 60_000 }, async (t) => {
  const hub = await startHubProcess(t, { data: temporaryFolder(t) });
  const session = await signInAsOwner(hub.origin);
  const owner = await WireClient.connect(hub.origin, session.accessToken);
  t.after(() => owner.close());
  await owner.call("application_credentials/application/update_provider", { device_grant: true });
  const { client_id, client_secret } = await registerApplication(owner, { name: "Television" });
  const execute = [openid.allowInsecureRequests];
  const config = await openid.discovery(new URL(hub.origin), client_id, client_secret, undefined, { execute });
  const device = await openid.initiateDeviceAuthorization(config, { scope: "openid entries:read" });
  const { page } = await openWindow(t);
  await logInAsOwner(page, hub.origin);

  await page.goto(device.verification_uri);
  await page.getByRole("textbox", { name: "Connect a device" }).fill("BBBB-BBBB");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("heading", { name: "That code is not right" }).waitFor();
  await page.getByRole("textbox").fill(device.user_code);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /Television/ }).waitFor();
  await page.getByText(device.user_code).waitFor();
  await page.getByRole("button", { name: "Yes, it does" }).click();
  await page.getByRole("heading", { name: "Television wants access to your account" }).waitFor();
  await page.getByRole("button", { name: "Allow" }).click();
  await page.getByRole("heading", { name: "Done" }).waitFor();
  await page.getByText("Television goes on by itself.").waitFor();

  const tokens = await openid.pollDeviceAuthorizationGrant(config, { ...device, interval: 1 });
  assert.equal(tokens.scope, "openid entries:read");
  const acting = await WireClient.connect(hub.origin, tokens.access_token);
  t.after(() => acting.close());
  assert.deepEqual(await acting.call("config_entries/get"), []);

  for (const answer of ["No", "Deny"]) {
    const other = await openid.initiateDeviceAuthorization(config, { scope: "openid profile entries:read" });
    await page.goto(other.verification_uri_complete ?? "");
    if (answer === "Deny") await page.getByRole("button", { name: "Yes, it does" }).click();
    await page.getByRole("button", { name: answer, exact: true }).click();
    await page.getByRole("heading", { name: "That did not work" }).waitFor();
    await assert.rejects(
      openid.pollDeviceAuthorizationGrant(config, { ...other, interval: 1 }),
      { error: "access_denied" },
      answer,
    );
  }
});

test("an application is answered by a form, where it asks for that", { timeout: 60_000 }, async (t) => {
  const hub = await startHubProcess(t, { data: temporaryFolder(t) });
  const session = await signInAsOwner(hub.origin);
  const owner = await WireClient.connect(hub.origin, session.accessToken);
  t.after(() => owner.close());
  let posted = new URLSearchParams();
  const server = createServer(async (request, response) => {
    if (request.method === "POST") posted = new URLSearchParams(await text(request));
    response.end("Welcome back");
  }).listen(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  const redirect = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
  const application = await registerApplication(owner, { name: "Poster", redirect_uris: [redirect] });
  const flow = await beginFlow(hub.origin, application, { response_mode: "form_post" });
  const { page } = await openWindow(t);
  await logInAsOwner(page, hub.origin);
  await page.goto(flow.url.href);
  await page.getByRole("button", { name: "Allow" }).click();
  await page.getByText("Welcome back").waitFor();
  assert.deepEqual([posted.get("state"), posted.get("iss")], [flow.state, hub.origin]);
  assert.ok(posted.get("code"));
});
