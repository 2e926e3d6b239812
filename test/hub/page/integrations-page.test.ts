import { expect, html } from "@open-wc/testing";
import type { HubIntegrationsPage } from "../../../src/hub/page/integrations/integrations-page.ts";
import "../../../src/hub/page/integrations/integrations-page.ts";
import { configEntry, FakeHub, reauthFlow } from "./support/fake-hass.ts";
import { expectAccessible, find, findAll, render, settled, textOf } from "./support/render.ts";

const open = (hub: FakeHub, wizard?: object, hass = hub.hass()) =>
  render<HubIntegrationsPage>(html`<hub-integrations-page .hass=${hass} .wizard=${wizard}></hub-integrations-page>`);

const withEntries = (...entries: ReturnType<typeof configEntry>[]) => {
  const hub = new FakeHub();
  hub.events.set(
    "config_entries/subscribe",
    entries.map((entry) => ({ type: null, entry })),
  );
  return hub;
};

describe("Devices & services", () => {
  it("offers what can be added to a new owner", async () => {
    const page = await open(new FakeHub());
    expect(textOf(page)).to.contain("Nothing is set up yet");
    const links = findAll<HTMLAnchorElement>(page, "hub-addable-list >> a");
    expect(links.map((link) => [textOf(link), link.search])).to.deep.equal([
      ["Demo Calendar", "?domain=demo_calendar"],
      ["Demo Mail", "?domain=demo_mail"],
    ]);
    await expectAccessible(page);
  });

  it("follows the hub: entries come, change and go", async () => {
    const hub = withEntries();
    const page = await open(hub);
    hub.send("config_entries/subscribe", [{ type: "added", entry: configEntry() }]);
    await settled(page);
    expect(textOf(page)).to.contain("ada@example.org").and.contain("Working");
    hub.send("config_entries/subscribe", [
      { type: "updated", entry: configEntry({ state: "setup_retry", reason: "Down." }) },
    ]);
    await settled(page);
    expect(textOf(page)).to.contain("Trying again").and.contain("Down.");
    await expectAccessible(page);
    hub.send("config_entries/subscribe", [{ type: "removed", entry: configEntry() }]);
    await settled(page);
    expect(textOf(page)).to.contain("Nothing is set up yet");
  });

  it("begins anew with the first event of a new connection", async () => {
    const hub = withEntries(configEntry());
    const page = await open(hub);
    hub.send("config_entries/subscribe", []);
    await settled(page);
    expect(textOf(page)).to.contain("Nothing is set up yet");
  });

  it("lets a waiting re-authentication be taken up", async () => {
    const hub = withEntries(configEntry({ state: "setup_error", reason: "Sign in again." }));
    hub.events.set("config_entries/flow/subscribe", [{ type: null, flow_id: "reauth-e1", flow: reauthFlow() }]);
    const page = await open(hub);
    expect(textOf(page)).to.contain("Sign-in needed");
    await expectAccessible(page);
    const { open: real } = window;
    window.open = () => null;
    find(page, "hub-integration-card >> ac-button")?.click();
    window.open = real;
    await settled(page);
    expect(hub.calls[0]).to.deep.include({ method: "GET", path: "config/config_entries/flow/reauth-e1" });
  });

  it("says how many need a sign-in, takes each up with one click, and says that they work again", async () => {
    const broken = { state: "setup_error", reason: "The sign-in of Ada has ended." } as const;
    const hub = withEntries(configEntry({ ...broken, title: "Ada" }), configEntry({ ...broken, entry_id: "e2" }));
    const waits = ["e1", "e2"].map((id) => ({ type: null, flow_id: `reauth-${id}`, flow: reauthFlow(id) }));
    hub.events.set("config_entries/flow/subscribe", waits);
    const page = await open(hub);
    expect(textOf(page)).to.contain("2 accounts need somebody to sign in again.");
    const buttons = findAll(page, "hub-sign-in-notice >> ac-button");
    expect(buttons.map(textOf)[0]).to.equal("Sign in again: Ada (Demo Calendar)");
    await expectAccessible(page);

    const { open: real } = window;
    let closed = 0;
    window.open = () => ({ closed: false, close: () => closed++ }) as unknown as Window;
    hub.api = () => {
      throw { status_code: 404, body: { message: "" } };
    };
    buttons[0]?.click();
    window.open = real;
    await settled(page);
    expect(hub.calls[0]).to.deep.include({ method: "GET", path: "config/config_entries/flow/reauth-e1" });
    expect(closed, "a window that leads nowhere").to.be.greaterThan(0);

    hub.send("config_entries/flow/subscribe", [{ type: "removed", flow_id: "reauth-e1" }]);
    await settled(page);
    expect(textOf(page)).to.contain("One account needs").and.not.contain("works again");
    hub.send("config_entries/subscribe", [{ type: "updated", entry: configEntry({ title: "Ada" }) }]);
    await settled(page);
    expect(textOf(page)).to.contain("Ada works again.");
    expect(find(page, "hub-recovery-notice >> div")?.getAttribute("aria-live")).to.equal("polite");
    await expectAccessible(page);
  });

  it("tells ahead that a sign-in is about to end", async () => {
    const hub = withEntries(configEntry());
    const ends_at = new Date(Date.now() + 30 * 3_600_000).toISOString();
    const warning = { code: "sign_in_ends", ends_at, life_days: 60, source: "learned" };
    const item = { entry_id: "e1", domain: "demo_calendar", state: "working", expires_at: ends_at, warning };
    hub.events.set("application_credentials/account/subscribe", [{ change_type: "added", entry_id: "e1", item }]);
    const page = await open(hub);
    expect(textOf(page)).to.contain("Demo Calendar has ended sign-ins after 60 days before: 30 hours left.");
    await expectAccessible(page);
  });

  it("searches in the picker", async () => {
    const page = await open(new FakeHub(), { domain: null });
    await expectAccessible(page);
    const field = find<HTMLInputElement>(page, "hub-integration-picker >> ac-text-field");
    if (field) field.value = "MAIL demo";
    field?.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
    await settled(page);
    const items = () => findAll(page, "hub-integration-picker >> a");
    expect(items().map(textOf)).to.deep.equal(["Demo Mail"]);
    if (field) field.value = "zzz";
    field?.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
    await settled(page);
    expect(textOf(page)).to.contain("No integration matches “zzz”.");
  });

  it("says to others that this is for administrators, and asks the hub for nothing", async () => {
    const hub = new FakeHub();
    const { user } = hub.hass();
    const page = await open(hub, undefined, hub.hass({ user: { ...user, is_owner: false, is_admin: false } }));
    expect(textOf(page)).to.contain("Only administrators");
    expect(hub.open).to.deep.equal([]);
    await expectAccessible(page);
  });

  it("says that nothing could be loaded, and tries again", async () => {
    const hub = new FakeHub();
    hub.answers.set("manifest/list", { reject: { code: "unknown_error", message: "Unknown error" } });
    const page = await open(hub);
    expect(textOf(page)).to.contain("could not be loaded");
    hub.answers.set("manifest/list", []);
    find(page, "ac-alert ac-button")?.click();
    await settled(page);
    expect(textOf(page)).to.contain("Nothing is set up yet");
  });

  it("tells of a changed public address", async () => {
    const hub = new FakeHub();
    const change = { from: "https://old.test", to: "https://new.test" };
    const config = { location_name: "Test Hub", redirect_uri_changed: change };
    expect(textOf(await open(hub, undefined, hub.hass({ config })))).to.contain(
      "from https://old.test to https://new.test",
    );
  });

  it("ends every subscription that it began, however often it comes and goes", async () => {
    const hub = new FakeHub();
    const page = await open(hub);
    const parent = page.parentElement;
    for (let round = 0; round < 5; round++) {
      page.remove();
      parent?.append(page);
      await settled(page);
    }
    expect(hub.open.length).to.equal(3);
    page.remove();
    await settled(page);
    expect(hub.open).to.deep.equal([]);
  });
});
