import type { Collection, Store } from "./store.ts";

/**
 * The records of one kind, read from memory and written to disk: a change is seen
 * only once it is durable. Iteration is in the order of the first `put`.
 */
export class Records<Value extends object> {
  readonly #values: Map<string, Value>;
  readonly #disk: Collection<Value>;

  private constructor(values: Map<string, Value>, disk: Collection<Value>) {
    this.#values = values;
    this.#disk = disk;
  }

  /**
   * @param sortBy What orders the records that are on disk already.
   * @throws StoreError when a record can't be read.
   */
  static async load<Value extends object>(
    store: Store,
    name: string,
    sortBy: (value: Value) => string = () => "",
  ): Promise<Records<Value>> {
    const disk = store.collection<Value>(name, { version: 1 });
    const found = (await disk.entries()).sort(([, a], [, b]) => (sortBy(a) < sortBy(b) ? -1 : 1));
    return new Records(new Map(found), disk);
  }

  get(id: string): Value | undefined {
    return this.#values.get(id);
  }

  entries(): [id: string, value: Value][] {
    return [...this.#values];
  }

  values(): Value[] {
    return [...this.#values.values()];
  }

  /** @throws StoreError; then nothing changed. */
  async put(id: string, value: Value): Promise<void> {
    await this.#disk.put(id, value);
    this.#values.set(id, value);
  }

  /** @throws StoreError; then nothing changed. */
  async delete(id: string): Promise<void> {
    await this.#disk.delete(id);
    this.#values.delete(id);
  }
}
