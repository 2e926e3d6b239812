import { expect, html } from "@open-wc/testing";
import type { HubEntryPage } from "../../../src/hub/page/entry/entry-page.ts";
import "../../../src/hub/page/entry/entry-page.ts";
import { configEntry, FakeHub, reauthFlow } from "./support/fake-hass.ts";
import { expectAccessible, find, render, settled, textOf } from "./support/render.ts";

const SHOW = "embedded_hub/entry/show";

function hubWith(entry = configEntry()): FakeHub {
  const hub = new FakeHub();
  hub.events.set("config_entries/subscribe", [{ type: null, entry }]);
  hub.answers.set("config/auth/list", [{ id: "u1", name: "Ada Lovelace" }]);
  hub.answers.set(SHOW, {
    items: [{ title: "Breakfast", start: "2026-11-20T08:00:00Z", end: "2026-11-20T09:00:00Z" }],
  });
  return hub;
}

const open = (hub: FakeHub, entryId = "e1") =>
  render<HubEntryPage>(html`<hub-entry-page .hass=${hub.hass()} .entryId=${entryId}></hub-entry-page>`);

describe("an entry's page", () => {
  it("shows the account, who connected it and the next events", async () => {
    const page = await open(hubWith());
    for (const text of ["ada@example.org", "Demo Calendar", "Ada Lovelace", "Working", "Next events", "Breakfast"])
      expect(textOf(page)).to.contain(text);
    await expectAccessible(page);
  });

  it("says that there is nothing to show", async () => {
    const hub = hubWith();
    hub.answers.set(SHOW, { items: [] });
    expect(textOf(await open(hub))).to.contain("There is nothing to show.");
  });

  it("says why nothing could be fetched, and tries again", async () => {
    const hub = hubWith();
    const working = hub.answers.get(SHOW);
    hub.answers.set(SHOW, { reject: { code: "provider_unavailable", message: "Demo Calendar did not answer." } });
    const page = await open(hub);
    expect(textOf(page)).to.contain("Demo Calendar did not answer.");
    await expectAccessible(page);
    hub.answers.set(SHOW, working);
    find(page, "hub-entry-items >> ac-alert ac-button")?.click();
    await settled(page);
    expect(textOf(page)).to.contain("Breakfast");
  });

  it("fetches the items again when the entry works again", async () => {
    const hub = hubWith(configEntry({ state: "setup_error", reason: "Sign in again." }));
    const working = hub.answers.get(SHOW);
    hub.answers.set(SHOW, { reject: { code: "reauth_required", message: "Sign in again." } });
    const page = await open(hub);
    expect(textOf(page)).to.contain("no longer accepts this account’s sign-in");
    hub.answers.set(SHOW, working);
    hub.send("config_entries/subscribe", [{ type: "updated", entry: configEntry() }]);
    await settled(page);
    expect(textOf(page)).to.contain("Breakfast");
  });

  it("takes up the re-authentication that waits", async () => {
    const hub = hubWith(configEntry({ state: "setup_error", reason: "Sign in again." }));
    hub.events.set("config_entries/flow/subscribe", [{ type: null, flow_id: "reauth-e1", flow: reauthFlow() }]);
    const page = await open(hub);
    await expectAccessible(page);
    find(page, "hub-entry-details >> ac-alert ac-button")?.click();
    await settled(page);
    expect(hub.calls[0]).to.deep.include({ method: "GET", path: "config/config_entries/flow/reauth-e1" });
  });

  it("asks before it removes, says what goes, and says so when it failed", async () => {
    const hub = hubWith();
    const page = await open(hub);
    find(page, "hub-entry-details >> footer ac-button")?.click();
    await settled(page);
    expect(hub.calls).to.deep.equal([]);
    expect(textOf(page)).to.contain("forgets the sign-in of ada@example.org at Demo Calendar");
    await expectAccessible(page);
    hub.api = () => {
      throw { status_code: 500, body: { message: "The disk is full." } };
    };
    find(page, "hub-remove-dialog >> ac-button[variant=danger]")?.click();
    await settled(page);
    expect(hub.calls[0]).to.deep.include({ method: "DELETE", path: "config/config_entries/entry/e1" });
    expect(textOf(page)).to.contain("The account was not removed. The disk is full.");
  });

  it("says that the entry is gone", async () => {
    expect(textOf(await open(hubWith(), "other"))).to.contain("This account is not here any more.");
  });
});
