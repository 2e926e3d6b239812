/** F52: the activity in the browser, on a running hub: what was done is there in words, found, filtered, and led to. */
import assert from "node:assert/strict";
import test from "node:test";
import { connectAccount, makeOwner, openWindow } from "../support/browser.ts";
import { startHubProcess } from "../support/hub-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const SECRET = "S3CRET-canary-e2e-52";

test("F52: from the menu to the activity, searched, filtered, followed, reloaded", { timeout: 120_000 }, async (t) => {
  const hub = await startHubProcess(t, { data: temporaryFolder(t), demo: true });
  const { page } = await openWindow(t);
  await makeOwner(page, hub.origin);
  await connectAccount(page, "Demo Calendar", "Ada");
  await page.goto(`${hub.origin}/config/application_credentials`);
  const line = (words: string) => page.getByRole("listitem").filter({ hasText: words });

  await t.test("a credential is made, and the menu leads to what was done", async () => {
    await page.getByRole("button", { name: "Add credential" }).click();
    await page.getByRole("combobox", { name: "Integration" }).fill("Demo Mail");
    await page.getByRole("option", { name: "Demo Mail" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("Family mail");
    await page.getByLabel("OAuth client ID").fill("family-id");
    await page.getByRole("textbox", { name: /OAuth client secret/ }).fill(SECRET);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("button", { name: "Save anyway" }).click();
    await page.getByText("Credential saved").waitFor();
    await page.getByRole("button", { name: "Close" }).last().click();
    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitem", { name: "Activity" }).click();
    await page.waitForURL("**/config/application_credentials/activity");
    await page.getByRole("heading", { name: "Activity" }).waitFor();
    await line("Anna added Family mail").getByText("from 127.0.0.1").waitFor();
    await line("Anna connected Ada").waitFor();
    await line("imported Demo Calendar").waitFor();
  });

  await t.test("it is searched and filtered, and says when nothing fits", async () => {
    await page.getByRole("searchbox", { name: "Search the activity" }).fill("family");
    await page.getByText("1 of ").waitFor();
    await page.getByRole("combobox", { name: "Result" }).selectOption({ label: "Failed" });
    await page.getByText("No line fits").waitFor();
    await page.getByRole("button", { name: "Show everything" }).click();
    await page.getByRole("combobox", { name: "About" }).selectOption({ label: "Accounts" });
    await line("Anna connected Ada").waitFor();
    assert.equal(await line("Family mail").count(), 0);
    await page.getByRole("combobox", { name: "About" }).selectOption({ label: "Everything" });
  });

  await t.test("what is done in another window appears by itself", async () => {
    const other = await page.context().newPage();
    await other.goto(`${hub.origin}/config/application_credentials`);
    await other.getByRole("button", { name: "Actions for Family mail" }).click();
    await other.getByRole("menuitem", { name: "Change secret…" }).click();
    await other.getByRole("textbox", { name: "New client secret" }).fill(`${SECRET}-2`);
    await other.getByRole("button", { name: "Use new secret" }).click();
    await other.getByRole("button", { name: "Use it anyway" }).click();
    await line("Anna changed the secret of Family mail").waitFor();
    await other.close();
  });

  await t.test("a line leads to its credential and its account, and a reload shows it again", async () => {
    await page.reload();
    await line("Anna added Family mail").getByRole("link", { name: "Family mail" }).click();
    await page.getByRole("heading", { name: "Edit Family mail" }).waitFor();
    assert.equal(new URL(page.url()).search, "");
    await page.getByRole("button", { name: "Close" }).last().click();
    await page.goto(`${hub.origin}/config/application_credentials/activity`);
    await line("Anna connected Ada").getByRole("link", { name: "Ada" }).click();
    await page.waitForURL("**/config/integrations/entry/**");
    await page.goto(`${hub.origin}/config/application_credentials/activity`);
    assert.ok(!(await page.content()).includes(SECRET));
    await page.getByRole("link", { name: "Back" }).click();
    await page.waitForURL("**/config/application_credentials");
  });
});
