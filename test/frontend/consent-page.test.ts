import { expect } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import type { AcConsentPage } from "../../src/frontend/consent/consent-page.ts";
import "../../src/frontend/consent/consent-page.ts";
import type { ConsentDetails } from "../../src/protocol/grants.ts";
import { SCOPES } from "../../src/protocol/scopes.ts";
import { applicationsHub, consent, DASHBOARD } from "./support/applications.ts";
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

interface Asked {
  readonly url: string;
  readonly body?: unknown;
}

/** What the hub answers to the page's requests. A decision leads to a place on this page, so that the test goes on. */
function answering(
  details: ConsentDetails | number,
  decision: number | string = `${location.href.split("#")[0]}#decided`,
) {
  const asked: Asked[] = [];
  const fetchWithAuth = async (url: string, options: RequestInit = {}): Promise<Response> => {
    asked.push({ url, ...(options.body ? { body: JSON.parse(String(options.body)) } : {}) });
    const answer = url.endsWith("/details") ? details : decision;
    if (typeof answer === "number") return Response.json({ message: "It can't" }, { status: answer });
    return Response.json(typeof answer === "string" ? { redirect_to: answer } : answer);
  };
  return { asked, fetchWithAuth };
}

const show = async (hub: ReturnType<typeof answering>, options = {}, width?: number) => {
  const hass = fakeHass(applicationsHub([DASHBOARD]), { ...options, fetchWithAuth: hub.fetchWithAuth });
  const page = await mount<AcConsentPage>("ac-consent-page", { hass, uid: "u/1" }, width);
  await settled(80);
  return page;
};

describe("consent", () => {
  afterEach(() => {
    unmountAll();
    location.hash = "";
  });

  it("S34: names the application, where one goes, what it may do in words, for how long, and who is asked", async () => {
    const hub = answering(consent());
    const page = await show(hub);
    expect(hub.asked).to.deep.equal([{ url: "/oauth/interaction/u%2F1/details" }]);
    for (const words of [
      "Dashboard wants access to your account",
      "app.example.com",
      "See integrations and their state",
      "Which integrations and accounts there are, how they are, and what they show.",
      "365 days",
      "You are signed in as Anna.",
    ])
      expect(textOf(page)).to.contain(words);
    expect(textOf(page)).not.to.contain("entries:read");
    await expectAccessible(page);
  });

  for (const decision of ["allow", "deny"] as const)
    it(`${decision}: the hub is told, and the browser goes where the hub says`, async () => {
      const hub = answering(consent());
      const page = await show(hub);
      button(page, decision === "allow" ? "Allow" : "Deny").click();
      await settled(60);
      expect(hub.asked[1]).to.deep.equal({ url: "/oauth/interaction/u%2F1/decision", body: { decision } });
      expect(location.hash).to.equal("#decided");
    });

  it("what was allowed before is not asked again; one that grew asks for what is new", async () => {
    const remembered = answering(consent({ remembered: true }));
    await show(remembered);
    expect(remembered.asked[1]?.body).to.deep.equal({ decision: "allow" });
    unmountAll();

    const [openid, entries] = consent().scopes as [ConsentDetails["scopes"][0], ConsentDetails["scopes"][0]];
    const page = await show(answering(consent({ scopes: [{ ...openid, granted: true }, entries] })));
    expect(get<HTMLDetailsElement>(page, "details").open).to.equal(false);
    expect(findAll(page, "ul").map((list) => textOf(list).includes("Know who you are"))).to.deep.equal([false, true]);
    await expectAccessible(page);
  });

  it("what one's role does not allow is named, and with nothing left one can only deny", async () => {
    const page = await show(answering(consent({ scopes: [], beyond_role: ["credentials:manage"] })));
    expect(textOf(page)).to.contain("Manage application credentials");
    expect(button(page, "Allow").hasAttribute("disabled")).to.equal(true);
    expect(button(page, "Deny").hasAttribute("disabled")).to.equal(false);
  });

  it("an application that wants the password again gets no answer before it was given", async () => {
    const hub = answering(consent({ login_required: true, remembered: true }));
    const page = await show(hub);
    button(page, "Allow").click();
    const dialog = await until(() => find(page, "ac-confirm-login-dialog"), "the question");
    expect(textOf(dialog)).to.contain("The application asked that you show who you are.");
    await sendKeys({ press: "Escape" });
    await until(() => !find(page, "ac-confirm-login-dialog"), "its end");
    expect(hub.asked.length).to.equal(1);
    expect(textOf(page)).to.contain("Dashboard wants access");
  });

  it("one that would act as the person is warned of", async () => {
    const home_assistant = { scope: "home_assistant", ...SCOPES.home_assistant, granted: false };
    const page = await show(answering(consent({ scopes: [...consent().scopes, home_assistant] })));
    expect(textOf(get(page, "ac-alert"))).to.contain("everything in Home that you can");
    await expectAccessible(page);
  });

  it("S37: an application that nobody registered is marked", async () => {
    const unverified = "client_id_metadata_document" as const;
    const page = await show(answering(consent({ application: { id: "a", name: "MCP", unverified } })));
    expect(find(page, "ac-alert")).not.to.equal(undefined);
    await expectAccessible(page);
  });

  it("says what went wrong: over, out of reach with a way to try again, refused", async () => {
    expect(textOf(await show(answering(404)))).to.contain("over");
    unmountAll();
    const away = await show({ ...answering(consent()), fetchWithAuth: () => Promise.reject(new TypeError("away")) });
    const hass = fakeHass(applicationsHub([DASHBOARD]), answering(consent()));
    away.hass = hass;
    await settled();
    button(away, "Try again").click();
    await settled(80);
    expect(textOf(away)).to.contain("Dashboard wants access");
    unmountAll();
    const refused = await show(answering(consent(), 403));
    button(refused, "Allow").click();
    await settled(60);
    expect(textOf(get(refused, "[role=alert]"))).to.contain("It can't");
    await expectAccessible(refused);
  });

  for (const language of ["en", "de"])
    it(`fits a phone's width (${language})`, async () => {
      const details = consent({
        application: { id: "a", name: "Donaudampfschifffahrtsgesellschaftskapitänsanwendung" },
      });
      const page = await show(answering(details), { language, darkMode: true }, 340);
      expect((page.parentElement as HTMLElement).scrollWidth).to.be.at.most(340);
    });
});
