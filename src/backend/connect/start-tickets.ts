import { randomBytes } from "node:crypto";
import { ExpiringMap } from "../expiring-map.ts";

/** What a start link stands for: an authorization, and where to send the browser. */
export interface StartTicket {
  readonly state: string;
  /** The provider's authorization endpoint with the whole request. */
  readonly authorizationUrl: string;
}

/** A start link is good for one opening within this time (SECURITY 3). */
const TICKET_LIFE_MS = 60_000;
/** The wizard asks for a fresh one every minute; this many at once are no person's doing. */
const MOST_TICKETS = 10_000;

/** One-time tickets of start links. In memory: after a restart the wizard asks for a fresh one. */
export class StartTickets {
  readonly #tickets = new ExpiringMap<StartTicket>(TICKET_LIFE_MS, MOST_TICKETS);

  issue(ticket: StartTicket): string {
    const name = randomBytes(32).toString("base64url");
    this.#tickets.set(name, ticket);
    return name;
  }

  /** Looks without using it up: the start page may have to ask the person first. */
  peek(name: string): StartTicket | undefined {
    return this.#tickets.get(name);
  }

  /** Uses it up. */
  take(name: string): StartTicket | undefined {
    return this.#tickets.take(name);
  }
}
