/** What an owner does in the first hour, as in the README: from the first page to a calendar, a mailbox, and a restart. */
import assert from "node:assert/strict";
import test from "node:test";
import type { Page } from "playwright-core";
import { connectAccount, makeOwner, openWindow, openWizard, popupOf, signInAtProvider } from "../support/browser.ts";
import { startHubProcess } from "../support/hub-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** The client that Demo Mail needs, made at the provider's console as its instructions say. */
async function makeClientAtConsole(page: Page): Promise<{ id: string; secret: string }> {
  const link = page.getByRole("link", { name: "the provider's console" });
  const [console_] = await Promise.all([page.waitForEvent("popup"), link.click()]);
  const answer = await console_.request.post(`${new URL(console_.url()).origin}/console/api/clients`, {
    data: { name: "My hub" },
  });
  const { client_id, client_secret } = await answer.json();
  await console_.close();
  return { id: client_id, secret: client_secret };
}

async function openCredentials(page: Page): Promise<void> {
  await page.getByRole("button", { name: "More options" }).click();
  await page.getByRole("menuitem", { name: "Application credentials" }).click();
  await page.waitForURL("**/config/application_credentials");
}

const row = (page: Page, name: string) => page.getByRole("row", { name });

async function rowMenu(page: Page, name: string, item: string): Promise<void> {
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

test("from the first page to a calendar, a mailbox and a restart", { timeout: 120_000 }, async (t) => {
  const data = temporaryFolder(t);
  const hub = await startHubProcess(t, { data, demo: true });
  const { page, context } = await openWindow(t);

  await t.test("a calendar is connected and shows its events", async () => {
    await makeOwner(page, hub.origin);
    await connectAccount(page, "Demo Calendar", "Anna");
    await page.getByRole("link", { name: /Anna/ }).click();
    await page.getByRole("heading", { name: "Next events" }).waitFor();
    assert.ok((await page.getByRole("listitem").count()) > 2);
    await page.goto(`${hub.origin}/config/integrations/dashboard`);
  });

  let client = { id: "", secret: "" };
  await t.test("a mailbox asks for credentials, and goes on by itself to Connect", async () => {
    await openWizard(page, "Demo Mail");
    await page.getByText("needs a client ID and a client secret from the provider").waitFor();
    await page.getByRole("button", { name: "Copy redirect URI" }).click();
    assert.equal(await page.evaluate("navigator.clipboard.readText()"), `${hub.origin}/oauth/callback`);
    client = await makeClientAtConsole(page);
    await page.getByRole("button", { name: "Save and continue" }).click();
    assert.equal(await page.getByText("Please fill this in.").first().isVisible(), true);
    await page.getByLabel("OAuth client ID").fill(client.id);
    await page.getByRole("textbox", { name: /OAuth client secret/ }).fill(client.secret);
    await page.getByRole("button", { name: "Save and continue" }).click();
    const popup = await popupOf(page, "Connect");
    await signInAtProvider(popup, "Anna");
    await page.getByText("Demo Mail is set up").waitFor();
    await page.getByRole("button", { name: "Finish" }).click();
  });

  await t.test("the list: who uses what, add, edit with a blank secret, delete", async () => {
    await openCredentials(page);
    await row(page, "Demo Calendar").getByText("Imported").waitFor();
    await row(page, client.id).getByText("Manual").waitFor();
    await row(page, client.id).getByRole("link", { name: "Anna" }).waitFor();

    await page.getByRole("button", { name: "Add credential" }).click();
    await page.getByRole("combobox", { name: "Integration" }).fill("Demo Mail");
    await page.getByRole("option", { name: "Demo Mail" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("Second");
    await page.getByLabel("OAuth client ID").fill("second-id");
    await page.getByRole("textbox", { name: /OAuth client secret/ }).fill("second-secret-0000");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText(/Demo Mail answered “invalid_client/).waitFor();
    await page.getByRole("button", { name: "Save anyway" }).click();
    await page.getByText("Credential saved").waitFor();
    await page.getByRole("button", { name: "Close" }).last().click();
    await row(page, "Second").getByText("Not used").first().waitFor();

    await rowMenu(page, "Second", "Edit");
    await page.getByRole("textbox", { name: "Name" }).fill("Spare");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await row(page, "Spare").waitFor();

    await rowMenu(page, "Spare", "Delete");
    await page.getByRole("button", { name: "Delete credential" }).click();
    await row(page, "Spare").waitFor({ state: "detached" });
  });

  await t.test("one in use can't be deleted, and the menu says why", async () => {
    await page.getByRole("button", { name: "Actions for Demo Calendar" }).click();
    const item = page.getByRole("menuitem", { name: /Delete/ });
    assert.equal(await item.getAttribute("aria-disabled"), "true");
    assert.match((await item.textContent()) ?? "", /In use by Anna/);
    await page.keyboard.press("Escape");
  });

  await t.test("stopped and started again, all is as it was", async () => {
    const { port } = new URL(hub.origin);
    assert.equal(await hub.stop(), 0);
    await page.getByText("Connection lost").waitFor();
    await startHubProcess(t, { data, demo: true, port: Number(port) });
    await page.getByText("Connection lost").waitFor({ state: "detached", timeout: 30_000 });
    await page.reload();
    await row(page, client.id).getByRole("link", { name: "Anna" }).waitFor();
    await page.goto(`${hub.origin}/config/integrations/dashboard`);
    await page.getByText("Working").nth(1).waitFor();
    assert.equal(
      (await context.cookies()).some(({ value }) => value.includes(client.secret)),
      false,
    );
  });
});
