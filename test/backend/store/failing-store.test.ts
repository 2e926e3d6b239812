/**
 * Keyv 6 hides a failing adapter behind `false` or an empty answer as soon as somebody listens to its `error` event,
 * and throws when nobody does. A credential that could not be read would then look like one that was never there.
 */
import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import test from "node:test";
import { KeyvCollection } from "../../../src/backend/store/keyv-collection.ts";
import { StoreError } from "../../../src/backend/store/store.ts";

class FailingAdapter extends EventEmitter {
  namespace: string | undefined;
  readonly opts = {};
  readonly how: "throws" | "emits";

  constructor(how: "throws" | "emits") {
    super();
    this.how = how;
  }

  async #fail<Answer>(answer: Answer): Promise<Answer> {
    const error = new Error("database or disk is full");
    if (this.how === "throws") throw error;
    this.emit("error", error);
    return answer;
  }

  get = () => this.#fail(undefined);
  getMany = () => this.#fail([]);
  has = () => this.#fail(false);
  set = () => this.#fail(false);
  setMany = (entries: unknown[]) => this.#fail(entries.map(() => false));
  delete = () => this.#fail(false);
  deleteMany = (keys: unknown[]) => this.#fail(keys.map(() => false));
  clear = () => this.#fail(undefined);
  // biome-ignore lint/correctness/useYield: it fails before its first item.
  async *iterator(): AsyncGenerator<[string, unknown], void> {
    await this.#fail(undefined);
  }
}

for (const how of ["throws", "emits"] as const) {
  const failing = () => new KeyvCollection<{ n: number }>("things", new FailingAdapter(how) as never, { version: 1 });
  const isStoreError = (error: unknown) => error instanceof StoreError && /disk is full/.test(error.message);

  test(`an adapter that ${how}: every call is a StoreError with words for people`, async () => {
    const collection = failing();
    await assert.rejects(collection.get("a"), isStoreError);
    await assert.rejects(collection.entries(), isStoreError);
    await assert.rejects(collection.put("a", { n: 1 }), isStoreError);
    await assert.rejects(collection.delete("a"), isStoreError);
  });

  test(`an adapter that ${how}: each of many writers is told`, async () => {
    const collection = failing();
    const results = await Promise.allSettled([
      collection.put("a", { n: 1 }),
      collection.put("b", { n: 2 }),
      collection.delete("c"),
      collection.delete("d"),
    ]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ["rejected", "rejected", "rejected", "rejected"],
    );
  });
}

test("an error outside any call does not end the process", () => {
  const adapter = new FailingAdapter("emits");
  new KeyvCollection("things", adapter as never, { version: 1 });
  adapter.emit("error", new Error("connection lost"));
});
