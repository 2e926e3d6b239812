/**
 * A provider that no integration knows, as an owner meets it in the browser: looked up by its issuer, refused until its
 * host is allowed, connected through “Other OAuth account”, its token in the hands of other software; and what goes
 * wrong on the way (R41–R56, F14).
 */
import assert from "node:assert/strict";
import test from "node:test";
import type { Page } from "playwright-core";
import { jsonServer, metadataOf } from "../backend/providers/support.ts";
import { makeOwner, openWindow, openWizard, popupOf } from "../support/browser.ts";
import { signInAsOwner, WireClient } from "../support/hub-client.ts";
import { startHubProcess } from "../support/hub-process.ts";
import { startProvider } from "../support/oidc-provider.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const field = (page: Page, name: string) => page.getByRole("textbox", { name, exact: true });

const shot = async (page: Page, name: string) => {
  const folder = process.env.SCREENSHOTS;
  if (folder) await page.screenshot({ path: `${folder}/own-provider-${name}.png` });
};

async function openOther(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/config/application_credentials`);
  await page.getByRole("button", { name: "Add credential" }).first().click();
  await page.getByRole("combobox", { name: "Integration" }).click();
  await page.getByRole("option", { name: "Another provider…" }).click();
}

/** The development pages of `oidc-provider`: any login and password. */
async function signInAtDevelopmentPages(popup: Page): Promise<void> {
  await popup.locator("[name=login]").fill("anna");
  await popup.locator("[name=password]").fill("any");
  await popup.getByRole("button", { name: "Sign-in" }).click();
  await popup.getByRole("button", { name: "Continue" }).click();
}

test("a provider of one's own, from its issuer to its token", { timeout: 120_000 }, async (t) => {
  const hub = await startHubProcess(t, { data: temporaryFolder(t), demo: false });
  const provider = await startProvider(t, `${hub.origin}/oauth/callback`);
  const issuer = provider.endpoints.issuer ?? "";
  const { page } = await openWindow(t);
  await makeOwner(page, hub.origin);

  await t.test("metadata of another issuer are refused at the field", async () => {
    const liar = await jsonServer(t, () => ({
      "/.well-known/openid-configuration": metadataOf("https://accounts.example"),
    }));
    await openOther(page, hub.origin);
    await field(page, "Provider").fill("Acme");
    assert.equal(await field(page, "Domain").inputValue(), "acme");
    await field(page, "Issuer").fill(liar.origin);
    await page.getByRole("button", { name: "Look up" }).click();
    await page.getByText("Is 127.0.0.1 on your own network?").waitFor();
    assert.deepEqual(liar.requests, []);
    await shot(page, "consent");
    await page.getByRole("button", { name: "Allow 127.0.0.1" }).click();
    await page.getByText("says that its issuer is “https://accounts.example”").waitFor();
    await shot(page, "other-issuer");
  });

  await t.test("the right issuer fills the form in, and the credential is saved", async () => {
    await field(page, "Issuer").fill(issuer);
    await page.getByRole("button", { name: "Look up" }).click();
    await page.getByText("Found. The URLs below").waitFor();
    assert.equal(await field(page, "Token URL").inputValue(), `${issuer}/token`);
    assert.equal(await field(page, "Scopes").inputValue(), "openid");
    await page.getByText(`${hub.origin}/oauth/callback`).waitFor();
    await page.getByLabel("OAuth client ID").fill(provider.client.client_id);
    await page.getByRole("textbox", { name: /OAuth client secret/ }).fill(provider.client.client_secret);
    await shot(page, "filled");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Credential saved").waitFor();
  });

  await t.test("“Other OAuth account” connects it; the entry has the account's name", async () => {
    await page.getByRole("button", { name: "Set up Acme" }).click();
    await page.getByRole("button", { name: "Connect" }).waitFor();
    await shot(page, "connect");
    const popup = await popupOf(page, "Connect");
    await signInAtDevelopmentPages(popup);
    await page.getByText("Acme is set up").waitFor();
    await page.getByRole("button", { name: "Finish" }).click();
    await page.getByRole("link", { name: /anna/ }).waitFor();
    await page.getByRole("button", { name: "Add integration" }).click();
    await page.getByRole("link", { name: /Acme.*Other OAuth account/s }).waitFor();
    await shot(page, "picker");
  });

  await t.test("software with an integration token gets its access token, and the provider takes it", async () => {
    const token = await page.evaluate(readAccessToken);
    const owner = await WireClient.connect(hub.origin, String(token));
    const [entry] = await owner.call<{ entry_id: string; title: string }[]>("config_entries/get", { domain: "acme" });
    const made = await owner.call<{ token: string }>("application_credentials/integration_token/create", {
      domain: "acme",
      name: "script",
    });
    const script = await WireClient.connect(hub.origin, made.token);
    const { access_token } = await script.call<{ access_token: string }>("application_credentials/token", {
      entry_id: entry?.entry_id,
    });
    const who = await fetch(`${issuer}/me`, { headers: { authorization: `Bearer ${access_token}` } });
    assert.equal(((await who.json()) as { sub: string }).sub, "anna");
    owner.close();
    script.close();
  });

  await t.test(
    "without the permission the preflight says which endpoint is not asked, and Connect is still there",
    async () => {
      const token = await page.evaluate(readAccessToken);
      const owner = await WireClient.connect(hub.origin, String(token));
      await owner.call("application_credentials/allowed_host/remove", { host: "127.0.0.1" });
      owner.close();
      await page.goto(`${hub.origin}/config/integrations/dashboard`);
      await openWizard(page, "Acme");
      await page.getByText("Before you sign in").waitFor();
      await page.getByText(`Home may not ask ${issuer}/token`).waitFor();
      await page.getByText("Details").click();
      await page.getByText("allow this host by name first").first().waitFor();
      assert.equal(await page.getByRole("button", { name: "Connect" }).isEnabled(), true);
      await shot(page, "preflight");
    },
  );
});

test("the preflight of a hub whose public address leads elsewhere", { timeout: 60_000 }, async (t) => {
  const elsewhere = await jsonServer(t, () => ({}));
  const hub = await startHubProcess(t, {
    data: temporaryFolder(t),
    demo: true,
    args: ["--public-url", elsewhere.origin],
  });
  const { accessToken } = await signInAsOwner(hub.origin);
  const owner = await WireClient.connect(hub.origin, accessToken);
  const found = await owner.call<{ check: string; status: string; reason: string }[]>(
    "application_credentials/preflight",
    { domain: "demo_calendar", origin: hub.origin },
  );
  const wrong = found.filter(({ status }) => status !== "ok").map(({ reason }) => reason);
  assert.deepEqual(wrong, ["origin_differs", "callback_elsewhere"]);
  assert.match(elsewhere.requests[0] ?? "", /^GET \/oauth\/callback\?preflight=/);
  owner.close();
});

/** In the page: the access token of whoever is signed in. */
const readAccessToken = `JSON.parse(localStorage.getItem("hub-tokens")).access_token`;
