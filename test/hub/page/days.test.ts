import { expect } from "@open-wc/testing";
import { byDay, timeRange } from "../../../src/hub/page/entry/days.ts";

const local = (text: string) => new Date(text).toISOString();
const now = new Date("2026-11-20T15:00");

describe("the days of an entry's items", () => {
  it("group by the local day and are named in the page's language", () => {
    const items = [
      { title: "a", start: local("2026-11-20T23:30") },
      { title: "b", start: local("2026-11-21T00:30") },
      { title: "c", start: "2026-11-23" },
      { title: "d", start: local("2027-01-04T10:00") },
    ];
    // Whether a comma follows the weekday differs between versions of the browser's locale data.
    const days = byDay(items, "en-GB", now).map(({ day }) => day?.replace(",", ""));
    expect(days).to.deep.equal(["Today", "Tomorrow", "Monday 23 November", "Monday 4 January 2027"]);
    expect(byDay(items, "de", now)[1]?.day).to.equal("Morgen");
  });

  it("keep items without a date together, nameless", () => {
    expect(byDay([{ title: "a" }, { title: "b" }], "en", now)).to.deep.equal([
      { day: undefined, items: [{ title: "a" }, { title: "b" }] },
    ]);
  });

  it("write a range of hours, and nothing for a whole day", () => {
    const meeting = { title: "a", start: local("2026-11-20T09:30"), end: local("2026-11-20T10:00") };
    expect(timeRange(meeting, "en-GB")).to.match(/^09:30\s?–\s?10:00$/);
    expect(timeRange({ title: "a", start: "2026-11-20", end: "2026-11-21" }, "en-GB")).to.equal(undefined);
  });

  it("write only the beginning of what goes on past midnight", () => {
    const night = { title: "a", start: local("2026-11-20T22:00"), end: local("2026-11-21T04:00") };
    expect(timeRange(night, "en-GB")).to.equal("22:00");
  });
});
