/** A bounded map that forgets: each value after a time, and the oldest when it is full. */
export class ExpiringMap<Value> {
  readonly #values = new Map<string, { readonly value: Value; readonly until: number }>();
  readonly #lifetime: number;
  readonly #limit: number;

  /** @param lifetime In milliseconds. */
  constructor(lifetime: number, limit: number) {
    this.#lifetime = lifetime;
    this.#limit = limit;
  }

  set(key: string, value: Value): void {
    this.#values.delete(key);
    this.#values.set(key, { value, until: Date.now() + this.#lifetime });
    for (const [oldest, { until }] of this.#values) {
      if (this.#values.size <= this.#limit && until > Date.now()) break;
      this.#values.delete(oldest);
    }
  }

  get(key: string): Value | undefined {
    const found = this.#values.get(key);
    if (found && found.until > Date.now()) return found.value;
    this.#values.delete(key);
    return undefined;
  }

  /** @returns the value, which is gone then. */
  take(key: string): Value | undefined {
    const value = this.get(key);
    this.#values.delete(key);
    return value;
  }
}
