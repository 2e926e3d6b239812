/** Dates of an entry's items in the words of the page's language. */

export interface DatedItem {
  readonly title: string;
  /** ISO 8601. */
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  readonly detail?: string | undefined;
}

export interface Day {
  /** "Today", "Monday, 23 November"; undefined for items without a date. */
  readonly day: string | undefined;
  readonly items: readonly DatedItem[];
}

const DAY_MS = 86_400_000;

/** Groups items by the local day on which they start, in the order in which they come. */
export function byDay(items: readonly DatedItem[], language: string, now = new Date()): Day[] {
  const groups = Map.groupBy(items, ({ start }) => (start ? startOfDay(parse(start)) : undefined));
  return [...groups].map(([time, group]) => ({
    day: time === undefined ? undefined : dayName(time, language, startOfDay(now)),
    items: group,
  }));
}

/** `09:30 – 10:00`; undefined for an item that has no time of day. */
export function timeRange({ start, end }: DatedItem, language: string): string | undefined {
  if (!start || isDateOnly(start)) return undefined;
  const format = new Intl.DateTimeFormat(language, { timeStyle: "short" });
  const from = parse(start);
  const to = end && !isDateOnly(end) ? parse(end) : from;
  // A range over midnight would be written with both dates; the day stands above already.
  return startOfDay(from) === startOfDay(to) && from < to ? format.formatRange(from, to) : format.format(from);
}

const isDateOnly = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text);

/** A date without a time is a day of the local calendar, whatever the time zone. */
const parse = (text: string): Date => new Date(isDateOnly(text) ? `${text}T00:00` : text);

const startOfDay = (date: Date): number => new Date(date).setHours(0, 0, 0, 0);

function dayName(time: number, language: string, today: number): string {
  const distance = Math.round((time - today) / DAY_MS);
  if (Math.abs(distance) <= 1) {
    const word = new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(distance, "day");
    return word.charAt(0).toLocaleUpperCase(language) + word.slice(1);
  }
  const sameYear = new Date(time).getFullYear() === new Date(today).getFullYear();
  return new Intl.DateTimeFormat(language, {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(sameYear ? {} : { year: "numeric" }),
  }).format(time);
}
