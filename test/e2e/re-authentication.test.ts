/**
 * An account whose sign-in has ended at its provider: seen on every page, mended with one click and the provider's
 * window, in the same entry; somebody else's sign-in is noticed and asked about.
 */
import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import type { Page } from "playwright-core";
import { connectAccount, makeOwner, openWindow, popupOf, signInAtProvider } from "../support/browser.ts";
import { startHubProcess } from "../support/hub-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

interface Scene {
  readonly page: Page;
  /** Ends Anna's sign-in at the provider, and has the hub notice it. */
  reject(): Promise<void>;
  dashboard(): Promise<unknown>;
  restart(): Promise<void>;
}

/** A hub with Anna's calendar. */
async function start(t: TestContext, width = 1_280): Promise<Scene> {
  const data = temporaryFolder(t);
  let hub = await startHubProcess(t, { data, demo: true });
  const { page } = await openWindow(t, { width });
  await makeOwner(page, hub.origin);
  // A provider that is started again listens elsewhere; its window shows where.
  let provider = "";
  page.context().on("request", (request) => {
    const { pathname, origin } = new URL(request.url());
    if (pathname === "/auth") provider = origin;
  });
  await connectAccount(page, "Demo Calendar", "Anna");
  const tell = (path: string) => page.request.post(`${provider}/console/api/${path}`, { data: {} });
  const dashboard = () => page.goto(`${hub.origin}/config/integrations/dashboard`);
  return {
    page,
    dashboard,
    async reject() {
      await tell("refresh_tokens/revoke");
      await tell("access_tokens/expire");
      await dashboard();
      await page.getByRole("link", { name: /Anna/ }).click();
      await page.getByText("The sign-in of Anna has ended").first().waitFor();
    },
    async restart() {
      const { port } = new URL(hub.origin);
      await hub.stop("SIGKILL");
      hub = await startHubProcess(t, { data, demo: true, port: Number(port) });
    },
  };
}

const entriesOf = (page: Page) => page.getByRole("link", { name: /Anna|Ben/ });

test("the card, the page above it and the entry say so; one click opens the provider; the same entry works again", {
  timeout: 120_000,
}, async (t) => {
  const { page, reject, dashboard } = await start(t);
  await reject();
  const entry = page.url();
  await dashboard();
  await page.getByText("One account needs somebody to sign in again.").waitFor();
  await page.getByRole("button", { name: "Sign in again: Anna (Demo Calendar)" }).waitFor();
  await page.getByText("Sign-in needed").waitFor();
  const [popup] = await Promise.all([
    page.waitForEvent("popup"),
    page.getByRole("button", { name: "Sign in again", exact: true }).click(),
  ]);
  await signInAtProvider(popup, "Anna");
  await page.getByText("Signed in again").waitFor();
  await page.getByRole("button", { name: "Finish" }).click();
  await page.getByText("Anna works again.").waitFor();
  await page.getByText("One account needs").waitFor({ state: "detached" });
  assert.equal(await entriesOf(page).count(), 1);
  await page.goto(entry);
  await page.getByRole("heading", { name: "Next events" }).waitFor();
});

test("another account: nothing changes before somebody decides, across a kill; then the entry is theirs", {
  timeout: 120_000,
}, async (t) => {
  const { page, reject, dashboard, restart } = await start(t);
  await reject();

  await t.test("noticed, and asked about with both names", async () => {
    const popup = await popupOf(page, "Sign in again");
    await popup.getByLabel("Your name").fill("Ben");
    await popup.getByRole("button", { name: "Continue" }).click();
    await popup.getByRole("button", { name: "Allow" }).click();
    await page.getByText("You signed in as Ben, but this entry is Anna’s. Nothing was changed yet.").waitFor();
    await page.getByRole("button", { name: "Close" }).last().click();
    await page.getByText("The sign-in of Anna has ended").first().waitFor();
  });

  await t.test("a killed hub still asks", async () => {
    await restart();
    await page.reload();
    await page.getByRole("button", { name: "Sign in again" }).click();
    await page.getByText("You signed in as Ben").waitFor();
  });

  await t.test("signing in again as Anna drops Ben's, and Anna goes on", async () => {
    await page.getByLabel("Sign in again, as Anna").check();
    await page.getByRole("button", { name: "Next" }).click();
    const popup = await popupOf(page, "Connect");
    await signInAtProvider(popup, "Anna");
    await page.getByText("Signed in again").waitFor();
    await page.getByRole("button", { name: "Finish" }).click();
    await page.getByText("Anna works again.").waitFor();
  });

  await t.test("or the entry is Ben's from now on", async () => {
    await reject();
    const popup = await popupOf(page, "Sign in again");
    await signInAtProvider(popup, "Ben");
    await page.getByLabel("Use Ben for this entry from now on").check();
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByText("Signed in again").waitFor();
    await page.getByRole("button", { name: "Finish" }).click();
    await page.getByText("Ben works again.").waitFor();
    await page.getByRole("heading", { name: "Ben" }).waitFor();
    await page.getByRole("heading", { name: "Next events" }).waitFor();
    await dashboard();
    await entriesOf(page).first().waitFor();
    assert.equal(await entriesOf(page).count(), 1);
  });
});

test("on a phone's width", { timeout: 60_000 }, async (t) => {
  const { page, reject, dashboard } = await start(t, 390);
  await reject();
  await dashboard();
  const button = page.getByRole("button", { name: "Sign in again: Anna (Demo Calendar)" });
  await button.waitFor();
  const [popup] = await Promise.all([page.waitForEvent("popup"), button.click()]);
  await signInAtProvider(popup, "Anna");
  await page.getByText("Anna works again.").waitFor();
});
