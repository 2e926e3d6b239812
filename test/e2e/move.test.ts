/** F9 in Chromium against the demo's oidc-provider: an account goes to another credential, at once or by a sign-in. */
import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import type { Page } from "playwright-core";
import { connectAccount, makeOwner, openWindow, popupOf, signInAtProvider } from "../support/browser.ts";
import { startHubProcess } from "../support/hub-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

interface Client {
  readonly client_id: string;
  readonly client_secret: string;
}

/** A client of the demo's provider, made at its console. */
async function makeClient(page: Page, consoleUrl: string): Promise<Client> {
  const made = await page.request.post(`${new URL(consoleUrl).origin}/console/api/clients`, { data: { name: "Hub" } });
  return made.json();
}

async function addCredential(page: Page, name: string, { client_id, client_secret }: Client): Promise<void> {
  await page.getByRole("button", { name: "Add credential" }).first().click();
  await page.getByRole("combobox", { name: "Integration" }).fill("Demo Mail");
  await page.getByRole("option", { name: "Demo Mail" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByLabel("OAuth client ID").fill(client_id);
  await page.getByRole("textbox", { name: /OAuth client secret/ }).fill(client_secret);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Credential saved").waitFor();
  await page.getByRole("button", { name: "Close" }).last().click();
}

async function move(page: Page, from: string, to: string): Promise<void> {
  await page.getByRole("button", { name: `Actions for ${from}` }).click();
  await page.getByRole("menuitem", { name: "Move entries…" }).click();
  await page.getByRole("combobox", { name: "Move to" }).fill(to);
  await page.getByRole("option", { name: to }).click();
}

const row = (page: Page, name: string) => page.getByRole("row", { name });
const usedBy = (page: Page, name: string) => row(page, name).getByRole("link", { name: "Anna" });

/** An account on the credential "First" of Demo Mail, and the page of credentials. */
async function start(t: TestContext) {
  const data = temporaryFolder(t);
  const hub = await startHubProcess(t, { data, demo: true });
  const { page } = await openWindow(t);
  await makeOwner(page, hub.origin);
  const credentials = `${hub.origin}/config/application_credentials`;
  await page.goto(`${hub.origin}/config/integrations/dashboard/add?domain=demo_mail`);
  const console_ = await page.getByRole("link", { name: "the provider's console" }).getAttribute("href");
  const [first, second] = [await makeClient(page, console_ ?? ""), await makeClient(page, console_ ?? "")];
  await page.goto(credentials);
  await addCredential(page, "First", first);
  await page.goto(`${hub.origin}/config/integrations/dashboard`);
  await connectAccount(page, "Demo Mail", "Anna");
  await page.goto(credentials);
  await addCredential(page, "Twin", first);
  await addCredential(page, "Second", second);
  return { hub: { ...hub, data }, page, credentials };
}

test("F9: the same client ID at once, another one when its person has signed in", { timeout: 120_000 }, async (t) => {
  const { hub, page, credentials } = await start(t);

  await t.test("to the twin it goes at once, and its page goes on", async () => {
    await move(page, "First", "Twin");
    await page.getByText("It switches at once").waitFor();
    await page.getByRole("button", { name: "Move 1 account" }).click();
    await page.getByText("1 account uses “Twin” now:").waitFor();
    await page.getByRole("button", { name: "Close" }).last().click();
    await usedBy(page, "Twin").waitFor();
    await row(page, "First").getByText("Not used").first().waitFor();
  });

  await t.test("to another client it waits, and the old tokens go on working", async () => {
    await move(page, "Twin", "Second");
    await page.getByText("somebody has to sign in to this account again").waitFor();
    await page.getByRole("button", { name: "Move 1 account" }).click();
    await page.getByText("1 account waits for a sign-in with “Second”").waitFor();
    await page.getByRole("link", { name: "Sign in again: Anna" }).click();
    await page.getByText("so that it uses the credential “Second”").waitFor();
    await page.getByRole("heading", { name: "Latest" }).waitFor();
    assert.ok((await page.getByRole("listitem").count()) > 0, "its messages are there, by the old tokens");
    await page.goto(credentials);
    await usedBy(page, "Twin").waitFor();
    await usedBy(page, "Second").waitFor();
    for (const name of ["Twin", "Second"]) {
      await page.getByRole("button", { name: `Actions for ${name}` }).click();
      const item = page.getByRole("menuitem", { name: /Delete/ });
      assert.equal(await item.getAttribute("aria-disabled"), "true", name);
      await page.keyboard.press("Escape");
    }
  });

  await t.test("killed and started again, it still waits", async () => {
    const { port } = new URL(hub.origin);
    await hub.stop("SIGKILL");
    await startHubProcess(t, { data: hub.data, demo: true, port: Number(port) });
    await page.goto(credentials);
    await usedBy(page, "Twin").waitFor();
    await usedBy(page, "Second").waitFor();
  });

  await t.test("signed in again, it uses the other one, and the old one can go", async () => {
    await usedBy(page, "Second").click();
    await page.getByText("so that it uses the credential “Second”").waitFor();
    const popup = await popupOf(page, "Sign in again");
    await signInAtProvider(popup, "Anna");
    await page.getByText("Signed in again").waitFor();
    await page.goto(credentials);
    await usedBy(page, "Second").waitFor();
    await row(page, "Twin").getByText("Not used").first().waitFor();
    await page.getByRole("button", { name: "Actions for Twin" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await page.getByRole("button", { name: "Delete credential" }).click();
    await row(page, "Twin").waitFor({ state: "detached" });
    await usedBy(page, "Second").click();
    await page.getByText("Working").waitFor();
  });
});
