import type { Collection, CollectionOptions, Store } from "../../src/backend/store/store.ts";

/** While `until` is set, writes of the store wait for it before they reach the disk. */
export interface HeldWrites {
  until: Promise<void> | undefined;
}

/** A store whose disk the test can make wait: what is acknowledged meanwhile was acknowledged too early. */
export function holdingStore(store: Store, held: HeldWrites): Store {
  return {
    collection<Value extends object>(name: string, options: CollectionOptions): Collection<Value> {
      const collection = store.collection<Value>(name, options);
      return {
        entries: () => collection.entries(),
        get: (id) => collection.get(id),
        put: async (id, value) => {
          await held.until;
          await collection.put(id, value);
        },
        delete: async (id) => {
          await held.until;
          await collection.delete(id);
        },
      };
    },
    purge: () => store.purge(),
    close: () => store.close(),
  };
}

/** Whether it settles before the next turns of the event loop are over. */
export async function settlesSoon(work: Promise<unknown>): Promise<boolean> {
  const late = Symbol("late");
  const soon = new Promise((resolve) => setTimeout(() => resolve(late), 150));
  return (await Promise.race([work.catch(() => {}), soon])) !== late;
}
