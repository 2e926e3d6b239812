import { KeyvCollection } from "./keyv-collection.ts";
import type { Collection, CollectionOptions, Store } from "./store.ts";

/** A store that forgets: for tests, and for trying what a hub would do. Keeps what it holds when closed and asked again. */
export function openMemoryStore(): Store {
  const maps = new Map<string, Map<string, unknown>>();
  return {
    collection<Value extends object>(name: string, options: CollectionOptions): Collection<Value> {
      const map = maps.get(name) ?? new Map<string, unknown>();
      maps.set(name, map);
      return new KeyvCollection<Value>(name, map, options);
    },
    async purge() {},
    async close() {},
  };
}
