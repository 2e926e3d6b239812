/** F4, F5: a secret is changed at the provider and here, in a real browser, on good days and bad ones. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import type { Page } from "playwright-core";
import { connectAccount, makeOwner, openWindow } from "../support/browser.ts";
import { type HubProcess, startHubProcess } from "../support/hub-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

interface ProviderClient {
  readonly client_id: string;
  readonly client_secret: string;
}

/** What a person does at the provider's console. */
async function atProvider<Result>(page: Page, provider: string, path: string, data: object = {}): Promise<Result> {
  const answer = await page.request.post(`${provider}/console/api/${path}`, { data });
  assert.ok(answer.ok(), `${path}: ${answer.status()}`);
  return (await answer.json()) as Result;
}

/** The provider's origin, as the instructions for Demo Mail name it. */
async function openConsoleLink(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Add credential" }).first().click();
  await page.getByRole("combobox", { name: "Integration" }).fill("Demo Mail");
  await page.getByRole("option", { name: "Demo Mail" }).click();
  const link = page.getByRole("link", { name: /console/i });
  return new URL((await link.getAttribute("href")) ?? "").origin;
}

async function addMail(page: Page, origin: string, client: ProviderClient): Promise<void> {
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Family mail");
  await page.getByLabel("OAuth client ID").fill(client.client_id);
  await page.getByRole("textbox", { name: /OAuth client secret/ }).fill(client.client_secret);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Credential saved").waitFor();
  await page.goto(`${origin}/config/integrations/dashboard`);
}

/** Without waiting for the check: the client was asked about less than a minute ago. `check.test.ts` waits. */
async function changeSecret(page: Page, secret: string): Promise<void> {
  await page.getByRole("button", { name: "Actions for Family mail" }).click();
  await page.getByRole("menuitem", { name: "Change secret…" }).click();
  await page.getByRole("textbox", { name: /New client secret/ }).fill(secret);
  await page.getByRole("button", { name: "Use new secret" }).click();
  await page.getByText(/It is asked again in \d+ seconds/).waitFor();
  await page.getByRole("button", { name: "Use it anyway" }).click();
  await page.getByText("Family mail has a new secret").waitFor();
}

const credentialsPage = (page: Page, { origin }: HubProcess) => page.goto(`${origin}/config/application_credentials`);

/** Opens the account's page, which fetches what it shows with a token that has to be refreshed first. */
async function useAccount(page: Page, { origin }: HubProcess, provider: string): Promise<void> {
  await atProvider(page, provider, "access_tokens/expire");
  await page.goto(`${origin}/config/integrations/dashboard`);
  await page.getByRole("link", { name: /Ada/ }).first().click();
  await page.getByText("Working").first().waitFor();
}

const onDisk = (folder: string, text: string) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .filter(({ name }) => readFileSync(join(folder, name)).includes(text));

test("F4: a mistyped secret is rejected and taken back; the right one works, over a kill, and the account goes on", {
  timeout: 180_000,
}, async (t) => {
  const data = temporaryFolder(t);
  let hub = await startHubProcess(t, { data, demo: true });
  const { page } = await openWindow(t);
  await makeOwner(page, hub.origin);
  await credentialsPage(page, hub);
  let provider = await openConsoleLink(page);
  const client = await atProvider<ProviderClient>(page, provider, "clients", { name: "Family mail" });
  await addMail(page, hub.origin, client);
  await connectAccount(page, "Demo Mail", "Ada");

  await t.test("mistyped: the account goes on with the old one, the page says what the provider said", async () => {
    await credentialsPage(page, hub);
    await changeSecret(page, "S3CRET-canary-mistyped");
    await useAccount(page, hub, provider);
    await credentialsPage(page, hub);
    await page.getByText("does not accept the new secret of Family mail").waitFor();
    await page.getByText(/Demo Mail answered “invalid_client/).waitFor();
    await page.getByRole("button", { name: "Go back to the old secret" }).click();
    await page.getByText("does not accept the new secret").waitFor({ state: "detached" });
    await useAccount(page, hub, provider);
  });

  await t.test(
    "the right one, with a kill in between: it works at its first use, and the old one is gone",
    async () => {
      await credentialsPage(page, hub);
      const renewed = await atProvider<ProviderClient>(page, provider, `clients/${client.client_id}/secret`);
      await changeSecret(page, renewed.client_secret);
      await hub.stop("SIGKILL");
      hub = await startHubProcess(t, { data, demo: true, port: Number(new URL(hub.origin).port) });
      await credentialsPage(page, hub);
      await page.getByText("Family mail has a new secret").waitFor();
      // Its port is another one after this start.
      provider = await openConsoleLink(page);
      await useAccount(page, hub, provider);
      await credentialsPage(page, hub);
      await page.getByText("The new secret of Family mail works").waitFor();
      for (const secret of [client.client_secret, renewed.client_secret, "S3CRET-canary-mistyped"]) {
        assert.deepEqual(onDisk(data, secret), []);
        assert.ok(!hub.log().includes(secret));
      }
    },
  );

  await t.test("F5: another client ID says how many accounts it concerns, and asks each to sign in again", async () => {
    const other = await atProvider<ProviderClient>(page, provider, "clients", { name: "Another" });
    await credentialsPage(page, hub);
    await page.getByRole("button", { name: "Actions for Family mail" }).click();
    await page.getByRole("menuitem", { name: "Edit" }).click();
    await page.getByLabel("OAuth client ID").fill(other.client_id);
    await page.getByText("1 account uses this credential").waitFor();
    await page.getByRole("textbox", { name: /OAuth client secret/ }).fill(other.client_secret);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.goto(`${hub.origin}/config/integrations/dashboard`);
    await page.getByRole("link", { name: /Ada/ }).first().click();
    await page
      .getByText(/client ID of its credential was changed/)
      .first()
      .waitFor();
    const again = page.getByRole("button", { name: "Sign in again" }).first();
    const [popup] = await Promise.all([page.waitForEvent("popup"), again.click()]);
    await popup.getByLabel("Your name").fill("Ada");
    await popup.getByRole("button", { name: "Continue" }).click();
    await popup.getByRole("button", { name: "Allow" }).click();
    await page.getByText("Signed in again").waitFor();
  });
});
