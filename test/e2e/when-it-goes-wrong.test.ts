/** The days on which a provider, a browser or a person says no. */
import test from "node:test";
import type { Page } from "playwright-core";
import { connectAccount, makeOwner, openWindow, openWizard, popupOf, signInAtProvider } from "../support/browser.ts";
import { type HubProcess, startHubProcess } from "../support/hub-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Where the demo's provider listens: the wizard's window shows it. */
async function providerOf(page: Page): Promise<string> {
  await openWizard(page, "Demo Calendar");
  const popup = await popupOf(page, "Connect");
  await popup.getByLabel("Your name").waitFor();
  const { origin } = new URL(popup.url());
  await popup.close();
  return origin;
}

/** Tells the provider how to misbehave, through its console. */
const behave = (page: Page, provider: string, path: string, data: object = {}) =>
  page.request.post(`${provider}/console/api/${path}`, { data });

test("denied, closed, blocked, failed, and signing in again", { timeout: 180_000 }, async (t) => {
  const data = temporaryFolder(t);
  const hub: HubProcess = await startHubProcess(t, { data, demo: true });
  const { page, context } = await openWindow(t);
  await makeOwner(page, hub.origin);
  const provider = await providerOf(page);
  const dashboard = () => page.goto(`${hub.origin}/config/integrations/dashboard`);
  await dashboard();

  await t.test("a denied consent: said in the wizard, and tried again", async () => {
    await openWizard(page, "Demo Calendar");
    const popup = await popupOf(page, "Connect");
    await signInAtProvider(popup, "Anna", "Deny");
    await page.getByText("Demo Calendar was not connected").waitFor();
    await page
      .getByText(/denied/i)
      .first()
      .waitFor();
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("button", { name: "Connect" }).waitFor();
    await dashboard();
  });

  await t.test("a closed window: said, and opened again", async () => {
    await openWizard(page, "Demo Calendar");
    const popup = await popupOf(page, "Connect");
    await popup.getByLabel("Your name").waitFor();
    await popup.close();
    await page.getByText(/window (?:looks|was) closed/).waitFor();
    const again = await popupOf(page, "Open again");
    await signInAtProvider(again, "Ben");
    await page.getByText("Demo Calendar is set up").waitFor();
    await dashboard();
  });

  await t.test("a blocked window: a link that works", async () => {
    await page.addInitScript("window.open = () => null");
    await page.reload();
    await openWizard(page, "Demo Calendar");
    await page.getByRole("button", { name: "Connect" }).click();
    await page.getByText("The browser blocked the sign-in window").waitFor();
    const [opened] = await Promise.all([
      context.waitForEvent("page"),
      page.getByRole("link", { name: "Open sign-in page" }).click(),
    ]);
    await signInAtProvider(opened, "Cleo");
    await page.getByText("Demo Calendar is set up").waitFor();
    await opened.close().catch(() => {});
    await dashboard();
  });

  await t.test("a provider that is down at the last step: said in words, with its details", async () => {
    await behave(page, provider, "behaviour", { token_endpoint: "unavailable" });
    await openWizard(page, "Demo Calendar");
    await page.getByRole("button", { name: "Connect" }).click();
    const [opened] = await Promise.all([
      context.waitForEvent("page"),
      page.getByRole("link", { name: "Open sign-in page" }).click(),
    ]);
    await signInAtProvider(opened, "Dora");
    await opened.getByRole("heading", { name: "The provider does not answer" }).waitFor();
    await opened.close();
    await page.getByText("Demo Calendar was not connected").waitFor();
    await page.getByText("Show details").click();
    await page.getByText("Demo Calendar answered with the HTTP status 503.").waitFor();
    await behave(page, provider, "behaviour/reset");
    await dashboard();
  });

  await t.test("a refresh that the provider rejects: the account asks to sign in again, and is mended", async () => {
    await behave(page, provider, "refresh_tokens/revoke");
    await behave(page, provider, "access_tokens/expire");
    await page.getByRole("link", { name: /Ben/ }).click();
    await page.getByRole("button", { name: "Sign in again" }).first().click();
    await page.getByRole("button", { name: "Connect" }).click();
    const [opened] = await Promise.all([
      context.waitForEvent("page"),
      page.getByRole("link", { name: "Open sign-in page" }).click(),
    ]);
    await signInAtProvider(opened, "Ben");
    await page.getByText("Signed in again").waitFor();
    await page.getByRole("button", { name: "Finish" }).click();
    await page.getByText("Working").first().waitFor();
  });
});

test("the hub goes away while a dialog is open: said, and saved when it is back", { timeout: 60_000 }, async (t) => {
  const data = temporaryFolder(t);
  const hub = await startHubProcess(t, { data, demo: true });
  const { page } = await openWindow(t);
  await makeOwner(page, hub.origin);
  await page.goto(`${hub.origin}/config/application_credentials`);
  await page.getByRole("button", { name: "Add credential" }).click();
  await page.getByRole("combobox", { name: "Integration" }).fill("Demo Mail");
  await page.getByRole("option", { name: "Demo Mail" }).click();
  await page.getByLabel("OAuth client ID").fill("typed-before");
  await page.getByRole("textbox", { name: /OAuth client secret/ }).fill("typed-before-0000");
  await hub.stop("SIGKILL");
  await page.getByText("What you typed stays here").waitFor();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await startHubProcess(t, { data, demo: true, port: Number(new URL(hub.origin).port) });
  await page.getByText("does not accept this client ID").waitFor({ timeout: 30_000 });
  await page.getByRole("button", { name: "Save anyway" }).click();
  await page.getByText("Credential saved").waitFor({ timeout: 30_000 });
  await page.getByRole("button", { name: "Close" }).last().click();
  await page.getByRole("row", { name: "typed-before" }).waitFor();
});

test("a start link in another browser asks first, and then works there", { timeout: 60_000 }, async (t) => {
  const hub = await startHubProcess(t, { data: temporaryFolder(t), demo: true });
  const { page } = await openWindow(t);
  await makeOwner(page, hub.origin);
  const step = page.waitForResponse((response) => response.url().endsWith("/config_entries/flow"));
  await openWizard(page, "Demo Calendar");
  const { url } = await (await step).json();
  const phone = await openWindow(t, { width: 390 });
  await phone.page.goto(url);
  await phone.page.getByRole("heading", { name: "Connect Demo Calendar to Home?" }).waitFor();
  await phone.page.getByText("Anna began to set up Demo Calendar at Home.").waitFor();
  await phone.page.getByRole("button", { name: "Continue to sign-in" }).click();
  await signInAtProvider(phone.page, "Anna");
  await page.getByText("Demo Calendar is set up").waitFor();
});

test("a second account of one person, connected from the keyboard alone", { timeout: 60_000 }, async (t) => {
  const hub = await startHubProcess(t, { data: temporaryFolder(t), demo: true });
  const { page } = await openWindow(t);
  await makeOwner(page, hub.origin);
  await connectAccount(page, "Demo Calendar", "Anna");
  await page.getByRole("button", { name: "Add integration" }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.type("Demo Cal");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Connect" }).focus();
  const [popup] = await Promise.all([page.waitForEvent("popup"), page.keyboard.press("Enter")]);
  await popup.getByLabel("Your name").fill("Ben");
  await popup.keyboard.press("Enter");
  await popup.getByRole("button", { name: "Allow" }).focus();
  await popup.keyboard.press("Enter");
  await page.getByText("Demo Calendar is set up").waitFor();
});
