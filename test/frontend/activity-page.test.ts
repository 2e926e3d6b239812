import { expect } from "@open-wc/testing";
import type { AcActivityPage } from "../../src/frontend/activity/activity-page.ts";
import "../../src/frontend/activity/activity-page.ts";
import type { ActivityItem } from "../../src/protocol/activity.ts";
import { activityHub, CALL, line, lines } from "./support/activity.ts";
import { LOST } from "./support/fake-connection.ts";
import { fakeHass, MAIL } from "./support/fake-hass.ts";
import {
  button,
  expectAccessible,
  find,
  findAll,
  focused,
  get,
  mount,
  settled,
  textOf,
  unmountAll,
  until,
} from "./support/page.ts";

const show = (hub = activityHub(lines()), options = {}, width?: number) =>
  mount<AcActivityPage>("ac-activity-page", { hass: fakeHass(hub, options) }, width);

const shown = (page: Element) => findAll(page, "[role=listitem]").map(textOf);
const sentences = (page: Element) => findAll(page, ".sentence").map(textOf);

const search = (page: Element, words: string) => {
  const input = get<HTMLInputElement>(get(page, "ac-text-field"), "input");
  input.value = words;
  input.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
  return settled();
};

const choose = (page: Element, name: string, value: string) => {
  const select = get<HTMLSelectElement>(get(page, `[name=${name}]`), "select");
  select.value = value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
  return settled();
};

describe("the activity", () => {
  afterEach(unmountAll);

  it("F52: tells each line in words, newest first, with its time, its reason and from where", async () => {
    const page = await show();
    expect(sentences(page)).to.deep.equal([
      "Family mail has to be signed in to again",
      "Anna tried to delete Family mail",
      "The software “script” imported Demo Calendar (built in)",
      "Anna changed the secret of Family mail",
      "Home imported Demo Calendar (built in)",
    ]);
    const [, failed] = shown(page);
    expect(failed)
      .to.contain("Cannot delete credential in use")
      .and.to.contain("Demo Mail")
      .and.to.contain("192.168.1.7");
    const time = get(page, "ac-time").shadowRoot?.querySelector("time");
    expect(time?.dateTime).to.equal("2026-11-05T12:00:00.000Z");
    expect(time?.textContent).to.match(/2026.*\d:\d\d/);
    expect(find(page, "[role=img]")?.getAttribute("aria-label")).to.equal("Failed");
  });

  it("F52: says which application acted for a person", async () => {
    const actor = { kind: "user", id: "u1", name: "Anna", application: "Dashboard" } as const;
    const items = [line({ actor })];
    expect(sentences(await show(activityHub(items)))).to.deep.equal(["Anna (through “Dashboard”) added Gone"]);
    const inGerman = await show(activityHub(items), { language: "de" });
    expect(sentences(inGerman)).to.deep.equal(["Anna (über „Dashboard“) hat Gone hinzugefügt"]);
  });

  it("F52: links to records that are still there, and to no other", async () => {
    const page = await show();
    const links = findAll<HTMLAnchorElement>(page, "a").map((link) => [textOf(link), link.getAttribute("href")]);
    expect(links).to.deep.equal([
      ["Family mail", "/config/integrations/entry/e2"],
      ["Family mail", `/config/application_credentials?credential=${MAIL.id}`],
      ["Family mail", `/config/application_credentials?credential=${MAIL.id}`],
    ]);
  });

  it("F52: is filtered by what it is about and by result, and searched, each word anywhere", async () => {
    const page = await show();
    await choose(page, "group", "account");
    expect(sentences(page)).to.deep.equal(["Family mail has to be signed in to again"]);
    await choose(page, "group", "");
    await choose(page, "result", "failed");
    expect(sentences(page).length).to.equal(2);
    await choose(page, "result", "");
    await search(page, "ANNA secret");
    expect(sentences(page)).to.deep.equal(["Anna changed the secret of Family mail"]);
    expect(textOf(page)).to.contain("1 of 5 lines");
    await search(page, "192.168 delete");
    expect(sentences(page)).to.deep.equal(["Anna tried to delete Family mail"]);
  });

  it("tells no match from nothing yet, and shows everything again", async () => {
    const page = await show();
    await search(page, "nobody");
    expect(textOf(page)).to.contain("No line fits");
    button(page, "Show everything").click();
    await settled();
    expect(sentences(page).length).to.equal(5);
    expect(get<HTMLInputElement>(page, "input").value).to.equal("");
    expect(focused()?.localName).to.equal("input");

    const empty = await show(activityHub([]));
    expect(textOf(empty)).to.contain("Nothing has happened yet");
  });

  it("F52: shows a new line by itself, in its place, and once", async () => {
    const hub = activityHub(lines());
    const page = await show(hub);
    const fresh = line({ id: "000000009", action: "credential.created", record: { kind: "credential", name: "New" } });
    hub.push(CALL.subscribe, [fresh]);
    hub.push(CALL.subscribe, [fresh]);
    await settled();
    expect(sentences(page)[0]).to.equal("Anna added New");
    expect(sentences(page).length).to.equal(6);
  });

  it("F52: loads every page, and draws of ten thousand lines those to be seen", async () => {
    const many = Array.from({ length: 10_000 }, (_, n) =>
      line({ id: `${n}`.padStart(9, "0"), record: { kind: "credential", name: `Number ${n}` } }),
    ).reverse();
    const hub = activityHub(many);
    const page = await show(hub);
    await until(() => textOf(page).includes("10,000 of 10,000 lines"), "all lines");
    await until(() => sentences(page)[0] === "Anna added Number 9999", "the newest");
    expect(findAll(page, "[role=listitem]").length).to.be.below(200);
    expect(find(page, "[role=listitem]")?.getAttribute("aria-setsize")).to.equal("10000");
    await search(page, "number 4242");
    expect(sentences(page)).to.deep.equal(["Anna added Number 4242"]);
    expect(hub.sent.filter(({ type }) => type === CALL.list).length).to.equal(21);
  });

  it("catches up after a lost connection, and goes on where it was", async () => {
    const all: ActivityItem[] = lines();
    const hub = activityHub(all);
    const page = await show(hub);
    hub.lose();
    all.unshift(line({ id: "000000007", record: { kind: "credential", name: "Meanwhile" } }));
    await hub.restore();
    await settled();
    expect(sentences(page)[0]).to.equal("Anna added Meanwhile");
    expect(sentences(page).length).to.equal(6);
  });

  it("says that it could not be loaded, and tries again", async () => {
    const hub = activityHub(lines());
    hub.answer(CALL.list, () => {
      throw { code: "backend_unavailable", message: "The database is damaged." };
    });
    const page = await show(hub);
    expect(textOf(page)).to.contain("The activity could not be loaded");
    const works = activityHub(lines());
    hub.answer(CALL.list, (message) => works.sendMessagePromise(message));
    button(page, "Try again").click();
    await until(() => sentences(page).length === 5, "the lines");
  });

  it("says that older lines could not be loaded, and goes on with them", async () => {
    const many = Array.from({ length: 300 }, (_, n) => line({ id: `${n}`.padStart(9, "0") })).reverse();
    const hub = activityHub(many);
    const works = activityHub(many);
    let fails = true;
    hub.answer(CALL.list, (message) => {
      if (message.before !== undefined && fails) throw { code: "unknown_error", message: "Unknown error" };
      return works.sendMessagePromise(message);
    });
    const page = await show(hub);
    await until(() => textOf(page).includes("Older lines could not be loaded"), "the warning");
    fails = false;
    button(page, "Try again").click();
    await until(() => textOf(page).includes("300 of 300 lines"), "all lines");
  });

  it("S11: says to others that only administrators see it", async () => {
    expect(textOf(await show(activityHub(lines()), { admin: false }))).to.contain("Only administrators");
    const hub = activityHub(lines());
    hub.answer(CALL.subscribe, () => {
      throw { code: "unauthorized", message: "Unauthorized" };
    });
    expect(textOf(await show(hub))).to.contain("Only administrators");
  });

  it("waits for the connection where there is none yet", async () => {
    const hub = activityHub(lines());
    hub.answer(CALL.list, () => {
      throw LOST;
    });
    const page = await show(hub);
    const works = activityHub(lines());
    hub.answer(CALL.list, (message) => works.sendMessagePromise(message));
    await hub.restore();
    await until(() => sentences(page).length === 5, "the lines");
  });

  it("shows an action of a newer hub in a plain form", async () => {
    const page = await show(activityHub([line({ action: "moon.landed", record: { kind: "data" } })]));
    expect(sentences(page)).to.deep.equal(["Anna did moon.landed: all credentials"]);
  });

  it("speaks German", async () => {
    const page = await show(undefined, { language: "de" });
    expect(sentences(page)).to.include("Anna hat das Geheimnis von Family mail geändert");
    expect(textOf(page)).to.contain("5 von 5 Zeilen");
  });

  it("is accessible, wide and narrow, light and dark, with lines, without, and after a failure", async () => {
    await expectAccessible(await show());
    await expectAccessible(await show(undefined, {}, 358));
    await expectAccessible(await show(activityHub([])));
    const hub = activityHub(lines());
    hub.answer(CALL.list, () => {
      throw { code: "backend_unavailable", message: "x" };
    });
    await expectAccessible(await show(hub));
  });

  it("puts the time below the sentence where it is narrow", async () => {
    const page = await show(undefined, {}, 358);
    const [sentence, time] = [get(page, ".sentence"), get(page, ".time")].map((el) => el.getBoundingClientRect());
    expect(time?.top).to.be.at.least(sentence?.bottom ?? Number.POSITIVE_INFINITY);
    expect(page.scrollWidth).to.be.at.most(358);
  });
});
