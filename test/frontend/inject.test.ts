import { expect } from "@open-wc/testing";
import { html, LitElement } from "lit";
import { patchElement } from "../../src/frontend/inject/patch-element.ts";
import { replaceContent } from "../../src/frontend/inject/replace-content.ts";
import { type Hass, HUB_SURFACES, type MenuItem, PATHS } from "../../src/protocol/page.ts";
import { activityHub } from "./support/activity.ts";
import { fakeHass, fakeHub } from "./support/fake-hass.ts";
import { get, mount, settled, textOf, unmountAll, until } from "./support/page.ts";

/** A host's element, as the embedded hub's shell has them. */
class Surface extends LitElement {
  static override readonly properties = { hass: { attribute: false }, step: { attribute: false }, items: {} };
  declare hass: Hass;
  declare step: unknown;
  declare items: readonly MenuItem[];

  constructor() {
    super();
    this.items = [];
  }

  override render(): unknown {
    return html`<p>the host's own</p>`;
  }
}

describe("the module that every page loads", () => {
  afterEach(unmountAll);

  it("takes an element once, also when it is in the page already, inside shadow roots", async () => {
    customElements.define("test-late", class extends Surface {});
    const holder = document.createElement("div");
    const late = document.createElement("test-late") as Surface;
    holder.attachShadow({ mode: "open" }).append(late);
    document.body.append(holder);
    await late.updateComplete;
    let calls = 0;
    const render = () => {
      calls += 1;
      return html`<p>ours</p>`;
    };
    await patchElement("test-late", render);
    await patchElement("test-late", render);
    await settled();
    expect(textOf(late)).to.equal("ours");
    expect(calls).to.equal(1);
    holder.remove();
  });

  it("hands the host's properties on to our element, which stays the same", async () => {
    class Ours extends HTMLElement {
      hass?: Hass;
    }
    replaceContent("test-page", "test-ours", async () => customElements.define("test-ours", Ours), ["hass"]);
    customElements.define("test-page", class extends Surface {});
    const first = fakeHass(fakeHub([]));
    const page = await mount<Surface>("test-page", { hass: first });
    const ours = get<Ours>(page, "test-ours");
    expect(ours.hass).to.equal(first);
    page.hass = fakeHass(fakeHub([]), { darkMode: true });
    await settled();
    expect(get(page, "test-ours")).to.equal(ours);
    expect(ours.hass).to.equal(page.hass);
  });

  it("leaves the host's own content where ours can't be loaded", async () => {
    replaceContent("test-broken", "test-never", () => Promise.reject(new Error("404")), ["hass"]);
    customElements.define("test-broken", class extends Surface {});
    expect(textOf(await mount("test-broken", {}))).to.equal("the host's own");
  });

  it("adds the menu entry for administrators, in the page's language, once", async () => {
    customElements.define(HUB_SURFACES.menu, class extends Surface {});
    const { addMenuEntry } = await import("../../src/frontend/inject/menu.ts");
    addMenuEntry();
    const items = [{ path: "/other", label: "Other", icon: "" }];
    const menu = await mount<Surface>(HUB_SURFACES.menu, { hass: fakeHass(fakeHub([])), items });
    expect(menu.items.map(({ path }) => path)).to.deep.equal(["/other", PATHS.credentials, PATHS.applications]);
    expect(menu.items[1]?.label).to.equal("Application credentials");
    expect(menu.items[2]?.label).to.equal("OAuth applications");
    menu.hass = fakeHass(fakeHub([]), { language: "de" });
    await settled();
    expect(menu.items.map(({ label }) => label)).to.deep.equal([
      "Other",
      "Anwendungs-Anmeldedaten",
      "OAuth-Anwendungen",
    ]);

    const user = await mount<Surface>(HUB_SURFACES.menu, { hass: fakeHass(fakeHub([]), { admin: false }) });
    expect(user.items).to.deep.equal([]);
  });

  it("brings the list of credentials into the host's page", async () => {
    customElements.define(HUB_SURFACES.page, class extends Surface {});
    const { addPages } = await import("../../src/frontend/inject/page.ts");
    addPages();
    const page = await mount(HUB_SURFACES.page, { hass: fakeHass(fakeHub([])) });
    await until(() => textOf(page).includes("No credentials yet"), "the list");
    customElements.define(HUB_SURFACES.activity, class extends Surface {});
    const activity = await mount(HUB_SURFACES.activity, { hass: fakeHass(activityHub([])) });
    await until(() => textOf(activity).includes("Nothing has happened yet"), "the activity");
  });
});
