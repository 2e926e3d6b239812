/** A bound for one key: so many within the window. */
export interface AttemptLimit {
  readonly key: string;
  readonly most: number;
}

/** Keys remembered; the one that was used longest ago is forgotten first. */
const MAX_KEYS = 10_000;

/**
 * Counts attempts in a sliding window, by any keys. One counts from its beginning, so that many at once don't get past;
 * success can take it back.
 */
export class Attempts {
  readonly #window: number;
  readonly #times = new Map<string, number[]>();

  /** @param window In milliseconds. */
  constructor(window: number) {
    this.#window = window;
  }

  /** @returns the seconds to wait, when there were too many; else the attempt, which has begun. */
  begin(limits: readonly AttemptLimit[]): { readonly retryAfter: number } | { readonly takeBack: () => void } {
    const now = Date.now();
    const wait = Math.max(...limits.map((limit) => this.#wait(limit, now)));
    if (wait > 0) return { retryAfter: Math.ceil(wait / 1_000) };
    for (const { key } of limits) this.#add(key, now);
    return {
      takeBack: () => {
        for (const { key } of limits) this.#remove(key, now);
      },
    };
  }

  /** Milliseconds until one more attempt is within the limit. */
  #wait({ key, most }: AttemptLimit, now: number): number {
    const blocking = this.#recent(key, now).at(-most);
    return blocking === undefined ? 0 : blocking + this.#window - now;
  }

  #recent(key: string, now: number): number[] {
    return (this.#times.get(key) ?? []).filter((time) => time > now - this.#window);
  }

  #add(key: string, now: number): void {
    const recent = this.#recent(key, now);
    this.#times.delete(key);
    this.#times.set(key, [...recent, now]);
    const oldest = this.#times.keys().next();
    if (this.#times.size > MAX_KEYS && !oldest.done) this.#times.delete(oldest.value);
  }

  #remove(key: string, time: number): void {
    const times = this.#times.get(key) ?? [];
    const index = times.indexOf(time);
    if (index >= 0) times.splice(index, 1);
    if (times.length === 0) this.#times.delete(key);
  }
}
