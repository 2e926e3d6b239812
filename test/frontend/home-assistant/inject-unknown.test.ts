import { expect } from "@open-wc/testing";
import { addPage } from "../../../src/frontend/inject/home-assistant/page.ts";
import { definePanel } from "../../../src/frontend/inject/home-assistant/panel.ts";
import { SURFACES } from "../../../src/frontend/inject/home-assistant/surfaces.ts";
import { LOCATION_CHANGED, PATHS } from "../../../src/protocol/page.ts";
import { MAIL } from "../support/fake-hass.ts";
import { settled, textOf, until } from "../support/page.ts";
import { fakeHomeAssistant, fakeServer } from "./support/fake-home-assistant.ts";

/** The root of Home Assistant's page. */
function addRoot(): void {
  const hass = fakeHomeAssistant(fakeServer([MAIL]));
  document.body.append(Object.assign(document.createElement("home-assistant"), { hass }));
}

describe("a Home Assistant whose page is not known", () => {
  it("keeps its page as it is; its address leads to the panel, every time", async () => {
    const before = location.href;
    const { warn } = console;
    const warnings: string[] = [];
    console.warn = (text: string) => warnings.push(text);
    addRoot();
    addPage();
    history.pushState(null, "", PATHS.credentials);
    class Unknown extends HTMLElement {
      connectedCallback(): void {
        this.textContent = "something new";
      }
    }
    customElements.define(SURFACES.page, Unknown);
    await until(() => location.pathname === "/application_credentials", "the panel's address");
    const element = document.createElement(SURFACES.page);
    document.body.append(element);
    expect(element.textContent).to.equal("something new");

    history.pushState(null, "", PATHS.credentials);
    window.dispatchEvent(new CustomEvent(LOCATION_CHANGED));
    expect(location.pathname).to.equal("/application_credentials");
    console.warn = warn;
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.contain("the panel stands in");
    element.remove();
    history.replaceState(null, "", before);
  });

  it("has the list in the panel, which gets its properties before it is loaded", async () => {
    definePanel();
    const hass = fakeHomeAssistant(fakeServer([MAIL]));
    const panel = Object.assign(document.createElement("ac-home-assistant-panel"), { hass, narrow: true });
    document.body.append(panel);
    await until(() => textOf(panel).includes("Family mail"), "the list");
    await settled();
    panel.remove();
  });
});
