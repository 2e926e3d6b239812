import type { Account } from "../accounts.ts";
import { sample } from "./sample.ts";

/** Times are ISO 8601 in UTC. */
export interface CalendarEvent {
  readonly id: string;
  readonly title: string;
  readonly start: string;
  readonly end: string;
  readonly location: string;
}

/** Title, place, hour of its start, minutes that it takes. */
const PLANS: readonly (readonly [string, string, number, number])[] = [
  ["Breakfast with Sam", "Café Linden", 8, 60],
  ["Dentist", "Market Street 4", 9, 45],
  ["Team meeting", "Room 2", 10, 30],
  ["Waste collection: paper", "At home", 6, 15],
  ["Lunch with the neighbours", "At home", 12, 90],
  ["Piano lesson", "Music school", 16, 60],
  ["Swimming", "City pool", 18, 75],
  ["Heating inspection", "At home", 11, 60],
  ["Book club", "Library", 19, 120],
  ["Pick up the parcel", "Post office", 15, 20],
  ["Parents' evening", "Primary school", 18, 90],
  ["Cinema", "Odeon", 20, 130],
];

const EVENTS = 6;
const DAY = 24 * 60 * 60_000;
const MINUTE = 60_000;

/** Somebody's next events, one on each of the coming days: the same ones whenever they are asked for on a day. */
export function nextEvents({ sub, name }: Account, now = new Date()): CalendarEvent[] {
  const today = now.toISOString().slice(0, 10);
  return sample(PLANS, EVENTS, `${sub} ${today}`).map(([title, location, hour, minutes], index) => {
    const start = Date.parse(today) + (index + 1) * DAY + hour * 60 * MINUTE;
    return {
      id: `${today}-${index + 1}`,
      title: index === 0 ? `${title} (${name})` : title,
      start: new Date(start).toISOString(),
      end: new Date(start + minutes * MINUTE).toISOString(),
      location,
    };
  });
}
