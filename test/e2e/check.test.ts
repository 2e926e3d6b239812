/** `application_credentials/check` in a real browser: before saving, from the row, and with a provider that fails. */
import assert from "node:assert/strict";
import test from "node:test";
import type { Page } from "playwright-core";
import { makeOwner, openWindow } from "../support/browser.ts";
import { startHubProcess } from "../support/hub-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const WRONG = "S3CRET-canary-wrong-0000";

const outcome = (page: Page, text: string | RegExp) => page.getByRole("status").getByText(text).first().waitFor();
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

async function openAdd(page: Page): Promise<string> {
  await button(page, "Add credential").first().click();
  await page.getByRole("combobox", { name: "Integration" }).fill("Demo Mail");
  await page.getByRole("option", { name: "Demo Mail" }).click();
  const link = page.getByRole("link", { name: /console/i });
  return new URL((await link.getAttribute("href")) ?? "").origin;
}

async function fill(page: Page, name: string, id: string, secret: string): Promise<void> {
  await page.getByRole("textbox", { name: "Name", exact: true }).fill(name);
  await page.getByLabel("OAuth client ID").fill(id);
  await page.getByRole("textbox", { name: /OAuth client secret/ }).fill(secret);
}

async function chooseInMenu(page: Page, name: string, item: string): Promise<void> {
  await button(page, `Actions for ${name}`).click();
  await page.getByRole("menuitem", { name: item }).click();
}

test("a client is checked before it is saved and from its row, whatever its provider answers", {
  timeout: 180_000,
}, async (t) => {
  const hub = await startHubProcess(t, { data: temporaryFolder(t), demo: true, env: { LOG_LEVEL: "debug" } });
  const { page } = await openWindow(t);
  await makeOwner(page, hub.origin);
  const list = () => page.goto(`${hub.origin}/config/application_credentials`);
  await list();
  const provider = await openAdd(page);
  const atProvider = async (path: string, data: object = {}) =>
    (await page.request.post(`${provider}/console/api/${path}`, { data })).json();
  const newClient = (name: string) => atProvider("clients", { name });

  await t.test("the right one is saved at once", async () => {
    const client = await newClient("Right");
    await fill(page, "Right", client.client_id, client.client_secret);
    await button(page, "Save").click();
    await page.getByText("Credential saved").waitFor();
    await outcome(page, "The provider knows this client ID and secret.");
    await button(page, "Close").last().click();
  });

  await t.test(
    "a wrong secret is rejected; corrected within the minute it waits, counts down and saves by itself",
    async () => {
      const client = await newClient("Corrected");
      await openAdd(page);
      await fill(page, "Corrected", client.client_id, WRONG);
      await button(page, "Save").click();
      await outcome(page, /Demo Mail answered “invalid_client/);
      await page.getByRole("textbox", { name: /OAuth client secret/ }).fill(client.client_secret);
      await button(page, "Save").click();
      await outcome(page, /It is asked again in \d+ seconds/);
      await page.getByText("Credential saved").waitFor({ timeout: 75_000 });
      await outcome(page, "The provider knows this client ID and secret.");
      await button(page, "Close").last().click();
    },
  );

  await t.test("a provider that is down: unknown, with what came, and saved anyway", async () => {
    const client = await newClient("Down");
    await atProvider("behaviour", { token_endpoint: "unavailable" });
    await openAdd(page);
    await fill(page, "Down", client.client_id, client.client_secret);
    await button(page, "Save").click();
    await outcome(page, /Demo Mail answered with the HTTP status 503/);
    await button(page, "Save anyway").click();
    await page.getByText("Credential saved").waitFor();
    await button(page, "Close").last().click();
    await atProvider("behaviour/reset");
  });

  await t.test(
    "from the row: accepted; and after the provider gave the client another secret, rejected and changed",
    async () => {
      const client = await newClient("From the row");
      await openAdd(page);
      await fill(page, "From the row", client.client_id, client.client_secret);
      await button(page, "Save").click();
      await page.getByText("Credential saved").waitFor();
      await button(page, "Close").last().click();
      await chooseInMenu(page, "From the row", "Check");
      await outcome(page, "The provider knows this client ID and secret.");
      await button(page, "Close").last().click();

      const other = await newClient("Stale");
      await atProvider(`clients/${other.client_id}/secret`);
      await openAdd(page);
      await fill(page, "Stale", other.client_id, other.client_secret);
      await button(page, "Save").click();
      await outcome(page, /invalid_client/);
      await button(page, "Save anyway").click();
      await page.getByText("Credential saved").waitFor();
      await button(page, "Close").last().click();
      await chooseInMenu(page, "Stale", "Check");
      await outcome(page, /Demo Mail answered “invalid_client/);
      await button(page, "Change secret…").click();
      await page.getByText("Change the secret of Stale").waitFor();
    },
  );

  assert.ok(!hub.log().includes(WRONG));
});
