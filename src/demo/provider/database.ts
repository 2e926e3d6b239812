import { chmodSync, closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import KeyvSqlite from "@keyv/sqlite";
import Keyv from "keyv";

/** Rows read at once when all records of a kind are looked through. */
const ROWS_A_PAGE = 1_000;
/** Between two sweeps of expired rows, in milliseconds. */
const SWEEP = 60 * 60_000;

/** The provider's records by kind and id, in one SQLite database of its own. Every call that fails rejects. */
export interface Database {
  get<Value>(kind: string, id: string): Promise<Value | undefined>;
  /** @param seconds How long it lives; for ever when absent. */
  put(kind: string, id: string, value: object, seconds?: number): Promise<void>;
  delete(kind: string, id: string): Promise<void>;
  /** Every record of a kind that has not expired, in no promised order. */
  entries<Value>(kind: string): Promise<[id: string, value: Value][]>;
  close(): Promise<void>;
}

/** Opens the database in a folder, making both (modes 0700 and 0600) when they are not there. */
export function openDatabase(folder: string): Database {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "provider.db");
  // Made by hand, since SQLite gives its journal files the mode of the database.
  closeSync(openSync(file, "a", 0o600));
  chmodSync(file, 0o600);
  const store = new KeyvSqlite({
    uri: `sqlite://${file}`,
    driver: "node:sqlite",
    wal: true,
    iterationLimit: ROWS_A_PAGE,
  });
  // Its own timer would leave a failed sweep as a rejection that nobody handles. The next sweep tries again.
  const sweeping = setInterval(() => void store.clearExpired().catch(() => {}), SWEEP).unref();
  // Nobody listens to its `error`: with a listener, Keyv 6 answers a failed read with `undefined`.
  return new KeyvDatabase(new Keyv({ store }), sweeping);
}

class KeyvDatabase implements Database {
  readonly #keyv: Keyv;
  readonly #sweeping: NodeJS.Timeout;

  constructor(keyv: Keyv, sweeping: NodeJS.Timeout) {
    this.#keyv = keyv;
    this.#sweeping = sweeping;
  }

  get<Value>(kind: string, id: string): Promise<Value | undefined> {
    return this.#keyv.get<Value>(`${kind}:${id}`);
  }

  async put(kind: string, id: string, value: object, seconds?: number): Promise<void> {
    const written = await this.#keyv.set(`${kind}:${id}`, value, seconds && seconds * 1_000);
    if (!written) throw new Error(`The demo provider's database did not take a record of ${kind}`);
  }

  async delete(kind: string, id: string): Promise<void> {
    await this.#keyv.delete(`${kind}:${id}`);
  }

  async entries<Value>(kind: string): Promise<[string, Value][]> {
    const prefix = `${kind}:`;
    const found: [string, Value][] = [];
    for await (const [key, value] of this.#keyv.iterator()) {
      if (key.startsWith(prefix)) found.push([key.slice(prefix.length), value as Value]);
    }
    return found;
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeping);
    await this.#keyv.disconnect();
  }
}
