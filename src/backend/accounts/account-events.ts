import type { Log } from "../host.ts";

/** What became of an account; a log of activity and the status page listen. */
export interface AccountEvent {
  /**
   * - `connected`: somebody signed in, for the first time or again
   * - `refreshed`: a new access token came
   * - `refresh_failed`: for now; told once until it works again or fails in another way
   * - `rejected`: a person has to sign in again
   * - `recovered`: what had failed or was rejected works again
   * - `removed`: its tokens are erased
   */
  readonly type: "connected" | "refreshed" | "refresh_failed" | "rejected" | "recovered" | "removed";
  readonly entry_id: string;
  readonly domain: string;
  /** A sentence for people. */
  readonly reason?: string;
}

/** Who wants to know what becomes of accounts. */
export class AccountEvents {
  readonly #log: Log;
  readonly #listeners = new Set<(event: AccountEvent) => void>();
  readonly #watchers = new Set<(entryId: string) => void>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** @returns what ends it. */
  watch(listener: (event: AccountEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Also of what is no news, such as another try that failed. @returns what ends it. */
  watchChanges(watcher: (entryId: string) => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  tell(event: AccountEvent): void {
    this.#each(this.#listeners, event);
    this.changed(event.entry_id);
  }

  changed(entryId: string): void {
    this.#each(this.#watchers, entryId);
  }

  /** A listener that fails must not fail the refresh that it hears of. */
  #each<Told>(listeners: ReadonlySet<(told: Told) => void>, told: Told): void {
    for (const listener of listeners) {
      try {
        listener(told);
      } catch (error) {
        this.#log.error("Somebody who listens to accounts failed", error);
      }
    }
  }
}
