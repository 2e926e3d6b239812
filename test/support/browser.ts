import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { findChromium } from "../../scripts/find-chromium.ts";

/** A browser with cookies of its own, and the page that the person looks at. */
export interface Window {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What went wrong in any page: script errors, and what the content security policy refused. */
  readonly problems: string[];
}

export async function openWindow(
  t: Pick<TestContext, "after">,
  options: { width?: number; dark?: boolean } = {},
): Promise<Window> {
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({ executablePath: await findChromium(), args });
  t.after(() => browser.close());
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: 800 },
    colorScheme: options.dark ? "dark" : "light",
    locale: "en-GB",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  context.setDefaultTimeout(10_000);
  const problems: string[] = [];
  context.on("weberror", (error) => problems.push(error.error().message));
  context.on("console", (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) problems.push(message.text());
  });
  t.after(() => assert.deepEqual(problems, []));
  return { context, page: await context.newPage(), problems };
}

/** Makes the owner's account, as a person does on the first page. */
export async function makeOwner(page: Page, origin: string): Promise<void> {
  await page.goto(origin);
  await page.getByLabel("Your name").fill("Anna");
  await page.getByLabel("Username").fill("anna");
  await page.getByRole("textbox", { name: /^Password/ }).fill("correct horse");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL("**/config/integrations/dashboard");
}

/** Signs in with the account that `signInAsOwner` of hub-client.ts made. */
export async function logInAsOwner(page: Page, origin: string): Promise<void> {
  await page.goto(origin);
  await page.getByLabel("Username").fill("owner");
  await page.getByRole("textbox", { name: /^Password/ }).fill("correct horse");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/config/integrations/dashboard");
}

/** What the person does in the provider's window. */
export async function signInAtProvider(popup: Page, name: string, decision: "Allow" | "Deny" = "Allow"): Promise<void> {
  await popup.getByLabel("Your name").fill(name);
  await popup.getByRole("button", { name: "Continue" }).click();
  await popup.getByRole("button", { name: decision }).click();
}

/** Opens the wizard of an integration: from the dashboard's suggestions, or, once one is connected, by "Add integration". */
export async function openWizard(page: Page, integration: string): Promise<void> {
  await page
    .getByText("Ready to add")
    .or(page.getByText("Connected", { exact: true }))
    .first()
    .waitFor();
  if ((await page.getByRole("link", { name: integration }).count()) === 0) {
    await page.getByRole("button", { name: "Add integration" }).click();
  }
  await page
    .getByRole("link", { name: integration })
    .or(page.getByRole("button", { name: integration }))
    .first()
    .click();
}

/** Presses a button and gives the window that it opens. */
export async function popupOf(page: Page, button: string): Promise<Page> {
  const [popup] = await Promise.all([page.waitForEvent("popup"), page.getByRole("button", { name: button }).click()]);
  return popup;
}

/** From the dashboard to a connected account. */
export async function connectAccount(page: Page, integration: string, name: string): Promise<void> {
  await openWizard(page, integration);
  const popup = await popupOf(page, "Connect");
  await signInAtProvider(popup, name);
  await page.getByText(`${integration} is set up`).waitFor();
  if (!popup.isClosed()) await popup.waitForEvent("close");
  await page.getByRole("button", { name: "Finish" }).click();
}
