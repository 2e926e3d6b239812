const WINDOW = 5 * 60 * 1_000;
/** Failures within the window, after which further attempts have to wait. */
const LIMITS = { addressAndAccount: 10, address: 50, account: 100 } as const;
/** Keys remembered; the one that failed longest ago is forgotten first. */
const MAX_KEYS = 10_000;

/**
 * Slows down the guessing of passwords, by a sliding window of failures. An attempt counts as failed
 * from its beginning, so that many at once don't get past; success takes it back.
 */
export class LoginLimiter {
  readonly #failures = new Map<string, number[]>();

  /**
   * @returns the seconds to wait, when there were too many failures; else the attempt, which has begun.
   */
  begin(address: string, username: string): { readonly retryAfter: number } | { readonly succeeded: () => void } {
    const now = Date.now();
    const limits: [key: string, limit: number][] = [
      [`both ${address} ${username}`, LIMITS.addressAndAccount],
      [`address ${address}`, LIMITS.address],
      [`account ${username}`, LIMITS.account],
    ];
    const waits = limits.map(([key, limit]) => this.#wait(key, limit, now));
    const wait = Math.max(...waits);
    if (wait > 0) return { retryAfter: Math.ceil(wait / 1_000) };
    for (const [key] of limits) this.#add(key, now);
    return {
      succeeded: () => {
        for (const [key] of limits) this.#takeBack(key, now);
      },
    };
  }

  /** Milliseconds until one more attempt is within the limit. */
  #wait(key: string, limit: number, now: number): number {
    const recent = this.#recent(key, now);
    const blocking = recent.at(-limit);
    return blocking === undefined ? 0 : blocking + WINDOW - now;
  }

  #recent(key: string, now: number): number[] {
    return (this.#failures.get(key) ?? []).filter((time) => time > now - WINDOW);
  }

  #add(key: string, now: number): void {
    const recent = this.#recent(key, now);
    this.#failures.delete(key);
    this.#failures.set(key, [...recent, now]);
    const oldest = this.#failures.keys().next();
    if (this.#failures.size > MAX_KEYS && !oldest.done) this.#failures.delete(oldest.value);
  }

  #takeBack(key: string, time: number): void {
    const times = this.#failures.get(key) ?? [];
    const index = times.indexOf(time);
    if (index >= 0) times.splice(index, 1);
    if (times.length === 0) this.#failures.delete(key);
  }
}
