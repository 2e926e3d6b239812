/** “Other OAuth account” on the hub's own pages: named as what it is, known as soon as its credential is there. */
import { expect, html } from "@open-wc/testing";
import type { HubEntryPage } from "../../../src/hub/page/entry/entry-page.ts";
import "../../../src/hub/page/entry/entry-page.ts";
import type { HubIntegrationsPage } from "../../../src/hub/page/integrations/integrations-page.ts";
import "../../../src/hub/page/integrations/integrations-page.ts";
import { configEntry, FakeHub } from "./support/fake-hass.ts";
import { expectAccessible, findAll, render, settled, textOf } from "./support/render.ts";

const ACME = { domain: "acme", name: "Acme", is_built_in: true, config_flow: true, generic: true, icon: "M0 0" };

const openDashboard = (hub: FakeHub, hass = hub.hass()) =>
  render<HubIntegrationsPage>(html`<hub-integrations-page .hass=${hass}></hub-integrations-page>`);

it("its tile says what it stands for, and it is there after a visit to the credentials page", async () => {
  const hub = new FakeHub();
  const hass = hub.hass();
  const before = await openDashboard(hub, hass);
  expect(textOf(before)).not.to.contain("Acme");
  before.remove();
  hub.answers.set("manifest/list", [ACME]);
  const page = await openDashboard(hub, hass);
  await settled(page);
  const links = findAll<HTMLAnchorElement>(page, "hub-addable-list >> a");
  expect(links.map((link) => [textOf(link), link.search])).to.deep.equal([
    ["Acme Other OAuth account", "?domain=acme"],
  ]);
  await expectAccessible(page);
});

it("its entry says that the account is for other software, and asks for nothing to show", async () => {
  const hub = new FakeHub();
  hub.answers.set("manifest/list", [ACME]);
  hub.answers.set("config/auth/list", []);
  hub.events.set("config_entries/subscribe", [{ type: null, entry: configEntry({ domain: "acme" }) }]);
  const page = await render<HubEntryPage>(html`<hub-entry-page .hass=${hub.hass()} .entryId=${"e1"}></hub-entry-page>`);
  await settled(page);
  expect(textOf(page)).to.contain("with an integration token for the domain “acme”");
  expect(hub.commands()).not.to.contain("embedded_hub/entry/show");
  await expectAccessible(page);
});
