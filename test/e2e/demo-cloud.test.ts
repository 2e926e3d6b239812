/** F15: a hub whose own cloud offers a client beside people's own: as `npm start -- --demo-cloud` shows it. */
import assert from "node:assert/strict";
import test from "node:test";
import type { Page } from "playwright-core";
import { makeOwner, openWindow, openWizard, popupOf, signInAtProvider } from "../support/browser.ts";
import { startHubProcess } from "../support/hub-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const DASHBOARD = "/config/integrations/dashboard";

/** Asks the provider's console, as its page does. */
async function atConsole<Answer>(page: Page, provider: string, path: string, data: object): Promise<Answer> {
  const answer = await page.request.post(`${provider}/console/api/${path}`, { data });
  assert.equal(answer.ok(), true);
  return (await answer.json()) as Answer;
}

test("Demo Cloud: sign in with nothing set up, refresh, one's own by preference, and the cloud goes away", {
  timeout: 120_000,
}, async (t) => {
  const data = temporaryFolder(t);
  const hub = await startHubProcess(t, { data, demo: true, args: ["--demo-cloud"] });
  const { page } = await openWindow(t);
  let provider = "";

  await t.test("the wizard goes straight on, and says by what", async () => {
    await makeOwner(page, hub.origin);
    await openWizard(page, "Demo Mail");
    await page.getByText("Home signs you in through Demo Cloud. Nothing has to be set up at the provider.").waitFor();
    const popup = await popupOf(page, "Connect");
    provider = new URL(popup.url()).origin;
    await atConsole(page, provider, "behaviour", { access_token_seconds: 5 });
    await signInAtProvider(popup, "Anna");
    await page.getByText("Demo Mail is set up").waitFor();
    await page.getByRole("button", { name: "Show account" }).click();
  });

  await t.test("its messages are there after the token ended: it is refreshed through the cloud", async () => {
    await page.getByRole("listitem").first().waitFor();
    // Five seconds of life are fewer than the margin: each look refreshes first.
    await page.reload();
    await page.getByRole("listitem").first().waitFor();
    await page.getByText("Working").waitFor();
  });

  await t.test("a client ID of one's own by preference: taken in the wizard, and chosen then", async () => {
    const made = await atConsole<{ client_id: string; client_secret: string }>(page, provider, "clients", {
      name: "Mine",
    });
    await page.goto(`${hub.origin}${DASHBOARD}`);
    await openWizard(page, "Demo Mail");
    await page.getByRole("button", { name: "Use a client ID of my own instead" }).click();
    await page.getByText("You can connect Demo Mail without Demo Cloud").waitFor();
    await page.getByLabel("OAuth client ID").fill(made.client_id);
    await page.getByRole("textbox", { name: /OAuth client secret/ }).fill(made.client_secret);
    await page.getByRole("button", { name: "Save and continue" }).click();
    await page.getByText("How to sign in?").waitFor();
    assert.equal(await page.getByRole("radio").count(), 2);
    assert.equal(await page.getByRole("radio", { name: /^Demo Cloud Ready-made/ }).isChecked(), false);
    assert.equal(await page.getByRole("radio", { name: new RegExp(`^${made.client_id}`) }).isChecked(), true);
    await page.getByRole("button", { name: "Next" }).click();
    const popup = await popupOf(page, "Connect");
    await signInAtProvider(popup, "Ben");
    await page.getByText("Demo Mail is set up").waitFor();
    await page.getByRole("button", { name: "Finish" }).click();
  });

  await t.test("without the cloud the account says what happened, and signs in again with one's own", async () => {
    await hub.stop();
    await startHubProcess(t, { data, port: Number(new URL(hub.origin).port), demo: true });
    await page.goto(`${hub.origin}${DASHBOARD}`);
    await page.getByRole("link", { name: /Anna/ }).click();
    await page.getByText(/Demo Cloud, through which it was connected, is not offered by Home any more/).waitFor();
    const popup = await popupOf(page, "Sign in again");
    await signInAtProvider(popup, "Anna");
    await page.getByText("Signed in again").waitFor();
    await page.getByRole("button", { name: "Finish" }).click();
    await page.getByText("Working").waitFor();
  });
});
