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

const DELETE = "application_credentials/delete";
const usage = (entry_id: string) => ({ entry_id, domain: "demo_calendar", title: "A", state: "loaded", reauth: false });

/** A hub where these entries use the entry's credential. */
function hubWithCredential(entries: readonly object[]): FakeHub {
  const hub = hubWith();
  hub.answers.set("application_credentials/config_entry", { application_credentials_id: "demo_calendar_x" });
  hub.answers.set("application_credentials/usage", { demo_calendar_x: entries });
  hub.answers.set("application_credentials/list", [{ id: "demo_calendar_x", client_id: "x", name: "Family mail" }]);
  hub.answers.set(DELETE, null);
  return hub;
}

async function askToRemove(page: HubEntryPage): Promise<Element> {
  find(page, "hub-entry-details >> footer ac-button")?.click();
  await settled(page);
  const removal = find(page, "hub-remove-dialog");
  if (!removal) throw new Error("There is no dialog");
  return removal;
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

  it("says how the account is doing, refreshes it, and says what that led to", async () => {
    const hub = hubWith();
    const account = { entry_id: "e1", domain: "demo_calendar", state: "working", expires_at: "2026-11-20T09:00:00Z" };
    const subscription = "application_credentials/account/subscribe";
    hub.events.set(subscription, [{ change_type: "added", entry_id: "e1", item: account }]);
    const page = await open(hub);
    for (const text of ["Token valid until", "Nov 20, 2026", "Not yet", "When it is used again"])
      expect(textOf(page)).to.contain(text);
    await expectAccessible(page);

    const refused = { code: "provider_unavailable", message: "Demo Calendar is down. The next try is in 40 seconds." };
    hub.answers.set("application_credentials/account/refresh", { reject: refused });
    find(page, "hub-entry-details >> hub-account-state >> .again ac-button")?.click();
    await settled(page);
    expect(textOf(page)).to.contain("Demo Calendar is down. The next try is in 40 seconds.");
    hub.answers.set("application_credentials/account/refresh", account);
    find(page, "hub-entry-details >> hub-account-state >> .again ac-button")?.click();
    await settled(page);
    expect(textOf(page)).to.contain("The provider gave a new token.");
  });

  it("says that a refresh fails and when it is tried again, and that a sign-in ends soon", async () => {
    const hub = hubWith();
    const item = {
      entry_id: "e1",
      domain: "demo_calendar",
      state: "retrying",
      expires_at: "2026-11-20T09:00:00Z",
      last_refresh: "2026-11-20T08:00:00Z",
      last_error: { message: "Demo Calendar answered with the HTTP status 503.", at: "2026-11-20T08:50:00Z" },
      next_try: "2026-11-20T08:51:00Z",
      warning: {
        code: "sign_in_ends",
        ends_at: new Date(Date.now() + 48 * 3_600_000).toISOString(),
        life_days: 7,
        source: "google_testing",
      },
    };
    hub.events.set("application_credentials/account/subscribe", [{ change_type: "added", entry_id: "e1", item }]);
    const page = await open(hub);
    expect(textOf(page)).to.contain("Demo Calendar answered with the HTTP status 503. The next try is at");
    expect(textOf(page)).to.contain("Google ends test apps’ access after 7 days: 2 days left.");
    await expectAccessible(page);
    const { open: real } = window;
    window.open = () => null;
    find(page, "hub-entry-details >> hub-account-state >> ac-alert ac-button")?.click();
    window.open = real;
    await settled(page);
    const body = { handler: "demo_calendar", show_advanced_options: false, entry_id: "e1" };
    expect(hub.calls[0]).to.deep.equal({ method: "POST", path: "config/config_entries/flow", body });
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
    const { open: real } = window;
    window.open = () => null;
    find(page, "hub-entry-details >> ac-alert ac-button")?.click();
    window.open = real;
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

  it("F10: offers to keep or to remove a credential that nothing else uses, and keeps it unless told", async () => {
    const hub = hubWithCredential([usage("e1")]);
    const page = await open(hub);
    const removal = await askToRemove(page);
    expect(textOf(removal)).to.contain("Nothing else uses the application credential “Family mail”");
    expect(find<HTMLInputElement>(removal, "input[value=keep]")?.checked).to.equal(true);
    await expectAccessible(page);
    find(removal, "ac-button[variant=danger]")?.click();
    await settled(page);
    expect(hub.calls).to.have.length(1);
    expect(hub.commands()).not.to.include(DELETE);
  }).timeout(10_000);

  it("F10: removes the credential after the entry where that is chosen", async () => {
    const hub = hubWithCredential([usage("e1")]);
    const page = await open(hub);
    const removal = await askToRemove(page);
    find(removal, "input[value=remove]")?.click();
    await settled(page);
    expect(textOf(removal)).to.contain("Remove both");
    find(removal, "ac-button[variant=danger]")?.click();
    await settled(page);
    expect(hub.sent.find(({ type }) => type === DELETE)).to.deep.equal({
      type: DELETE,
      application_credentials_id: "demo_calendar_x",
    });
    expect(find(page, "hub-remove-dialog")).to.equal(undefined);
  });

  it("F10: says that the credential stayed, after the entry is gone", async () => {
    const hub = hubWithCredential([usage("e1")]);
    hub.answers.set(DELETE, { reject: { code: "home_assistant_error", message: "Somebody uses it now." } });
    hub.api = () => hub.send("config_entries/subscribe", [{ type: "removed", entry: configEntry() }]);
    const page = await open(hub);
    const removal = await askToRemove(page);
    find(removal, "input[value=remove]")?.click();
    find(removal, "ac-button[variant=danger]")?.click();
    await settled(page);
    expect(textOf(removal)).to.contain("ada@example.org was removed").and.to.contain("Somebody uses it now.");
    await expectAccessible(page);
  }).timeout(10_000);

  it("F10: offers nothing where others use the credential, or the hub does not say", async () => {
    const shared = await askToRemove(await open(hubWithCredential([usage("e1"), usage("e2")])));
    expect(find(shared, "input")).to.equal(undefined);
    expect(textOf(shared)).to.contain("The application credential stays");
    const silent = hubWithCredential([usage("e1")]);
    silent.answers.set("application_credentials/usage", { reject: { code: "backend_unavailable", message: "no" } });
    expect(find(await askToRemove(await open(silent)), "input")).to.equal(undefined);
  });

  it("says that the entry is gone", async () => {
    expect(textOf(await open(hubWith(), "other"))).to.contain("This account is not here any more.");
  });
});
