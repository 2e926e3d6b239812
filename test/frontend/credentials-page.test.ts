import { expect } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import type { AcMenu } from "../../src/frontend/components/menu.ts";
import type { AcCredentialsPage } from "../../src/frontend/credentials/credentials-page.ts";
import "../../src/frontend/credentials/credentials-page.ts";
import { LOST } from "./support/fake-connection.ts";
import { CALENDAR, credential, fakeHass, fakeHub, MAIL, SPARE, USAGE } from "./support/fake-hass.ts";
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

const ALL = [CALENDAR, MAIL, SPARE];
const show = (hub = fakeHub(ALL), options = {}, width?: number) =>
  mount<AcCredentialsPage>("ac-credentials-page", { hass: fakeHass(hub, options) }, width);

const search = (page: Element, words: string) => {
  const input = get<HTMLInputElement>(get(page, "ac-text-field[type=search]"), "input");
  input.value = words;
  input.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
  return settled();
};

describe("the list of credentials", () => {
  afterEach(unmountAll);

  it("shows name, integration, client ID, use, source and date, sorted by name", async () => {
    const page = await show();
    expect(shownNames(page)).to.deep.equal(["c3b9-spare", "Demo Calendar (built in)", "Family mail"]);
    const row = findAll(page, ".rows .row")[1];
    expect(row && textOf(row)).to.match(/Demo Calendar.*hub-demo-calendar.*2 accounts.*Imported.*Nov/);
    expect(find(page, "ac-time")?.shadowRoot?.querySelector("time")?.dateTime).to.equal(MAIL.updated_at);
  });

  it("F7: lists the accounts that use a credential, each with its state and the way to it", async () => {
    const page = await show();
    const cell = get(findAll(page, ".rows .row")[1] ?? page, "ac-usage-cell");
    expect(find(cell, "[role=img]")?.getAttribute("aria-label")).to.equal("Sign-in needed");
    const opener = get(cell, "button");
    expect(opener.title).to.equal("anna@provider.example: Working\nben@provider.example: Sign-in needed");
    opener.click();
    await settled();
    const list = get(cell, "[popover]");
    expect(list.matches(":popover-open")).to.equal(true);
    expect(textOf(list)).to.contain("ben@provider.example Sign-in needed");
    expect(findAll(list, "a").map((link) => link.getAttribute("href"))).to.deep.equal([
      "/config/integrations/entry/e1",
      "/config/integrations/entry/e2",
    ]);
    await expectAccessible(page);
    expect(focused()).to.equal(find(list, "a"));
    await sendKeys({ press: "Escape" });
    expect(list.matches(":popover-open")).to.equal(false);
    expect(focused()).to.equal(opener);
  }).timeout(10_000);

  it("F31: says how each credential's accounts are doing; found by the search, sorted from the worst on", async () => {
    const page = await show();
    const states = () => findAll(page, "ac-status-cell").map(textOf);
    expect(states()).to.deep.equal(["Not used", "Sign-in needed", "Working"]);
    findAll(page, "button.sort")
      .find((element) => textOf(element) === "Status")
      ?.click();
    await settled();
    expect(states()).to.deep.equal(["Sign-in needed", "Working", "Not used"]);
    await search(page, "sign-in needed");
    expect(shownNames(page)).to.deep.equal(["Demo Calendar (built in)"]);
  });

  it("F31: tells an account that is being retried from one with an error", async () => {
    const entry = (state: string) => ({ entry_id: state, domain: "demo_mail", title: state, state, reauth: false });
    const usage = { [MAIL.id]: [entry("loaded"), entry("setup_retry")], [SPARE.id]: [entry("migration_error")] };
    const page = await show(fakeHub([MAIL, SPARE], usage));
    expect(findAll(page, "ac-status-cell").map(textOf)).to.deep.equal(["Not working", "Trying again"]);
  });

  it("sorts by the head that is clicked, and the other way at the second click", async () => {
    const page = await show();
    const head = () => findAll(page, "button.sort").find((element) => textOf(element) === "Used by");
    head()?.click();
    await settled();
    expect(shownNames(page)[0]).to.equal("c3b9-spare");
    head()?.click();
    await settled();
    expect(shownNames(page)[0]).to.equal("Demo Calendar (built in)");
    expect(head()?.parentElement?.getAttribute("aria-sort")).to.equal("descending");
  });

  it("searches names, integrations and client IDs, and tells no match from an empty list", async () => {
    const page = await show();
    await search(page, "MAIL fam");
    expect(shownNames(page)).to.deep.equal(["Family mail"]);
    expect(textOf(page)).to.contain("1 of 3 credentials");
    await search(page, "nobody");
    expect(textOf(page)).to.contain("Nothing found for “nobody”");
    button(page, "Clear search").click();
    await settled();
    expect(shownNames(page)).to.have.length(3);
  });

  it("says why an empty list may be right, and offers to add one", async () => {
    const page = await show(fakeHub([]));
    expect(textOf(page)).to.contain("Most integrations need none.");
    expect(find(page, "ac-text-field")).to.equal(undefined);
  });

  it("F52: its menu leads to the activity, where there is no credential yet too, unless the host has the menu", async () => {
    const before = location.href;
    for (const hub of [fakeHub(ALL), fakeHub([])]) {
      const page = await show(hub);
      get(button(page, "More"), "button").click();
      await settled();
      button(page, "Activity").click();
      expect(location.pathname).to.equal("/config/application_credentials/activity");
      history.replaceState(null, "", before);
      unmountAll();
    }
    const page = await mount<AcCredentialsPage>("ac-credentials-page", {
      hass: fakeHass(fakeHub(ALL)),
      menuless: true,
    });
    expect(findAll<AcMenu>(page, "ac-menu").some(({ label }) => label === "More")).to.equal(false);
  });

  it("opens the credential that its address names, once", async () => {
    const before = location.href;
    history.replaceState(null, "", `${location.pathname}?credential=${MAIL.id}&x=1`);
    const page = await show();
    await until(() => find(page, "ac-edit-dialog"), "the dialog");
    expect(location.search).to.equal("?x=1");
    history.replaceState(null, "", before);
  });

  it("remembers hidden columns in this browser", async () => {
    const page = await show();
    get(page, "ac-table-settings").dispatchEvent(new CustomEvent("column-toggle", { detail: "source" }));
    await settled();
    expect(textOf(page)).not.to.contain("Imported");
    expect(textOf(await show())).not.to.contain("Imported");
  });

  it("follows the hub: added, updated, removed", async () => {
    const hub = fakeHub(ALL);
    const page = await show(hub);
    const change = (change_type: string, item = MAIL) =>
      hub.push("application_credentials/subscribe", [{ change_type, application_credentials_id: item.id, item }]);
    change("updated", { ...MAIL, name: "A better name" });
    change("removed", SPARE);
    change("added", credential({ id: "new", name: "Brand new" }));
    await settled(200);
    expect(shownNames(page)).to.deep.equal(["A better name", "Brand new", "Demo Calendar (built in)"]);
  });

  it("asks for the use again when entries change", async () => {
    const usage: Record<string, unknown> = { ...USAGE };
    const hub = fakeHub(ALL, usage);
    const page = await show(hub);
    usage[SPARE.id] = USAGE[MAIL.id];
    hub.push("config_entries/subscribe", [{ type: "added", entry: {} }]);
    await settled(250);
    const row = findAll(page, ".rows .row")[0];
    expect(row && textOf(row)).not.to.contain("Not used");
  });

  it("forgets after a lost connection what was deleted meanwhile", async () => {
    const hub = fakeHub(ALL);
    const page = await show(hub);
    hub.lose();
    hub.answer("application_credentials/subscribe", () => [
      { change_type: "added", application_credentials_id: MAIL.id, item: MAIL },
    ]);
    await hub.restore();
    await settled();
    expect(shownNames(page)).to.deep.equal(["Family mail"]);
  });

  it("says that it failed, and tries again", async () => {
    const hub = fakeHub(ALL);
    const works = () => [{ change_type: "added", application_credentials_id: MAIL.id, item: MAIL }];
    hub.answer("application_credentials/subscribe", () => Promise.reject(LOST));
    const page = await show(hub);
    expect(textOf(page)).to.contain("could not be loaded");
    hub.answer("application_credentials/subscribe", works);
    button(page, "Try again").click();
    await settled();
    expect(shownNames(page)).to.deep.equal(["Family mail"]);
  });

  it("tells a user who is no administrator so, without asking the hub for secrets' hints", async () => {
    const hub = fakeHub(ALL);
    hub.answer("application_credentials/subscribe", () =>
      Promise.reject({ code: "unauthorized", message: "Unauthorized" }),
    );
    const page = await show(hub, { admin: false });
    expect(textOf(page)).to.contain("Only administrators");
    expect(hub.sent.map(({ type }) => type)).not.to.include("application_credentials/list");
  });

  it("is German where the page is", async () => {
    const page = await show(fakeHub(ALL), { language: "de" });
    expect(textOf(page)).to.contain("Verwendet von").and.to.contain("2 Konten").and.to.contain("3 von 3 Einträgen");
  });

  it("becomes cards where it is narrow, with every column", async () => {
    const page = await show(fakeHub(ALL), {}, 360);
    const table = get(page, "ac-table");
    expect(find(table, ".cards")).not.to.equal(undefined);
    expect(textOf(page)).to.contain("Imported");
    expect(table.scrollWidth).to.be.at.most(table.clientWidth);
  });

  it("draws only what is to be seen of 5,000", async () => {
    const many = Array.from({ length: 5_000 }, (_, index) => credential({ id: `c${index}`, name: `Nr ${index}` }));
    const page = await show(fakeHub(many));
    await until(() => shownNames(page).includes("Nr 3"), "the first rows");
    await settled(300);
    expect(findAll(page, ".rows .row").length).to.be.lessThan(60);
    expect(textOf(page)).to.contain("5,000 of 5,000 credentials");
    await until(() => get(page, ".rows").getBoundingClientRect().height > 200_000, "the height of them all");
    window.scrollTo(0, 100_000);
    await until(() => shownNames(page).some((name) => Number(name.slice(3)) > 1_500), "rows further down");
    window.scrollTo(0, 0);
  });

  it("gives back every subscription and listener", async () => {
    const hub = fakeHub(ALL);
    const page = await show(hub);
    const held = hub.heldCount;
    for (let cycle = 0; cycle < 10; cycle += 1) {
      const { parentElement } = page;
      page.remove();
      await settled();
      expect(hub.heldCount, `after ${cycle + 1} times`).to.equal(0);
      parentElement?.append(page);
      await settled();
      expect(hub.heldCount).to.equal(held);
    }
  });

  it("is accessible, as table, cards and empty, light and dark", async () => {
    await expectAccessible(await show());
    unmountAll();
    await expectAccessible(await show(fakeHub(ALL), {}, 360));
    unmountAll();
    await expectAccessible(await show(fakeHub([])));
  }).timeout(20_000);
});
