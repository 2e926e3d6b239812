import type { Account } from "../accounts.ts";
import { sample } from "./sample.ts";

export interface MailMessage {
  readonly id: string;
  readonly from: string;
  readonly subject: string;
  /** ISO 8601 in UTC. */
  readonly received: string;
}

const LETTERS: readonly (readonly [from: string, subject: string])[] = [
  ["City library", "Two books are due on Friday"],
  ["Sam", "Photos of the weekend"],
  ["Energy supplier", "Your meter reading for this month"],
  ["Music school", "The autumn concert's programme"],
  ["Parcel service", "Your parcel arrives tomorrow"],
  ["Grandma", "Recipe as promised"],
  ["Sports club", "The hall is closed on Monday"],
  ["Garden centre", "Bulbs are in"],
];

const MESSAGES = 5;
const HOUR = 60 * 60_000;

/** Somebody's last messages, newest first: the same ones whenever they are asked for on a day. */
export function lastMessages({ sub }: Account, now = new Date()): MailMessage[] {
  const today = now.toISOString().slice(0, 10);
  return sample(LETTERS, MESSAGES, `${sub} ${today}`).map(([from, subject], index) => ({
    id: `${today}-${index + 1}`,
    from,
    subject,
    received: new Date(Date.parse(today) - (index * 7 + 1) * HOUR).toISOString(),
  }));
}
