import { CommandError } from "../../protocol/errors.ts";
import type { Log } from "../host.ts";
import type { Account } from "./account-store.ts";

const MINUTE_MS = 60_000;
/** A token is refreshed this long before it ends, or a quarter of its life where that is less. */
const LONGEST_MARGIN_MS = 15 * MINUTE_MS;
/** What a caller is kept from anyway: with a margin below it, refreshing ahead helps nobody. */
const CALLERS_MARGIN_MS = 20_000;
/** What nobody asked for in this time is left to sleep. */
const USED_WITHIN_MS = 24 * 60 * MINUTE_MS;
/** Providers are asked this many times at once. */
const AT_ONCE = 16;
/** Clocks are set and machines sleep: nothing is planned further ahead. */
const LONGEST_NAP_MS = MINUTE_MS;
const SHORTEST_NAP_MS = 1_000;

export interface BackgroundRefreshParts {
  readonly accounts: () => readonly Account[];
  /** Milliseconds since 1970. */
  readonly lastUse: (entryId: string) => number | undefined;
  /** Until when the provider is left alone. */
  readonly nextTry: (entryId: string) => number | undefined;
  readonly refresh: (account: Account) => Promise<unknown>;
  readonly log: Log;
}

/**
 * Refreshes the tokens that are in use before they end, so that nobody waits for a provider, and a person hears of a
 * dead sign-in before an automation does.
 */
export class BackgroundRefresh {
  readonly #parts: BackgroundRefreshParts;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(parts: BackgroundRefreshParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#sleep();
  }

  /** Begins nothing more; resolves when the round under way is over. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#round;
  }

  /** When the account is refreshed without being asked for, in milliseconds since 1970; undefined when it is not. */
  due(account: Account): number | undefined {
    const { entry_id, expires_at, issued_at } = account;
    if (account.rejected !== undefined || !account.has_refresh_token) return undefined;
    const lastUse = this.#parts.lastUse(entry_id);
    if (lastUse === undefined || Date.now() - lastUse > USED_WITHIN_MS) return undefined;
    const life = expires_at - (issued_at ?? expires_at - 4 * LONGEST_MARGIN_MS);
    const margin = Math.min(LONGEST_MARGIN_MS, life / 4);
    if (margin <= CALLERS_MARGIN_MS) return undefined;
    return Math.max(expires_at - margin, this.#parts.nextTry(entry_id) ?? 0);
  }

  /** Refreshes what is due now. */
  async round(): Promise<void> {
    const { accounts } = this.#parts;
    const due = accounts().filter((account) => (this.due(account) ?? Number.POSITIVE_INFINITY) <= Date.now());
    const worker = async () => {
      for (let next = due.pop(); next && !this.#stopped; next = due.pop()) await this.#refresh(next);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  async #refresh(account: Account): Promise<void> {
    try {
      await this.#parts.refresh(account);
    } catch (error) {
      // What the provider said is told where it is kept; only what is ours to mend is news here.
      if (error instanceof CommandError && error.cause === undefined) return;
      this.#parts.log.error(`The token of entry ${account.entry_id} was not refreshed ahead`, error);
    }
  }

  #sleep(): void {
    if (this.#stopped) return;
    const next = Math.min(...this.#parts.accounts().map((account) => this.due(account) ?? Number.POSITIVE_INFINITY));
    const nap = Math.min(Math.max(next - Date.now(), SHORTEST_NAP_MS), LONGEST_NAP_MS);
    this.#timer = setTimeout(() => {
      this.#round = this.round().finally(() => this.#sleep());
    }, nap).unref();
  }
}
