import Keyv, { type KeyvStorageAdapter } from "keyv";
import { digestOf } from "../digest.ts";
import { type Collection, type CollectionOptions, StoreError } from "./store.ts";
import { WriteGate } from "./write-gate.ts";

/** What lies under one key: the id in full (keys may be digests), the schema version, the value. */
interface StoredRecord {
  readonly id: string;
  readonly v: number;
  readonly value: Record<string, unknown>;
}

interface PendingWrite {
  readonly id: string;
  /** Absent: a deletion. */
  record?: StoredRecord;
  readonly settle: { resolve: () => void; reject: (error: unknown) => void }[];
}

/** Ids up to this length are keys as they are; Keyv's SQL adapters end at 255. */
const LONGEST_PLAIN_ID = 200;

/**
 * A collection on one Keyv namespace.
 *
 * Keyv 6 reports a failing adapter in three ways, by an exception, by `false`, or by an `error` event and an empty
 * answer, depending on who listens. Here every one of them becomes a StoreError.
 */
export class KeyvCollection<Value extends object> implements Collection<Value> {
  readonly #name: string;
  readonly #keyv: Keyv;
  readonly #options: CollectionOptions;
  readonly #gate: WriteGate;
  #failures = 0;
  #lastFailure: unknown;
  #pending = new Map<string, PendingWrite>();
  #flushing: Promise<void> | undefined;

  constructor(
    name: string,
    adapter: KeyvStorageAdapter | Map<string, unknown>,
    options: CollectionOptions,
    gate = new WriteGate(),
  ) {
    this.#name = name;
    this.#gate = gate;
    this.#options = options;
    this.#keyv = new Keyv({ store: adapter, namespace: name });
    this.#keyv.on("error", (error: unknown) => {
      this.#failures += 1;
      this.#lastFailure = error;
    });
  }

  async entries(): Promise<[string, Value][]> {
    return this.#guard(`Reading ${this.#name}`, async () => {
      const found: [string, Value][] = [];
      for await (const [, record] of this.#keyv.iterator()) {
        found.push([(record as StoredRecord).id, this.#lift(record as StoredRecord)]);
      }
      return found;
    });
  }

  async get(id: string): Promise<Value | undefined> {
    const record = await this.#guard(`Reading from ${this.#name}`, () => this.#keyv.get<StoredRecord>(keyOf(id)));
    return record && this.#lift(record);
  }

  put(id: string, value: Value): Promise<void> {
    return this.#enqueue(id, { id, v: this.#options.version, value: value as Record<string, unknown> });
  }

  delete(id: string): Promise<void> {
    return this.#enqueue(id, undefined);
  }

  /** Resolves when everything enqueued so far was written or failed. */
  async drain(): Promise<void> {
    await this.#flushing;
  }

  #enqueue(id: string, record: StoredRecord | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const key = keyOf(id);
      const write = this.#pending.get(key) ?? { id, settle: [] };
      // A later write of the same id replaces the earlier one: it would have overwritten it.
      if (record) write.record = record;
      else delete write.record;
      write.settle.push({ resolve, reject });
      this.#pending.set(key, write);
      this.#flushing ??= this.#flush();
    });
  }

  /** Writes what is pending, one commit for all that came in meanwhile, until nothing is. */
  async #flush(): Promise<void> {
    while (this.#pending.size > 0) {
      await new Promise((resolve) => setImmediate(resolve));
      await this.#gate.pass();
      const batch = [...this.#pending];
      this.#pending = new Map();
      await this.#writeAll(batch.filter(([, { record }]) => record));
      await this.#deleteAll(batch.filter(([, { record }]) => !record));
    }
    this.#flushing = undefined;
  }

  async #writeAll(batch: [string, PendingWrite][]): Promise<void> {
    if (batch.length === 0) return;
    const entries = batch.map(([key, { record }]) => ({ key, value: record }));
    await this.#settle(batch, async () => {
      if (entries.length > 1) return this.#keyv.setMany(entries);
      return [await this.#keyv.set(entries[0]?.key as string, entries[0]?.value)];
    });
  }

  async #deleteAll(batch: [string, PendingWrite][]): Promise<void> {
    if (batch.length === 0) return;
    const keys = batch.map(([key]) => key);
    await this.#settle(batch, async () => {
      await this.#guard(`Writing ${this.#name}`, async () => {
        if (keys.length > 1) await this.#keyv.deleteMany(keys);
        else await this.#keyv.delete(keys[0] as string);
      });
      return keys.map(() => true);
    });
  }

  /** Runs one commit and tells each writer how its own record fared. */
  async #settle(batch: [string, PendingWrite][], commit: () => Promise<boolean[] | undefined>): Promise<void> {
    let written: boolean[] | undefined;
    let cause: unknown;
    const before = this.#failures;
    try {
      written = await commit();
    } catch (error) {
      cause = error instanceof StoreError ? error.cause : error;
    }
    if (this.#failures > before) cause ??= this.#lastFailure;
    batch.forEach(([, { settle }], index) => {
      const ok = written?.[index] === true;
      for (const writer of settle) {
        if (ok) writer.resolve();
        else writer.reject(new StoreError(`Writing ${this.#name}`, cause));
      }
    });
  }

  async #guard<Result>(doing: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#failures;
    try {
      const result = await work();
      if (this.#failures > before) throw this.#lastFailure;
      return result;
    } catch (error) {
      throw error instanceof StoreError ? error : new StoreError(doing, error);
    }
  }

  #lift({ id, v: from, value }: StoredRecord): Value {
    const { version, migrate } = this.#options;
    if (from > version) {
      throw new StoreError(`Reading ${this.#name}`, new Error(`record ${digestOf(id)} has the newer version ${from}`));
    }
    let lifted = value;
    for (let at = from; at < version; at += 1) {
      if (!migrate) throw new StoreError(`Reading ${this.#name}`, new Error(`no migration from version ${at}`));
      lifted = migrate(lifted, at);
    }
    return lifted as Value;
  }
}

/** The mark in front keeps an id that looks like a namespace prefix or a digest apart from one. */
function keyOf(id: string): string {
  return id.length <= LONGEST_PLAIN_ID ? `=${id}` : `#${digestOf(id)}`;
}
