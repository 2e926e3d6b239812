/**
 * Takes pictures of the pages of a running hub with the demo, wide and narrow, light and dark.
 * Usage: node scripts/screenshots.ts FOLDER; `npm run screenshots` renews the README's in docs/images.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Page } from "playwright-core";
import {
  connectAccount,
  makeOwner,
  openWindow,
  openWizard,
  popupOf,
  signInAtProvider,
} from "../test/support/browser.ts";
import { startHubProcess } from "../test/support/hub-process.ts";
import { tourOfApplications } from "./screenshots-of-applications.ts";
import { tourOfCare } from "./screenshots-of-care.ts";

const IN_README = ["list-1280-light.png", "entry-1280-light.png"];
const folder = resolve(process.argv[2] ?? join(import.meta.dirname, "../docs/images"));
const toReadme = process.argv[2] === undefined;

const closers: (() => unknown)[] = [];
const scope = { after: (close: () => unknown) => void closers.unshift(close) };

/** One picture for each width and scheme. */
async function picture(page: Page, name: string): Promise<void> {
  for (const dark of [false, true]) {
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
      await page.waitForTimeout(350);
      await page.screenshot({ path: join(shots, `${name}-${width}-${dark ? "dark" : "light"}.png`) });
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: "light" });
}

async function addCredential(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Add credential" }).click();
  await page.getByRole("combobox", { name: "Integration" }).fill("Demo Mail");
  await page.getByRole("option", { name: "Demo Mail" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByLabel("OAuth client ID").fill(`${name.toLowerCase().replaceAll(" ", "-")}.apps.example`);
  await page.getByRole("textbox", { name: /OAuth client secret/ }).fill("a-secret-of-some-length-9f2c");
}

async function tour(origin: string, page: Page): Promise<void> {
  const go = (path: string) => page.goto(`${origin}${path}`);
  await page.goto(origin);
  await page.getByLabel("Your name").waitFor();
  await picture(page, "onboarding");
  await makeOwner(page, origin);
  await page.getByText("Ready to add").waitFor();
  await picture(page, "dashboard-empty");

  await openWizard(page, "Demo Calendar");
  await page.getByRole("button", { name: "Connect" }).waitFor();
  await picture(page, "wizard-connect");
  const popup = await popupOf(page, "Connect");
  await popup.getByLabel("Your name").waitFor();
  const provider = new URL(popup.url()).origin;
  await picture(page, "wizard-waiting");
  await signInAtProvider(popup, "Anna", "Deny");
  await page.getByText("was not connected").waitFor();
  await picture(page, "wizard-denied");
  await go("/config/integrations/dashboard");
  await connectAccount(page, "Demo Calendar", "Anna");
  await picture(page, "dashboard");
  await page.getByRole("link", { name: /Anna/ }).click();
  await page.getByRole("heading", { name: "Next events" }).waitFor();
  await picture(page, "entry");
  await page.getByRole("button", { name: "Remove" }).click();
  await picture(page, "entry-remove");
  await page.keyboard.press("Escape");
  await tourOfSignIns(page, go, provider);

  await go("/config/integrations/dashboard/add?domain=demo_mail");
  await page.getByLabel("OAuth client ID").waitFor();
  await picture(page, "wizard-missing-credentials");
  await go("/config/integrations/dashboard/add");
  await page.getByRole("heading", { name: "Add integration" }).waitFor();
  await picture(page, "picker");
  await tourOfCredentials(page, go);
  await tourOfCare(page, go, picture, provider);
  await tourOfApplications(page, go, picture, provider);
}

/** A provider in trouble, an account whose sign-in has ended, somebody else's sign-in, and the recovery. */
async function tourOfSignIns(page: Page, go: (path: string) => Promise<unknown>, provider: string): Promise<void> {
  const tell = (path: string, data = {}) => page.request.post(`${provider}/console/api/${path}`, { data });
  await tell("behaviour", { token_endpoint: "unavailable" });
  await page.getByRole("button", { name: "Refresh now" }).click();
  await page.getByText("The next try is at").waitFor();
  await picture(page, "entry-retrying");
  await tell("behaviour/reset");
  await page.getByRole("button", { name: "Refresh now" }).click();
  await page.getByText("The provider gave a new token").waitFor();
  await tell("refresh_tokens/revoke");
  await tell("access_tokens/expire");
  await page.reload();
  await page.getByText("The sign-in of Anna has ended").first().waitFor();
  await picture(page, "entry-sign-in-again");
  await go("/config/integrations/dashboard");
  await page.getByText("One account needs").waitFor();
  await picture(page, "dashboard-sign-in-again");
  const [popup] = await Promise.all([
    page.waitForEvent("popup"),
    page.getByRole("button", { name: "Sign in again: Anna (Demo Calendar)" }).click(),
  ]);
  await signInAtProvider(popup, "Ben");
  await page.getByText("You signed in as Ben").waitFor();
  await picture(page, "wizard-other-account");
  await page.getByLabel("Use Ben for this entry from now on").check();
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByRole("button", { name: "Finish" }).click();
  await page.getByText("Ben works again.").waitFor();
  await picture(page, "dashboard-recovered");
}

async function tourOfCredentials(page: Page, go: (path: string) => Promise<unknown>): Promise<void> {
  await go("/config/application_credentials");
  await page.getByRole("row", { name: "Demo Calendar" }).waitFor();
  for (const name of ["Family mail", "Club mail", "Old phone"]) {
    await addCredential(page, name);
    if (name === "Club mail") await picture(page, "add");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("does not accept this client ID").waitFor();
    if (name === "Club mail") await picture(page, "add-rejected");
    await page.getByRole("button", { name: "Save anyway" }).click();
    await page.getByText("Credential saved").waitFor();
    if (name === "Club mail") await picture(page, "add-saved");
    await page.getByRole("button", { name: "Close" }).last().click();
  }
  await picture(page, "list");
  await page.getByRole("button", { name: "Actions for Demo Calendar" }).click();
  await picture(page, "list-menu");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Actions for Family mail" }).click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  await picture(page, "edit");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Actions for Old phone" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await picture(page, "delete");
  await go("/config/application_credentials/activity");
  await page.getByText("Anna added Old phone").waitFor();
  await picture(page, "activity");
}

const data = mkdtempSync(join(tmpdir(), "application-credentials-screenshots-"));
scope.after(() => rmSync(data, { recursive: true, force: true }));
const shots = toReadme ? join(data, "shots") : folder;
mkdirSync(shots, { recursive: true });
mkdirSync(folder, { recursive: true });
try {
  const hub = await startHubProcess(scope, { data: join(data, "hub"), demo: true });
  const { page } = await openWindow(scope);
  await tour(hub.origin, page);
  if (toReadme) for (const name of IN_README) copyFileSync(join(shots, name), join(folder, name));
} finally {
  for (const close of closers) await close();
}
