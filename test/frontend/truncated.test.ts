import { expect } from "@open-wc/testing";
import "../../src/frontend/components/truncated.ts";
import "../../src/frontend/credentials/credentials-page.ts";
import { credential, fakeHass, fakeHub } from "./support/fake-hass.ts";
import { find, get, mount, unmountAll } from "./support/page.ts";

const LONG = "club-mail-and-more.apps.example";
const isCut = (start: Element) => start.scrollWidth > start.clientWidth;

describe("a code that may lose its middle", () => {
  afterEach(unmountAll);
  const show = (text: string, width: number) => mount("ac-truncated", { text }, width);

  it("is whole where there is room, also where there is only just enough", async () => {
    const wide = await show(LONG, 1_000);
    expect(isCut(get(wide, ".start"))).to.equal(false);
    const needed = wide.getBoundingClientRect().width;
    expect(isCut(get(await show(LONG, needed), ".start"))).to.equal(false);
    expect(isCut(get(await show(LONG, needed - 4), ".start"))).to.equal(true);
  });

  it("leaves no gap between the ellipsis and the end, whatever the width", async () => {
    for (let width = 120; width < 160; width += 1) {
      const code = await show(LONG, width);
      const [start, end] = [get(code, ".start"), get(code, ".end")].map((part) => part.getBoundingClientRect());
      const character = (end?.width ?? 0) / 8;
      const characters = (start?.width ?? 0) / character;
      expect(characters, `${width} px`).to.be.closeTo(Math.round(characters), 0.1);
      expect(end?.left).to.be.closeTo(start?.right ?? 0, 0.1);
    }
  });

  it("has no end of its own when it is short", async () => {
    const code = await show("demo-calendar", 40);
    expect(find(code, ".end") === undefined).to.equal(true);
    expect(get(code, ".start").textContent).to.equal("demo-calendar");
  });

  it("has 25 characters to itself in the list on a page of 1280 px", async () => {
    const id = "family-mail-1.apps.sample";
    expect(id.length).to.equal(25);
    const hub = fakeHub([credential({ id: "one", client_id: id })]);
    // The page keeps its content to this width there.
    const page = await mount("ac-credentials-page", { hass: fakeHass(hub) }, 1_072);
    expect(isCut(get(page, "ac-truncated").shadowRoot?.querySelector(".start") as Element)).to.equal(false);
    expect(get(page, "ac-truncated").shadowRoot?.textContent?.replace(/\s/g, "")).to.equal(id);
  });
});
