import { expect } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import type { AcApplicationsPage } from "../../src/frontend/applications/applications-page.ts";
import "../../src/frontend/applications/applications-page.ts";
import type { AcMenu } from "../../src/frontend/components/menu.ts";
import {
  application,
  applicationsHub,
  CALL,
  DASHBOARD,
  details,
  grant,
  provider,
  SCRIPT,
} from "./support/applications.ts";
import { fakeHass } from "./support/fake-hass.ts";
import {
  button,
  expectAccessible,
  find,
  findAll,
  focused,
  get,
  mount,
  settled,
  shownNames,
  textOf,
  unmountAll,
  until,
} from "./support/page.ts";

const show = async (hub = applicationsHub([DASHBOARD, SCRIPT]), options = {}, width?: number) => {
  const page = await mount<AcApplicationsPage>("ac-applications-page", { hass: fakeHass(hub, options) }, width);
  await settled();
  return page;
};

const sent = (hub: ReturnType<typeof applicationsHub>, type: string) => hub.sent.filter((one) => one.type === type);
const isOpen = (page: Element) => find<HTMLDialogElement>(page, "dialog")?.open === true;
const cell = (page: Element, label: string) => textOf(get(page, `.rows .row [data-label="${label}"]`));

async function choose(page: Element, name: string, item: string): Promise<void> {
  get(button(page, `Menu of ${name}`), "button").click();
  await settled();
  button(page, item).click();
  await settled(80);
}

describe("the page of OAuth applications", () => {
  afterEach(unmountAll);

  it("R22: lists name, created, permissions, last used and where each redirects to", async () => {
    const page = await show();
    expect(shownNames(page)).to.deep.equal(["Dashboard", "Script Disabled"]);
    expect(cell(page, "Permissions")).to.equal("Know who you are See your profile +1");
    expect(cell(page, "Last used")).to.equal("Never");
    expect(cell(page, "Redirects to")).to.equal("app.example.com");
    expect(cell(page, "Created")).to.match(/2026/);
    const [, script] = findAll(page, ".rows .row");
    expect(textOf(script as HTMLElement)).to.contain("com.example.app, 127.0.0.1 +1");
    await expectAccessible(page);
  });

  it("says what it is for where there is none, and that others may not", async () => {
    const empty = await show(applicationsHub([]));
    expect(textOf(empty)).to.contain("No applications yet").and.to.contain("Most homes need none");
    expect(findAll(empty, "ac-button").map(textOf)).to.include("Add application");
    await expectAccessible(empty);
    const guest = await show(applicationsHub([DASHBOARD]), { admin: false });
    expect(textOf(guest)).to.equal("Only administrators see and change OAuth applications.");
  });

  it("a list that can't be loaded says so and is asked for again", async () => {
    const hub = applicationsHub([DASHBOARD]);
    hub.answer(CALL.subscribe, () => {
      throw { code: "backend_unavailable", message: "The disk is full" };
    });
    const page = await show(hub);
    expect(textOf(get(page, "ac-alert"))).to.contain("could not be loaded");
    hub.answer(CALL.subscribe, () => [{ change_type: "added", application_id: "a1", item: DASHBOARD }]);
    button(page, "Try again").click();
    await until(() => shownNames(page).length === 1, "the list");
  });

  it("follows what others change", async () => {
    const hub = applicationsHub([DASHBOARD]);
    const page = await show(hub);
    const item = application({ name: "Renamed" });
    hub.push(CALL.subscribe, [{ change_type: "updated", application_id: "a1", item }]);
    await until(() => shownNames(page)[0] === "Renamed", "the change");
    hub.push(CALL.subscribe, [{ change_type: "removed", application_id: "a1", item }]);
    await until(() => textOf(page).includes("No applications yet"), "the empty state");
  });

  it("disables and enables without a question; what fails is said", async () => {
    const hub = applicationsHub([DASHBOARD, SCRIPT]);
    const page = await show(hub);
    await choose(page, "Dashboard", "Disable");
    await choose(page, "Script", "Enable");
    expect(sent(hub, CALL.update)).to.deep.equal([
      { type: CALL.update, application_id: "a1", enabled: false },
      { type: CALL.update, application_id: "a2", enabled: true },
    ]);
    hub.answer(CALL.update, () => {
      throw { code: "backend_unavailable", message: "The disk is full" };
    });
    await choose(page, "Dashboard", "Disable");
    expect(textOf(get(page, "ac-alert"))).to.contain("The disk is full");
  });

  it("R37, R39: each row has its edit and its delete button, and a card has them in its menu", async () => {
    const page = await show();
    button(page, "Edit Script").click();
    await until(() => find(page, "ac-edit-application-dialog"), "the dialog");
    await sendKeys({ press: "Escape" });
    await until(() => !find(page, "ac-edit-application-dialog"), "its end");
    button(page, "Delete Script").click();
    await until(() => find(page, "ac-delete-application-dialog"), "the dialog");
    unmountAll();
    const cards = await show(applicationsHub([DASHBOARD]), {}, 400);
    expect(findAll(get(cards, ".rows"), "ac-icon-button").length).to.equal(1);
  });

  it("a public application has no secret to make anew", async () => {
    const page = await show();
    const items = findAll<AcMenu>(page, "ac-menu").map(({ items }) =>
      items.find(({ label }) => label === "New secret…"),
    );
    expect(items.map((item) => item?.disabled ?? false)).to.deep.equal([false, true]);
  });

  it("R39: deleting asks for the name where people use it, says what stops, and gives the focus to the list", async () => {
    const hub = applicationsHub([DASHBOARD], [grant(), grant({ grant_id: "g2", user_id: "u2", user_name: "Ben" })]);
    const page = await show(hub);
    await choose(page, "Dashboard", "Delete");
    await until(
      () => find(page, "ac-delete-application-dialog") && textOf(page).includes("2 people use it."),
      "who uses it",
    );
    await expectAccessible(page);
    button(page, "Delete application").click();
    await settled();
    expect(textOf(get(page, "ac-delete-application-dialog"))).to.contain("That is not its name.");
    expect(sent(hub, CALL.delete)).to.deep.equal([]);
    await sendKeys({ type: "Dashboard" });
    button(page, "Delete application").click();
    await until(() => !isOpen(page), "the end of the dialog");
    expect(sent(hub, CALL.delete)).to.deep.equal([{ type: CALL.delete, application_id: "a1" }]);
  });

  it("who uses it: what, since when, and an end for one or for all", async () => {
    const grants = [grant(), grant({ grant_id: "g2", user_id: "u2", user_name: "Ben" })];
    const hub = applicationsHub([DASHBOARD], grants);
    const page = await show(hub);
    await choose(page, "Dashboard", "Access…");
    await until(() => findAll(page, "dialog li").length === 0 && findAll(page, "li").length === 2, "both");
    expect(findAll(page, "li").map((li) => textOf(li).split(" ")[0])).to.deep.equal(["Anna", "Ben"]);
    expect(textOf(findAll(page, "li")[0] as HTMLElement)).to.contain("See integrations and their state");
    await expectAccessible(page);
    hub.answer(CALL.grants, () => grants.slice(1));
    button(page, "End access").click();
    await until(() => findAll(page, "li").length === 1, "the end of one");
    expect(sent(hub, CALL.revoke)).to.deep.equal([{ type: CALL.revoke, grant_id: "g1" }]);
    await sendKeys({ press: "Escape" });
    await until(() => !isOpen(page), "the end of the dialog");
    expect(focused()).to.equal(get(button(page, "Menu of Dashboard"), "button"));
  });

  it("all access is ended only after a question", async () => {
    const grants = [grant(), grant({ grant_id: "g2", user_id: "u2", user_name: "Ben" })];
    const hub = applicationsHub([DASHBOARD], grants);
    const page = await show(hub);
    await choose(page, "Dashboard", "Access…");
    await until(() => findAll(page, "li").length === 2, "both");
    button(page, "End all access").click();
    await settled();
    expect(textOf(get(page, "[role=alert]"))).to.contain("End the access of 2 people?");
    expect(sent(hub, CALL.revoke)).to.deep.equal([]);
    button(page, "End all access").click();
    await until(() => sent(hub, CALL.revoke).length === 2, "the end of both");
  });

  it("what can't be done at this hub is said on the page", async () => {
    const hub = applicationsHub([DASHBOARD]);
    const free = await show(hub);
    expect(textOf(get(free, "ac-provider-limits"))).to.equal("");
    unmountAll();
    hub.answer(CALL.provider, () =>
      provider({}, ["one_address", "account_tokens", "cors", "plain_http", "of a newer hub"]),
    );
    const page = await show(hub);
    await until(() => find(page, "summary"), "the limits");
    const limits = get(page, "ac-provider-limits");
    expect(textOf(get(limits, "summary"))).to.equal("What applications can't do at Home");
    expect(findAll(limits, "li").length).to.equal(3);
    expect(get(limits, "ac-alert").getAttribute("type")).to.equal("warning");
    get(limits, "summary").click();
    await expectAccessible(page);
  });

  it("settings: everything is off at first, turning registration on warns and names what strangers may ask for", async () => {
    const hub = applicationsHub([DASHBOARD]);
    hub.answer(CALL.provider, () => provider({}, ["one_address", "plugin_commands"]));
    hub.answer(CALL.updateProvider, () => provider({ dynamic_registration: true }));
    const page = await show(hub);
    button(page, "Settings").click();
    await until(() => isOpen(page) && textOf(get(page, "dialog")).length > 0, "the dialog");
    const words = () => textOf(get(page, "ac-provider-dialog"));
    await until(() => words().includes("https://home.example"), "the issuer");
    expect(words())
      .to.contain("at the issuer's address only")
      .and.to.contain("at /api/application_credentials/websocket");
    const boxes = () => findAll<HTMLInputElement>(get(page, "ac-provider-dialog"), "input:not([role=switch])");
    expect(boxes().map(({ checked }) => checked)).to.deep.equal([false, false, false, false]);
    boxes()[2]?.click();
    await settled();
    expect(words()).to.contain("Unverified applications say themselves who they are.");
    await expectAccessible(page);
    button(page, "Save").click();
    await until(() => sent(hub, CALL.updateProvider).length === 1, "the change");
    expect(sent(hub, CALL.updateProvider)[0]).to.include({ dynamic_registration: true });
  });

  for (const language of ["en", "de"])
    it(`fits a phone's width (${language})`, async () => {
      const long = application({
        name: "Donaudampfschifffahrtsgesellschaftskapitänsanwendung",
        unverified: "dynamic_registration",
      });
      const hub = applicationsHub([long, SCRIPT]);
      hub.answer(CALL.details, () => details());
      const page = await show(hub, { language }, 360);
      const main = page.parentElement as HTMLElement;
      expect(main.scrollWidth).to.be.at.most(360);
      await expectAccessible(page);
    });
});
