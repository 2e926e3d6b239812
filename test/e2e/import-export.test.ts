/** A file of Home Assistant's, from the menu to the list, and the list as a file: in a browser, on a running hub. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import type { Page } from "playwright-core";
import { makeOwner, openWindow } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { startHubProcess } from "../support/hub-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const CANARY = "S3CRET-canary-of-a-file";
const item = (client_id: string, more: object = {}) => ({
  id: `demo_mail_${client_id}`,
  domain: "demo_mail",
  client_id,
  client_secret: `${CANARY}-${client_id}`,
  name: `Name ${client_id}`,
  ...more,
});

/** As Home Assistant's `Store` writes it. */
const storageOf = (items: object[]) =>
  JSON.stringify({ version: 1, minor_version: 1, key: "application_credentials", data: { items } }, undefined, 2);

const row = (page: Page, name: string) => page.getByRole("row", { name });

async function openFileMenu(page: Page, label: string): Promise<void> {
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: label }).click();
}

async function chooseFile(page: Page, path: string): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "Choose file" }).click(),
  ]);
  await chooser.setFiles(path);
}

test("a file of another installation is previewed, chosen from and taken in; the list is saved without secrets", {
  timeout: 180_000,
}, async (t) => {
  const folder = temporaryFolder(t);
  const hub = await startHubProcess(t, { data: join(folder, "data"), demo: true, env: { LOG_LEVEL: "debug" } });
  const { page } = await openWindow(t);
  const received: string[] = [];
  page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => received.push(String(payload))));
  await makeOwner(page, hub.origin);
  await page.goto(`${hub.origin}/config/application_credentials`);
  await page.getByRole("button", { name: "Add credential" }).first().waitFor();
  const file = join(folder, "application_credentials");

  await t.test("new ones are taken in", async () => {
    writeFileSync(file, storageOf([item("one"), item("two"), item("far", { domain: "spotify" })]));
    await openFileMenu(page, "Import from a file…");
    await chooseFile(page, file);
    await page.getByText("2 of 2 chosen").waitFor();
    await page.getByText("No integration spotify takes credentials here").waitFor();
    await page.getByRole("button", { name: "Import 2 credentials" }).click();
    await page.getByText("2 credentials were added.").waitFor();
    await page.getByRole("button", { name: "Close" }).last().click();
    await row(page, "Name one").getByText("Manual").waitFor();
    await row(page, "Name two").waitFor();
  });

  await t.test("again, with one changed: mine stays unless theirs is chosen", async () => {
    writeFileSync(file, storageOf([item("one"), item("two", { client_secret: `${CANARY}-other`, name: "Theirs" })]));
    await openFileMenu(page, "Import from a file…");
    await chooseFile(page, file);
    await page.getByText("0 of 1 chosen").waitFor();
    await page.getByText("Differs: secret, name. Yours stays.").waitFor();
    await page.getByRole("button", { name: /^Changed/ }).click();
    await page.getByRole("checkbox", { name: /Theirs/ }).check();
    await page.getByRole("button", { name: "Import 1 credential" }).click();
    await page.getByText("1 credential was replaced.").waitFor();
    await page.getByRole("button", { name: "Close" }).last().click();
    await row(page, "Theirs").waitFor();
  });

  await t.test("five thousand, with progress, in pieces", async () => {
    const many = Array.from({ length: 5_000 }, (_, index) => item(`many${index}`));
    writeFileSync(file, storageOf(many));
    await openFileMenu(page, "Import from a file…");
    await chooseFile(page, file);
    await page.getByText("5,000 of 5,000 chosen").waitFor({ timeout: 30_000 });
    await page.getByRole("button", { name: "Import 5,000 credentials" }).click();
    await page.getByText(/^Importing: [\d,]+ of 5,000$/).waitFor();
    await page.getByText("5,000 credentials were added.").waitFor({ timeout: 90_000 });
    await page.getByRole("button", { name: "Close" }).last().click();
    await page
      .getByText(/5,00\d of 5,00\d credentials|5,00\d credentials/)
      .first()
      .waitFor();
  });

  await t.test("what is not such a file is named", async () => {
    const wrong = join(folder, "core.config_entries");
    writeFileSync(wrong, JSON.stringify({ version: 1, key: "core.config_entries", data: { entries: [] } }));
    writeFileSync(file, storageOf([item("one")]).replace('"data"', "data"));
    await openFileMenu(page, "Import from a file…");
    await chooseFile(page, wrong);
    await page.getByText("core.config_entries is another file of that folder").waitFor();
    await chooseFile(page, file);
    await page.getByText("application_credentials is damaged: at line 5, column 3").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
  });

  await t.test("the list is saved without secrets, and recognised when it comes back", async () => {
    await openFileMenu(page, "Export list…");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Save file" }).click(),
    ]);
    const saved = join(folder, download.suggestedFilename());
    await download.saveAs(saved);
    const list = JSON.parse(readFileSync(saved, "utf8")) as { format: string; credentials: { name?: string }[] };
    assert.equal(list.format, "application_credentials/list");
    assert.equal(
      list.credentials.some(({ name }) => name === "Theirs"),
      true,
    );
    assert.doesNotMatch(readFileSync(saved, "utf8"), /S3CRET|client_secret/);
    await page.getByRole("button", { name: "Close" }).last().click();

    await openFileMenu(page, "Import from a file…");
    await chooseFile(page, saved);
    await page.getByText("is a list that was exported here. It holds no secrets").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
  });

  await t.test("S12, S13: no secret of the file came back, and none is in the log", async () => {
    await eventually("the page has received the list", () => received.length > 0);
    assert.equal(
      received.some((frame) => frame.includes(CANARY)),
      false,
    );
    assert.equal(hub.log().includes(CANARY), false);
    assert.equal((await page.content()).includes(CANARY), false);
  });
});
