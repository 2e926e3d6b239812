import { expect } from "@open-wc/testing";
import { html, LitElement } from "lit";
import { addPage } from "../../../src/frontend/inject/home-assistant/page.ts";
import { type HomeAssistant, SURFACES } from "../../../src/frontend/inject/home-assistant/surfaces.ts";
import { MAIL } from "../support/fake-hass.ts";
import { find, get, mount, textOf, unmountAll, until } from "../support/page.ts";
import { dressPage, type Frame, fakeHomeAssistant, fakeServer } from "./support/fake-home-assistant.ts";

dressPage();

const TABS = [{ path: "/config/integrations" }];

/** Home Assistant's own page: a list that it loads, in the frame with its tabs. */
class Original extends LitElement {
  static override readonly properties = { hass: { attribute: false }, narrow: { type: Boolean } };
  declare hass: HomeAssistant;
  drawn = 0;
  loaded = 0;

  override firstUpdated(): void {
    this._fetchApplicationCredentials();
  }

  _fetchApplicationCredentials(): void {
    this.loaded += 1;
  }

  override render(): unknown {
    this.drawn += 1;
    return html`<p .tabs=${TABS}>the hub's own</p>`;
  }
}

describe("the page's place in Home Assistant", () => {
  afterEach(unmountAll);

  it("is taken before it is defined: the original neither loads nor shows anything", async () => {
    addPage();
    addPage();
    customElements.define(SURFACES.page, Original);
    const host = await mount<Original>(SURFACES.page, { hass: fakeHomeAssistant(fakeServer([MAIL])) });
    await until(() => textOf(host).includes("Family mail"), "the list");
    expect(host.loaded).to.equal(0);
    expect(textOf(host)).not.to.contain("the hub's own");
    expect(get<Frame>(host, "hass-tabs-subpage").tabs).to.equal(TABS);
  });

  it("keeps its element when Home Assistant shows the page again", async () => {
    const host = await mount<Original>(SURFACES.page, { hass: fakeHomeAssistant(fakeServer([MAIL])) });
    const ours = await until(() => find(host, "ac-home-assistant-page"), "the page");
    const { parentElement } = host;
    host.remove();
    parentElement?.append(host);
    await until(() => textOf(host).includes("Family mail"), "the list");
    expect(find(host, "ac-home-assistant-page")).to.equal(ours);
  });
});
