import type { Log } from "../host.ts";
import { Records } from "../store/records.ts";
import type { Store } from "../store/store.ts";

/** What is on disk may be this much older than the truth, so that asking for a token costs no write. */
const GRANULARITY_MS = 60 * 60_000;

/** When somebody last asked for each account's token: only what is used is kept alive in the background. */
export class LastUse {
  readonly #disk: Records<{ readonly at: number }>;
  readonly #log: Log;
  readonly #latest = new Map<string, number>();

  static async load(store: Store, log: Log): Promise<LastUse> {
    return new LastUse(await Records.load<{ at: number }>(store, "account_use"), log);
  }

  private constructor(disk: Records<{ readonly at: number }>, log: Log) {
    this.#disk = disk;
    this.#log = log;
    for (const [entryId, { at }] of disk.entries()) this.#latest.set(entryId, at);
  }

  /** Milliseconds since 1970. */
  get(entryId: string): number | undefined {
    return this.#latest.get(entryId);
  }

  touch(entryId: string): void {
    const now = Date.now();
    this.#latest.set(entryId, now);
    if (now - (this.#disk.get(entryId)?.at ?? 0) < GRANULARITY_MS) return;
    // Nobody waits for it: a use that is lost costs a background refresh at the most.
    this.#disk.put(entryId, { at: now }).catch((error: unknown) => {
      this.#log.error("The last use of an account was not stored", error);
    });
  }

  async forget(entryId: string): Promise<void> {
    this.#latest.delete(entryId);
    await this.#disk.delete(entryId);
  }
}
