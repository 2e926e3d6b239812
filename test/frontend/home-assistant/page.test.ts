import { expect } from "@open-wc/testing";
import type { AcMenu } from "../../../src/frontend/components/menu.ts";
import type { AcHomeAssistantPage } from "../../../src/frontend/home-assistant/home-assistant-page.ts";
import "../../../src/frontend/home-assistant/home-assistant-page.ts";
import { activityHub, CALL, lines } from "../support/activity.ts";
import type { FakeConnection } from "../support/fake-connection.ts";
import { CALENDAR, MAIL, SPARE } from "../support/fake-hass.ts";
import {
  button,
  expectAccessible,
  find,
  findAll,
  get,
  mount,
  settled,
  shownNames,
  textOf,
  unmountAll,
  until,
} from "../support/page.ts";
import {
  CONNECTED,
  dressPage,
  type Frame,
  fakeHomeAssistant,
  fakeServer,
  pushStatus,
} from "./support/fake-home-assistant.ts";

dressPage();

const TABS = [{ path: "/config/integrations" }, { path: "/config/devices" }];
const PLAIN_TEXT = { present: true, credentials: 3, kept_current: false };
const STOPPED = { backend: { state: "stopped", remote: false } } as const;

async function show(hub: FakeConnection, properties = {}, options = {}): Promise<AcHomeAssistantPage> {
  const homeAssistant = fakeHomeAssistant(hub, options);
  const page = await mount<AcHomeAssistantPage>("ac-home-assistant-page", { homeAssistant, tabs: TABS, ...properties });
  await until(() => shownNames(page).length > 0, "the list");
  await settled();
  return page;
}

/** Opens the menu in the frame's head. */
async function openMenu(page: Element): Promise<void> {
  get(button(page, "More"), "button").click();
  await settled();
}

/** A server with some activity. */
function activityServer(): FakeConnection {
  const [server, known] = [fakeServer([CALENDAR, MAIL, SPARE]), activityHub(lines())];
  for (const type of [CALL.list, "config_entries/get"])
    server.answer(type, (message) => known.sendMessagePromise(message));
  server.answer(CALL.subscribe, () => undefined);
  return server;
}

describe("the page inside Home Assistant", () => {
  let hub: FakeConnection;
  beforeEach(() => {
    hub = fakeServer([CALENDAR, MAIL, SPARE]);
  });
  afterEach(unmountAll);

  it("stands in the frame with the original's tabs, says the hub's name and not the home's", async () => {
    const page = await show(hub, { narrow: true, route: { path: "" } });
    const frame = get<Frame>(page, "hass-tabs-subpage");
    expect(frame.tabs).to.equal(TABS);
    expect(frame.backPath).to.equal("/config");
    expect(frame.narrow).to.equal(true);
    expect(textOf(page)).to.contain("with which Casa signs in").and.not.to.contain("Our house");
  });

  it("gives the frame its title where the original's tabs are not known", async () => {
    const page = await show(hub, { tabs: [] });
    expect(get<Frame>(page, "hass-tabs-subpage").tabs.map(({ name }) => name)).to.deep.equal([
      "Application credentials",
    ]);
  });

  it("leads to the pages of Home Assistant's integrations", async () => {
    const page = await show(hub);
    const paths = findAll(page, "ac-usage-cell")
      .flatMap((cell) => findAll(cell, "a"))
      .map((link) => link.getAttribute("href"));
    expect(paths).to.deep.equal([
      "/config/integrations/integration/demo_calendar",
      "/config/integrations/integration/demo_calendar",
      "/config/integrations/integration/demo_mail",
    ]);
  });

  it("draws its own head where there is no frame, with the sidebar's button where the sidebar is hidden", async () => {
    const page = await show(hub, { standsAlone: true, narrow: true });
    expect(find(page, "hass-tabs-subpage")).to.equal(undefined);
    expect(get(page, "header a").getAttribute("href")).to.equal("/config/integrations/dashboard");
    let toggled = 0;
    page.addEventListener("hass-toggle-menu", () => {
      toggled += 1;
    });
    get(button(page, "Show sidebar"), "button").click();
    expect(toggled).to.equal(1);
    page.narrow = false;
    await settled();
    expect(findAll(page, "ac-icon-button").some(({ title }) => title === "Show sidebar")).to.equal(false);
  });

  it("F52: shows the activity below its address, in the frame or alone, with a way back to the list", async () => {
    for (const standsAlone of [false, true]) {
      const properties = {
        homeAssistant: fakeHomeAssistant(activityServer()),
        tabs: TABS,
        route: { path: "/activity" },
      };
      const page = await mount<AcHomeAssistantPage>("ac-home-assistant-page", { ...properties, standsAlone });
      await until(() => textOf(page).includes("Casa imported Demo Calendar"), "the activity");
      expect(find(page, "ac-credentials-page")).to.equal(undefined);
      const back = standsAlone
        ? get(page, "header a").getAttribute("href")
        : get<Frame>(page, "hass-tabs-subpage").backPath;
      expect(back).to.equal("/config/application_credentials");
      page.route = { path: "" };
      await until(() => shownNames(page).length > 0, "the list");
    }
  });

  it("F52: its menu leads to the activity; the list has no second menu", async () => {
    const before = location.href;
    const page = await show(hub);
    await openMenu(page);
    button(page, "Activity").click();
    expect(location.pathname).to.equal("/config/application_credentials/activity");
    history.replaceState(null, "", before);
    expect(findAll<AcMenu>(page, "ac-menu").filter(({ label }) => label === "More").length).to.equal(1);
  });

  it("does not draw anew for a change of some state", async () => {
    const page = await show(hub);
    const before = page.hass;
    page.homeAssistant = { ...page.homeAssistant };
    await settled();
    expect(page.hass).to.equal(before);
  });

  it("says nothing while all is well, and offers no removal of what is not there", async () => {
    const page = await show(hub);
    expect(find(page, "ac-alert")).to.equal(undefined);
    await openMenu(page);
    const items = findAll(page, "[role=menuitem]").map(textOf);
    expect(items).to.deep.equal([
      "Activity",
      "Import from a file…",
      "Export list…",
      "Keys and backup",
      "OAuth applications",
      "Hand back to Casa…",
      "Download diagnostics",
    ]);
  });

  it("can't be used to change anything while the process is not there, says why, and goes on when it is", async () => {
    const page = await show(hub);
    pushStatus(hub, { ...STOPPED, serving: "snapshot", plain_text: PLAIN_TEXT });
    await settled();
    expect(textOf(get(page, "ac-alert")))
      .to.contain("has ended. Casa starts it again")
      .and.to.contain("sealed snapshot");
    for (const words of ["Add credential", "Remove the plain-text copy…"])
      expect(button(page, words).hasAttribute("disabled"), words).to.equal(true);
    get(button(page, "Actions for Family mail"), "button").click();
    await settled();
    const disabled = findAll(page, "[role=menuitem]").map((item) => item.getAttribute("aria-disabled"));
    expect(disabled).to.deep.equal(["true", "true", "true", "true", "true"]);

    const asked = () => hub.sent.filter(({ type }) => type === "application_credentials/usage").length;
    const before = asked();
    pushStatus(hub, {});
    await until(() => asked() > before, "the use, asked for again");
    expect(find(page, "ac-alert")).to.equal(undefined);
    expect(button(page, "Add credential").hasAttribute("disabled")).to.equal(false);
  });

  it("tells each state of the process, and where a person is needed leads to Repairs", async () => {
    const page = await show(hub);
    const expected = [
      [{ backend: { state: "installing", remote: false }, serving: "core" }, "Node.js", false],
      [{ backend: { state: "starting", remote: false }, serving: "snapshot" }, "is starting", false],
      [
        { backend: { state: "stopped", remote: true, error: "refused by 10.0.0.2" }, serving: "snapshot" },
        "refused by 10.0.0.2",
        false,
      ],
      [{ backend: { state: "refused", remote: false }, serving: "snapshot" }, "does not start", true],
      [{ serving: "snapshot" }, "In Repairs you decide", true],
      [{ serving: "core" }, "taken over", false],
      [{ backend: { state: "stopped", remote: false }, serving: "backend" }, "can be seen and used", false],
    ] as const;
    for (const [status, words, repairs] of expected) {
      pushStatus(hub, status);
      await settled();
      expect(textOf(page)).to.contain(words);
      const links = findAll(get(page, "ac-alert"), "a").map((link) => link.getAttribute("href"));
      expect(links, words).to.deep.equal(repairs ? ["/config/repairs"] : []);
    }
  });

  it("asks for a reload when the plugin was updated under it", async () => {
    const page = await show(hub);
    Object.assign(get(page, "ac-status-notices"), { version: "0.9.0" });
    await settled();
    expect(textOf(get(page, "ac-alert"))).to.contain("is version 1.0.0 now, and this page is from version 0.9.0");
    expect(button(page, "Reload").hasAttribute("disabled")).to.equal(false);
  });

  it("hands back after saying what that does, and says what to do next", async () => {
    const page = await show(hub);
    await openMenu(page);
    button(page, "Hand back to Casa…").click();
    const dialog = await until(() => find(page, "ac-hand-back-dialog"), "the dialog");
    await settled(60);
    expect(textOf(dialog)).to.contain("in clear text").and.to.contain("every change is written there too");
    button(dialog, "Hand back").click();
    await until(() => textOf(dialog).includes("Credentials in it: 3."), "the result");
    expect(textOf(dialog)).to.contain("Delete the folder custom_components/application_credentials");
    pushStatus(hub, { plain_text: { present: true, credentials: 3, kept_current: true } });
    await settled();
    expect(textOf(get(page, "ac-alert"))).to.contain("were handed back");
  });

  it("shows why it could not hand back", async () => {
    hub.answer("application_credentials/home_assistant/hand_back", () =>
      Promise.reject({ code: "backend_unavailable", message: "The disk is full." }),
    );
    const page = await show(hub);
    await openMenu(page);
    button(page, "Hand back to Casa…").click();
    const dialog = await until(() => find(page, "ac-hand-back-dialog"), "the dialog");
    await settled(60);
    button(dialog, "Hand back").click();
    await until(() => textOf(dialog).includes("Casa did not do it: The disk is full."), "the error");
    expect(button(dialog, "Hand back").hasAttribute("disabled")).to.equal(false);
  });

  it("removes the plain-text copy after saying what is lost without the plugin", async () => {
    hub.answer("application_credentials/home_assistant/subscribe_status", () => ({
      ...CONNECTED,
      plain_text: PLAIN_TEXT,
    }));
    const page = await show(hub);
    button(page, "Remove the plain-text copy…").click();
    const dialog = await until(() => find(page, "ac-remove-plain-text-dialog"), "the dialog");
    await settled(60);
    expect(textOf(dialog)).to.contain("safe mode").and.to.contain("without handing back first");
    button(dialog, "Remove").click();
    await until(() => textOf(dialog).includes("is deleted. The secrets are only in"), "the result");
    expect(hub.sent.at(-1)?.type).to.equal("application_credentials/home_assistant/remove_plain_text");
  });

  it("has the browser save the diagnostics, and says so in Home Assistant's way when they can't be made", async () => {
    const page = await show(hub);
    const saved: string[] = [];
    const { click } = HTMLAnchorElement.prototype;
    HTMLAnchorElement.prototype.click = function () {
      saved.push(this.download);
    };
    await openMenu(page);
    button(page, "Download diagnostics").click();
    await until(() => saved.length > 0, "the file");
    HTMLAnchorElement.prototype.click = click;
    expect(saved[0]).to.match(/^application_credentials-diagnostics-\d{4}-\d\d-\d\d\.json$/);

    hub.answer("application_credentials/home_assistant/diagnostics", () =>
      Promise.reject({ code: "x", message: "No." }),
    );
    const said = new Promise<CustomEvent>((resolve) => {
      page.addEventListener("hass-notification", (event) => resolve(event as CustomEvent), { once: true });
    });
    await openMenu(page);
    button(page, "Download diagnostics").click();
    expect((await said).detail.message).to.equal("The diagnostics could not be made: No.");
  });

  it("goes without menu and notices where the state can't be had", async () => {
    hub.answer("application_credentials/home_assistant/subscribe_status", () =>
      Promise.reject({ code: "unknown_command", message: "Unknown command." }),
    );
    const page = await show(hub);
    expect(find(page, "ac-alert")).to.equal(undefined);
    expect(findAll(page, "ac-menu").length).to.equal(3);
  });

  it("is German where the page is", async () => {
    const page = await show(hub, {}, { language: "de" });
    pushStatus(hub, { serving: "core", backend: { state: "starting", remote: false } });
    await settled();
    expect(textOf(page)).to.contain("aus der eigenen Datei von Casa");
  });

  it("gives back every subscription and listener", async () => {
    const page = await show(hub);
    page.remove();
    await settled();
    expect(hub.heldCount).to.equal(0);
  });

  it("is accessible, framed and alone, with notices, light and dark", async () => {
    const page = await show(hub);
    pushStatus(hub, { ...STOPPED, plain_text: PLAIN_TEXT });
    await settled();
    await expectAccessible(page);
    unmountAll();
    await expectAccessible(await show(hub, { standsAlone: true, narrow: true }));
  }).timeout(20_000);
});
