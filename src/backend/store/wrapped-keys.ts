import { base64url, CompactEncrypt, compactDecrypt, decodeProtectedHeader } from "jose";
import { Serialiser } from "../serialise.ts";
import { StartError } from "../start-error.ts";
import { findNextKey, KEY_VARIABLE, type KeyEncryptionKey, makeKey } from "./key-encryption-key.ts";
import type { Collection, Store } from "./store.ts";

/** A key as it is stored: 32 bytes wrapped by the key-encryption key (`A256GCMKW`, RFC 7518 section 4.7). */
interface WrappedKey {
  readonly purpose: string;
  readonly wrapped: string;
  /** While the key-encryption key is being changed: the same key, wrapped with the next one. */
  readonly wrapped_next?: string;
  /** Of data keys: the one with the highest number seals, the others only open. Absent: 0. */
  readonly sequence?: number;
}

interface OpenedKey {
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly record: WrappedKey;
}

const DATA = "data";

/** The handful of keys that a store is sealed with, opened in memory and wrapped on disk. */
export class WrappedKeys {
  readonly #stored: Collection<WrappedKey>;
  readonly #opened: Map<string, OpenedKey>;
  /** A key that is made while the others are wrapped anew must not miss that. */
  readonly #queue = new Serialiser();
  #kek: KeyEncryptionKey;
  #former: KeyEncryptionKey | undefined;

  /**
   * At the very first start there are none yet, and the key file is made where no key is given.
   * @param old the key that `given` replaces
   * @throws StartError when the key is missing or another one than the store was sealed with; nothing is changed then.
   */
  static async open(
    keyFile: string,
    store: Store,
    given: KeyEncryptionKey | undefined,
    old: KeyEncryptionKey | undefined,
  ): Promise<WrappedKeys> {
    const stored = store.collection<WrappedKey>("keys", { version: 1 });
    const known = await stored.entries();
    const kek = given ?? (known.length === 0 ? await makeKey(keyFile) : missingKey(keyFile, known));
    const next = kek.place === "file" ? await findNextKey(keyFile) : undefined;
    const opened = new Map<string, OpenedKey>();
    for (const [id, record] of known) opened.set(id, { id, record, bytes: await unwrap(record, [kek, next, old]) });
    const keys = new WrappedKeys(stored, opened, kek, old);
    // A change that was not finished goes on when all is there that it needs; see `changeKey`.
    if (!next) await keys.settle();
    return keys;
  }

  private constructor(
    stored: Collection<WrappedKey>,
    opened: Map<string, OpenedKey>,
    kek: KeyEncryptionKey,
    former: KeyEncryptionKey | undefined,
  ) {
    this.#stored = stored;
    this.#opened = opened;
    this.#kek = kek;
    this.#former = former;
  }

  get kek(): KeyEncryptionKey {
    return this.#kek;
  }

  /** The key-encryption key before this one, as far as this process knows it: for what lies outside the store. */
  get former(): KeyEncryptionKey | undefined {
    return this.#former;
  }

  /** From the oldest to the one that seals. */
  dataKeys(): OpenedKey[] {
    const keys = [...this.#opened.values()].filter(({ record }) => record.purpose === DATA);
    return keys.sort((a, b) => (a.record.sequence ?? 0) - (b.record.sequence ?? 0));
  }

  find(purpose: string): Uint8Array | undefined {
    for (const { record, bytes } of this.#opened.values()) if (record.purpose === purpose) return bytes;
    return undefined;
  }

  /** The key of a purpose, made at the first call. */
  ofPurpose(purpose: string): Promise<Uint8Array> {
    return this.#queue.run("keys", async () => this.find(purpose) ?? (await this.#add({ purpose })));
  }

  /** Makes the data key that seals from now on. */
  async addDataKey(): Promise<void> {
    await this.#queue.run("keys", () => this.#add({ purpose: DATA, sequence: this.#nextSequence() }));
  }

  async removeDataKey(id: string): Promise<void> {
    await this.#stored.delete(id);
    this.#opened.delete(id);
  }

  /**
   * Wraps every key with the next key-encryption key too, and a new data key with both; from then on the next one is
   * in use. Done again after a kill, it goes on.
   */
  wrapWithNext(next: KeyEncryptionKey): Promise<void> {
    return this.#queue.run("keys", async () => {
      const begun = [...this.#opened.values()].some(({ record }) => isWrappedWith(record, next));
      if (!begun) await this.#add({ purpose: DATA, sequence: this.#nextSequence() }, next);
      for (const { id, bytes, record } of [...this.#opened.values()]) {
        if (!isWrappedWith(record, next))
          await this.#put(id, bytes, { ...record, wrapped_next: await wrap(bytes, next) });
      }
      if (this.#kek.id !== next.id) this.#former = this.#kek;
      this.#kek = next;
    });
  }

  /** Leaves every key wrapped with the key in use alone. */
  settle(): Promise<void> {
    return this.#queue.run("keys", async () => {
      for (const { id, bytes, record } of [...this.#opened.values()]) {
        const { wrapped_next, ...rest } = record;
        if (kidOf(record.wrapped) === this.#kek.id && wrapped_next === undefined) continue;
        await this.#put(id, bytes, { ...rest, wrapped: await wrap(bytes, this.#kek) });
      }
    });
  }

  #nextSequence(): number {
    return Math.max(-1, ...this.dataKeys().map(({ record }) => record.sequence ?? 0)) + 1;
  }

  async #add(record: Omit<WrappedKey, "wrapped">, next?: KeyEncryptionKey): Promise<Uint8Array> {
    const bytes = crypto.getRandomValues(new Uint8Array(32));
    const id = base64url.encode(crypto.getRandomValues(new Uint8Array(9)));
    const wrapped = await wrap(bytes, this.#kek);
    await this.#put(id, bytes, { ...record, wrapped, ...(next && { wrapped_next: await wrap(bytes, next) }) });
    return bytes;
  }

  async #put(id: string, bytes: Uint8Array, record: WrappedKey): Promise<void> {
    await this.#stored.put(id, record);
    this.#opened.set(id, { id, bytes, record });
  }
}

/** Bytes into a compact JWE that the holder of the key opens. */
export const wrap = (bytes: Uint8Array, kek: KeyEncryptionKey): Promise<string> =>
  new CompactEncrypt(bytes).setProtectedHeader({ alg: "A256GCMKW", enc: "A256GCM", kid: kek.id }).encrypt(kek.bytes);

const kidOf = (wrapped: string): string => decodeProtectedHeader(wrapped).kid ?? "";

const isWrappedWith = ({ wrapped, wrapped_next }: WrappedKey, { id }: KeyEncryptionKey): boolean =>
  kidOf(wrapped) === id || (wrapped_next !== undefined && kidOf(wrapped_next) === id);

/** @param keks the one in use, and those that may have been before or are to be next */
async function unwrap(
  { wrapped, wrapped_next = wrapped }: WrappedKey,
  keks: readonly [KeyEncryptionKey, ...(KeyEncryptionKey | undefined)[]],
): Promise<Uint8Array> {
  const ways = [wrapped, wrapped_next].flatMap((text) => keks.map((kek) => ({ text, kek })));
  const found = ways.find(({ text, kek }) => kek && kidOf(text) === kek.id);
  const [kek] = keks;
  if (!found?.kek) {
    throw new StartError(
      `Wrong key: the data was sealed with the key ${kidOf(wrapped)}, but ${kek.source} holds the key ${kek.id}. Put the right key there.`,
      { reason: "key_wrong" },
    );
  }
  try {
    return (await compactDecrypt(found.text, found.kek.bytes)).plaintext;
  } catch (error) {
    throw new StartError(
      `A data key wrapped with the key ${found.kek.id} is damaged. Restore a backup of the database.`,
      { reason: "database_damaged", cause: error },
    );
  }
}

function missingKey(keyFile: string, known: [string, WrappedKey][]): never {
  const id = kidOf((known[0] as [string, WrappedKey])[1].wrapped);
  throw new StartError(
    `The key ${id} that sealed the data is missing. Put its key file back at ${keyFile}, or set ${KEY_VARIABLE}.`,
    { reason: "key_missing" },
  );
}
