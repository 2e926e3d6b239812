import { expect } from "@open-wc/testing";
import { html, LitElement } from "lit";
import { addMenuEntry } from "../../../src/frontend/inject/home-assistant/menu.ts";
import { SURFACES } from "../../../src/frontend/inject/home-assistant/surfaces.ts";
import { PATHS } from "../../../src/protocol/page.ts";
import { findAll, mount, settled, textOf, unmountAll } from "../support/page.ts";
import { fakeHomeAssistant, fakeServer } from "./support/fake-home-assistant.ts";

/** Home Assistant's menu in its two generations, with and without an entry of its own. */
const GENERATIONS = {
  "2024": html`<ha-button-menu><ha-clickable-list-item href=${PATHS.credentials}>Theirs</ha-clickable-list-item></ha-button-menu>`,
  "2024, bare": html`<ha-button-menu></ha-button-menu>`,
  "2026": html`<ha-dropdown><a href=${PATHS.credentials}><ha-dropdown-item>Theirs</ha-dropdown-item></a></ha-dropdown>`,
  "2026, bare": html`<ha-dropdown></ha-dropdown>`,
  unknown: html`<p>something new</p>`,
};

class Menu extends LitElement {
  static override readonly properties = { generation: {} };
  declare generation: keyof typeof GENERATIONS;

  override render(): unknown {
    return GENERATIONS[this.generation];
  }
}

async function entriesOf(generation: keyof typeof GENERATIONS): Promise<string[]> {
  const menu = await mount<Menu>(SURFACES.menu, { generation });
  await settled();
  menu.requestUpdate();
  await settled();
  return findAll(menu, `[href="${PATHS.credentials}"]`).map(textOf);
}

describe("the menu of Home Assistant's integrations", () => {
  before(() => {
    customElements.define(SURFACES.menu, Menu);
    const hass = fakeHomeAssistant(fakeServer([]));
    document.body.append(Object.assign(document.createElement("home-assistant"), { hass }));
    addMenuEntry();
  });
  afterEach(unmountAll);

  it("keeps the entry that it has", async () => {
    expect(await entriesOf("2024")).to.deep.equal(["Theirs"]);
    expect(await entriesOf("2026")).to.deep.equal(["Theirs"]);
  });

  it("gets one, once, where it has none, in its own elements", async () => {
    expect(await entriesOf("2024, bare")).to.deep.equal(["Application credentials"]);
    expect(await entriesOf("2026, bare")).to.deep.equal(["Application credentials"]);
  });

  it("is left alone where it is built in another way", async () => {
    expect(await entriesOf("unknown")).to.deep.equal([]);
  });
});
