import { expect } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import type { AcAccessPage } from "../../src/frontend/grants/access-page.ts";
import "../../src/frontend/grants/access-page.ts";
import { applicationsHub, CALL, DASHBOARD, grant } from "./support/applications.ts";
import { fakeHass } from "./support/fake-hass.ts";
import {
  button,
  expectAccessible,
  find,
  findAll,
  get,
  mount,
  settled,
  textOf,
  unmountAll,
  until,
} from "./support/page.ts";

const show = async (hub: ReturnType<typeof applicationsHub>, options = {}, width?: number) => {
  const page = await mount<AcAccessPage>("ac-access-page", { hass: fakeHass(hub, options) }, width);
  await settled();
  return page;
};

describe("applications with access to one's account", () => {
  afterEach(unmountAll);

  it("F46: one's own alone, also an administrator's: what, since when, last used", async () => {
    const others = grant({ grant_id: "g2", user_id: "u2", application_name: "Ben's" });
    const page = await show(applicationsHub([DASHBOARD], [grant(), others]));
    const [mine, ...more] = findAll(page, "li").map(textOf);
    expect(more).to.deep.equal([]);
    expect(mine)
      .to.contain("Dashboard")
      .and.to.contain("Know who you are")
      .and.to.match(/Since .*2026.*last used .*2026.*192\.168\.1\.7/);
    await expectAccessible(page);
  });

  it("has an empty state, and says what went wrong", async () => {
    const hub = applicationsHub([DASHBOARD]);
    const page = await show(hub);
    expect(textOf(page)).to.contain("No application has access");
    hub.answer(CALL.grants, () => {
      throw { code: "backend_unavailable", message: "The disk is full" };
    });
    window.dispatchEvent(new Event("focus"));
    await until(() => find(page, "ac-alert"), "the error");
    expect(textOf(get(page, "ac-alert"))).to.contain("The disk is full");
    hub.answer(CALL.grants, () => [grant()]);
    button(page, "Try again").click();
    await until(() => findAll(page, "li").length === 1, "the list");
    expect(find(page, "ac-alert")).to.equal(undefined);
  });

  it("F46: ending one asks first, with the keyboard too", async () => {
    const hub = applicationsHub([DASHBOARD], [grant()]);
    const page = await show(hub);
    const revoked = () => hub.sent.filter(({ type }) => type === CALL.revoke);
    get(button(page, "End access"), "button").focus();
    await sendKeys({ press: "Enter" });
    await until(() => find<HTMLDialogElement>(page, "dialog")?.open, "the question");
    expect(textOf(page)).to.contain("End the access of Dashboard?");
    await expectAccessible(page);
    await sendKeys({ press: "Escape" });
    await until(() => !find<HTMLDialogElement>(page, "dialog")?.open, "the end of the question");
    expect(revoked()).to.deep.equal([]);
    hub.answer(CALL.grants, () => []);
    button(page, "End access").click();
    await until(() => find<HTMLDialogElement>(page, "dialog")?.open, "the question");
    const [last] = findAll(page, "ac-button")
      .filter((one) => textOf(one) === "End access")
      .slice(-1);
    last?.click();
    await until(() => textOf(page).includes("No application has access"), "the end");
    expect(revoked()).to.deep.equal([{ type: CALL.revoke, grant_id: "g1" }]);
  });

  for (const language of ["en", "de"])
    it(`fits a phone's width (${language})`, async () => {
      const page = await show(applicationsHub([DASHBOARD], [grant()]), { language, darkMode: true }, 360);
      expect((page.parentElement as HTMLElement).scrollWidth).to.be.at.most(360);
    });
});
