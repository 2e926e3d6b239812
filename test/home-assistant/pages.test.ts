/** The plugin's page in running Home Assistants, as a person with a browser has it. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { before, it } from "node:test";
import type { Page } from "playwright-core";
import { eventually } from "../support/eventually.ts";
import { startProvider, type TestProvider } from "../support/oidc-provider.ts";
import { suiteScope } from "../support/suite-scope.ts";
import { anotherWindow, ownersWindow, useLanguage, type Visitor } from "./support/browser.ts";
import type { Client } from "./support/client.ts";
import { PLUGIN_FOLDER } from "./support/configuration.ts";
import { GUEST, signInAsGuest } from "./support/contract.ts";
import { begunAgain, coreAddButton, fillCoreForm, signInInPopup } from "./support/core-page.ts";
import {
  chooseInHeadMenu,
  chooseInRowMenu,
  dialogOf,
  fillForm,
  listed,
  openAddDialog,
  openOverflowMenu,
  openRowMenu,
  PAGE,
  PANEL,
  pageElement,
  rowOf,
} from "./support/credentials-page.ts";
import { describeEach } from "./support/each-installation.ts";
import type { Entry } from "./support/flows.ts";
import type { HomeAssistant } from "./support/home-assistant.ts";
import { expectAccessible, expectToFit, expectWholeTexts, picture, settled, show } from "./support/page-checks.ts";
import { pageHome, SHARED, SPARE } from "./support/page-home.ts";

const CORE_FILE = ".storage/application_credentials";
const OURS = ".content, ac-menu, ac-dialog[open]";

describeEach("page", (installation) => {
  const scope = suiteScope();
  let server: HomeAssistant;
  let provider: TestProvider;
  let owner: Client;
  let visitor: Visitor;
  let page: Page;

  const start = () => server.start({ environment: { ACME_PROVIDER: provider.endpoints.issuer ?? "" } });
  const shoot = (name: string) => picture(page, installation.version, name);
  const reads = (visited: Visitor) => visited.sent.filter((type) => type === "application_credentials/list").length;
  const button = (name: string | RegExp) => page.getByRole("button", { name, exact: true });
  async function open(path = PAGE): Promise<void> {
    await visitor.go(path);
    await listed(page, "Club");
  }

  before(async () => {
    server = await pageHome(scope, installation);
    provider = await startProvider(scope, `${server.origin}/auth/external/callback`);
    await start();
    owner = await server.signIn();
    visitor = await ownersWindow(scope, server.origin);
    ({ page } = visitor);
  });

  it("Home Assistant's own menu leads to it, in the frame, and the original loads nothing", async () => {
    await visitor.go("/config/integrations/dashboard");
    await (await openOverflowMenu(page)).click();
    await listed(page, "Club");
    const frame = pageElement(page).locator("hass-tabs-subpage");
    for (const tab of ["Integrations", "Devices", "Entities"])
      await frame.getByRole("link", { name: tab, exact: true }).waitFor();
    await page.goBack();
    await page.waitForURL("**/config/integrations/dashboard");
    await page.goForward();
    await listed(page, "Club");
    await page.reload();
    await listed(page, "Club");
    assert.equal(await pageElement(page).count(), 1);
    assert.equal(page.url(), server.origin + PAGE);
    await frame.getByRole("link", { name: "Back" }).click();
    await page.waitForURL(({ pathname }) => pathname !== PAGE);
    assert.equal(reads(visitor), 0);
  });

  it("names integration, accounts and source; what is in use can't be deleted", async () => {
    await open();
    for (const part of ["Acme Raw", "club-client", "2 accounts", "Imported"])
      await rowOf(page, "Club").getByText(part, { exact: true }).waitFor();
    for (const part of ["Electric Kiwi", "spare-client", "Not used", "Manual"])
      await rowOf(page, "Spare").getByText(part, { exact: true }).first().waitFor();
    await shoot("list");
    await openRowMenu(page, "Club");
    const remove = page.getByRole("menuitem", { name: "Delete" });
    assert.equal(await remove.getAttribute("aria-disabled"), "true");
    await remove.getByText("In use by Anna, Ben").waitFor();
    const move = page.getByRole("menuitem", { name: "Move entries…" });
    assert.equal(await move.getAttribute("aria-disabled"), null);
    await shoot("row-menu");
    await page.keyboard.press("Escape");
  });

  it("a credential is added, changed without its secret, and deleted", async () => {
    const dialog = await openAddDialog(page, "Acme Calendar");
    await dialog.getByText(`${server.origin}/auth/external/callback`, { exact: true }).waitFor();
    await fillForm(page, { name: "Family", clientId: "family-client", secret: "S3CRET-canary-fam1" });
    await expectAccessible(page, OURS);
    await shoot("add");
    await button("Save").click();
    await page.getByText(/Acme Calendar answered “invalid_client/).waitFor();
    await shoot("rejected");
    await button("Save anyway").click();
    await page.getByText("Credential saved").waitFor();
    await shoot("added");
    await button("Close").last().click();
    await rowOf(page, "Family").getByText("Acme Calendar").waitFor();
    await chooseInRowMenu(page, "Family", "Edit");
    await fillForm(page, { name: "Choir" });
    await shoot("edit");
    await button("Save").click();
    await listed(page, "Choir");
    const changed = (await owner.call("application_credentials/list")).find(({ name }) => name === "Choir");
    assert.deepEqual([changed?.client_id, changed?.client_secret_hint], ["family-client", "fam1"]);
    await chooseInRowMenu(page, "Choir", "Delete");
    await dialogOf(page, "Delete Choir?").waitFor();
    await expectAccessible(page, OURS);
    await shoot("delete");
    await button("Delete credential").click();
    await rowOf(page, "Choir").waitFor({ state: "detached" });
  });

  it("a flow that lacks a credential takes it in Home Assistant's own dialog, and goes on to the account", async () => {
    const { client_id, client_secret } = provider.client;
    await begunAgain(page, async () => {
      await visitor.go("/config/integrations/dashboard/add?domain=acme_calendar");
      await page.getByText("Do you want to set up Acme Calendar?").waitFor();
      await button("OK").click();
      await fillCoreForm(page, ["Calendar", client_id, client_secret]);
    });
    const [popup] = await Promise.all([page.waitForEvent("popup"), coreAddButton(page).click()]);
    await page.getByRole("link", { name: "Open website" }).waitFor();
    await signInInPopup(popup, "anna");
    await page.getByText("Created configuration for Acme Calendar.").waitFor();
    await button("Finish").click();
    const isSetUp = ({ title, state }: Entry) => title === "Acme of anna" && state === "loaded";
    await eventually("the account", async () => (await owner.call<Entry[]>("config_entries/get")).some(isSetUp));
    await open();
    await rowOf(page, "Calendar").getByRole("link", { name: "Acme of anna" }).click();
    await page.waitForURL("**/config/integrations/integration/acme_calendar");
  });

  it("it fits and is accessible, wide and narrow, light and dark", async () => {
    await open();
    for (const scheme of ["light", "dark"] as const) {
      for (const width of [1280, 390]) {
        await show(page, width, scheme);
        await expectToFit(page);
        await expectAccessible(page, OURS);
      }
    }
    await chooseInHeadMenu(page, /Hand back/);
    await dialogOf(page, "Hand back to Home Assistant?").waitFor();
    await expectToFit(page, "ac-dialog[open]");
    await expectAccessible(page, OURS);
    await button("Cancel").click();
    await show(page, 1280, "light");
  });

  it("a person who reads German has it in German", async (t) => {
    t.after(() => useLanguage(owner, "en"));
    await useLanguage(owner, "de");
    await open();
    for (const words of ["Anwendungs-Anmeldedaten", "3 von 3 Einträgen", "2 Konten", "Anmeldedaten darin: 2."])
      await page.getByText(words).first().waitFor();
    await expectWholeTexts(page);
    await page.getByRole("checkbox", { name: "Spare auswählen" }).click();
    await page.getByText("1 ausgewählt").waitFor();
    await page.getByRole("checkbox", { name: "Spare auswählen" }).click();
    await shoot("german");
    await button("Aktionen für Club").click();
    await page.getByRole("menuitem", { name: "Bearbeiten" }).click();
    await page.getByRole("textbox", { name: "OAuth-Client-ID" }).fill("another");
    await page.getByText("2 Konten verwenden").waitFor();
    await expectWholeTexts(page);
    await page.keyboard.press("Escape");
    await button("Verwerfen").click();
    for (const command of [/zurückgeben/, /Klartext-Kopie/]) {
      await button("Mehr").click();
      await page.getByRole("menuitem", { name: command }).click();
      await dialogOf(page, command).waitFor();
      await expectWholeTexts(page);
      await button("Abbrechen").click();
    }
  });

  it("the panel shows the same below a head of its own", async () => {
    await open(PANEL);
    await expectAccessible(page, OURS);
    await shoot("panel");
    await show(page, 390, "light");
    await expectToFit(page);
    await button("Show sidebar").click();
    await page.getByText("Olivia Owner").first().waitFor();
    await open(PANEL);
    await show(page, 1280, "light");
    await page.getByRole("link", { name: "Back to devices and services" }).click();
    await page.waitForURL("**/config/integrations/dashboard");
  });

  it("where Home Assistant's page is not one that is known, its address leads to the panel", async () => {
    const other = await anotherWindow(visitor, server.origin);
    await other.context.route(/frontend_latest\/.*\.js/, async (route) => {
      const response = await route.fetch();
      const renamed = (await response.text()).replaceAll("ha-config-application-credentials", "ha-config-renamed");
      await route.fulfill({ response, body: renamed });
    });
    await other.page.clock.install();
    await other.go(PAGE);
    await other.page.locator("ha-config-renamed").waitFor();
    // Home Assistant may still write its list's order into the address, which begins the wait anew.
    await eventually("the panel's address", async () => {
      await other.page.clock.fastForward(20_000);
      return new URL(other.page.url()).pathname === PANEL;
    });
    await listed(other.page, "Club");
    assert.ok(other.complaints.some((words) => words.includes("has no ha-config-application-credentials")));
    await other.context.unrouteAll({ behavior: "ignoreErrors" });
    await other.context.close();
  });

  it("credentials are handed back, and taken back, by its dialogs", async () => {
    const inFile = () => (JSON.parse(server.read(CORE_FILE)).data.items as { client_id: string }[]).length;
    await open();
    assert.equal(inFile(), 2);
    await chooseInHeadMenu(page, /Hand back/);
    await dialogOf(page, "Hand back to Home Assistant?").waitFor();
    await shoot("hand-back");
    await button("Hand back").click();
    await page.getByRole("heading", { name: "Handed back" }).waitFor();
    await shoot("handed-back");
    assert.equal(inFile(), 3);
    await button("Close").last().click();
    await page.getByText("The credentials were handed back").waitFor();
    await shoot("notice-handed-back");
    await chooseInHeadMenu(page, /Remove the plain-text copy/);
    await dialogOf(page, "Remove the plain-text copy?").waitFor();
    await expectAccessible(page, OURS);
    await shoot("remove-plain-text");
    await button("Remove").click();
    await page.getByRole("heading", { name: "Removed" }).waitFor();
    assert.equal(server.has(CORE_FILE), false);
    await button("Close").last().click();
    await page.getByText("The credentials were handed back").waitFor({ state: "detached" });
    await settled(page);
  });

  it("says that the plugin's process was killed, until it is back", async () => {
    const notice = page.getByText("The process that keeps the credentials has ended.");
    const { pid } = await server.backend();
    const shown = notice.waitFor();
    process.kill(pid, "SIGKILL");
    await shown;
    // Then it starts, which takes its time.
    await notice.waitFor({ state: "detached" });
    await eventually("the list can be changed again", () => button("Add credential").isEnabled());
  });

  it("S12: the diagnostics name no client ID and no secret", async () => {
    const download = page.waitForEvent("download");
    await chooseInHeadMenu(page, /Download diagnostics/);
    const text = readFileSync(await (await download).path(), "utf8");
    assert.match(text, /"page"/);
    for (const { client_id, client_secret } of [SHARED, SPARE, { ...provider.client, client_id: `"hub"` }])
      for (const word of [client_id, client_secret]) assert.ok(!text.includes(word), word);
  });

  it("a user who is no administrator gets to none of it", async () => {
    (await signInAsGuest(server.origin, owner)).close();
    const guest = await anotherWindow(visitor, server.origin, GUEST);
    for (const path of [PAGE, PANEL]) {
      await guest.go(path);
      await guest.page.waitForURL((url) => url.pathname !== path);
      await guest.page.getByText(GUEST.name).first().waitFor();
      assert.equal(await pageElement(guest.page).count(), 0);
    }
    assert.deepEqual(guest.sent, []);
    assert.deepEqual(
      guest.complaints.filter((words) => words.includes("pplication")),
      [],
    );
    await guest.context.close();
  });

  it("a page from before an update works, and asks to be loaded anew", async () => {
    const manifest = server.path(`${PLUGIN_FOLDER}/manifest.json`);
    writeFileSync(manifest, JSON.stringify({ ...JSON.parse(readFileSync(manifest, "utf8")), version: "9.9.9" }));
    await server.stop();
    await start();
    await open();
    await page.getByText("is version 9.9.9 now").waitFor();
    await shoot("notice-updated");
    await Promise.all([page.waitForEvent("load"), button("Reload").click()]);
    await listed(page, "Club");
    assert.equal(reads(visitor), 0);
    assert.deepEqual(
      visitor.complaints.filter((words) => words.startsWith("Application credentials")),
      [],
    );
  });
});
