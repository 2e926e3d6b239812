/** Home Assistant's own page and dialog, as they are where the plugin's page is not there. */
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { before, it } from "node:test";
import type { Page } from "playwright-core";
import { suiteScope } from "../support/suite-scope.ts";
import { ownersWindow, type Visitor } from "./support/browser.ts";
import type { Client } from "./support/client.ts";
import { PLUGIN_FOLDER, signedInEntry, writeCoreCredentials, writeEntries } from "./support/configuration.ts";
import { begunAgain, chooseIntegration, coreAddButton, deleteOnCorePage, fillCoreForm } from "./support/core-page.ts";
import { describeEach } from "./support/each-installation.ts";
import { HomeAssistant } from "./support/home-assistant.ts";

const IN_USE = {
  id: "acme_raw_club",
  domain: "acme_raw",
  client_id: "club-client",
  client_secret: "S3CRET-canary-club",
  name: "Club",
};

describeEach("Home Assistant's own page", (installation) => {
  const scope = suiteScope();
  let owner: Client;
  let visitor: Visitor;
  let page: Page;

  before(async () => {
    const server = await HomeAssistant.create(scope, installation);
    writeCoreCredentials(server.folder, [IN_USE]);
    writeEntries(server.folder, [signedInEntry("e1", "acme_raw", IN_USE.id)]);
    rmSync(server.path(`${PLUGIN_FOLDER}/frontend`), { recursive: true });
    await server.start();
    owner = await server.signIn();
    visitor = await ownersWindow(scope, server.origin);
    ({ page } = visitor);
  });

  const clientIds = async () => (await owner.call("application_credentials/list")).map(({ client_id }) => client_id);

  it("lists what the plugin keeps", async () => {
    await visitor.go("/config/application_credentials");
    await page.getByRole("row", { name: "Club club-client Acme Raw" }).waitFor();
    assert.equal(await page.locator("ac-home-assistant-page").count(), 0);
    assert.ok(visitor.sent.includes("application_credentials/list"));
  });

  it("adds one, which the plugin keeps", async () => {
    await begunAgain(page, async () => {
      await page.getByRole("button", { name: /^Add application credentials?$/i }).click();
      await chooseIntegration(page, "Acme Calendar");
      await fillCoreForm(page, ["Own", "own-client", "S3CRET-canary-own1"]);
    });
    await coreAddButton(page).click();
    await page.getByRole("row", { name: "Own own-client Acme Calendar" }).waitFor();
    assert.deepEqual(await clientIds(), ["club-client", "own-client"]);
  });

  it("deletes one", async () => {
    await deleteOnCorePage(page, "Own");
    await page.getByRole("row", { name: "Own" }).waitFor({ state: "detached" });
    assert.deepEqual(await clientIds(), ["club-client"]);
  });

  it("shows why one that is in use stays", async () => {
    await deleteOnCorePage(page, "Club");
    await page.getByText("Cannot delete credential in use by integration acme_raw").waitFor();
    assert.deepEqual(await clientIds(), ["club-client"]);
  });
});
