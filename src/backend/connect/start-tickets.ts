import { randomBytes } from "node:crypto";

/** What a start link stands for: an authorization, and where to send the browser. */
export interface StartTicket {
  readonly state: string;
  /** The provider's authorization endpoint with the whole request. */
  readonly authorizationUrl: string;
  readonly expiresAt: number;
}

/** A start link is good for one opening within this time (SECURITY 3). */
const TICKET_LIFE_MS = 60_000;
/** The wizard asks for a fresh one every minute; this many at once are no person's doing. */
const MOST_TICKETS = 10_000;

/** One-time tickets of start links. In memory: after a restart the wizard asks for a fresh one. */
export class StartTickets {
  readonly #tickets = new Map<string, StartTicket>();

  issue(state: string, authorizationUrl: string): string {
    this.#sweep();
    const ticket = randomBytes(32).toString("base64url");
    this.#tickets.set(ticket, { state, authorizationUrl, expiresAt: Date.now() + TICKET_LIFE_MS });
    return ticket;
  }

  /** Looks without using it up: the start page may have to ask the person first. */
  peek(ticket: string): StartTicket | undefined {
    const found = this.#tickets.get(ticket);
    return found && found.expiresAt > Date.now() ? found : undefined;
  }

  /** Uses it up. */
  take(ticket: string): StartTicket | undefined {
    const found = this.peek(ticket);
    this.#tickets.delete(ticket);
    return found;
  }

  #sweep(): void {
    const now = Date.now();
    for (const [ticket, { expiresAt }] of this.#tickets) {
      if (expiresAt > now && this.#tickets.size < MOST_TICKETS) break;
      this.#tickets.delete(ticket);
    }
  }
}
