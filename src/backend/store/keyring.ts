import { createHmac } from "node:crypto";
import { base64url, CompactEncrypt, type CryptoKey, compactDecrypt, decodeProtectedHeader } from "jose";
import { StartError } from "../start-error.ts";
import { KEY_VARIABLE, type KeyEncryptionKey, makeKeyFile } from "./key-encryption-key.ts";
import type { Collection, Store } from "./store.ts";

/** Where a sealed value belongs. It is part of what is sealed, so that a value moved elsewhere does not open. */
export interface Binding {
  /** The record: collection and id. */
  readonly record: string;
  readonly field: string;
}

/** Seals and opens the secrets of one store. */
export interface Keyring {
  /** Text into a compact JWE (RFC 7516): `dir`, `A256GCM`, `kid` naming the data key. */
  seal(text: string, binding: Binding): Promise<string>;
  /** @throws SealError when the value was altered, belongs elsewhere, or its key is not there. */
  unseal(sealed: string, binding: Binding): Promise<string>;
  /** A keyed hash (HMAC-SHA-256, base64url): tells whether a secret is the same without keeping it. */
  fingerprint(text: string): string;
  /**
   * Text into a compact JWE (`A256GCMKW`, `A256GCM`) under the key-encryption key itself: for a reader that has that
   * key and not the store.
   */
  sealForKeyHolder(text: string): Promise<string>;
  /** @throws SealError */
  openAsKeyHolder(sealed: string): Promise<string>;
  /** 32 bytes for one purpose, made at the first call and kept wrapped, such as the key that signs access tokens. */
  purposeKey(purpose: string): Promise<Uint8Array>;
}

/** A sealed value that does not open. The message never holds the value. */
export class SealError extends Error {
  override readonly name = "SealError";
}

/** A key as it is stored: 32 bytes wrapped by the key-encryption key (`A256GCMKW`, RFC 7518 section 4.7). */
interface WrappedKey {
  readonly purpose: string;
  readonly wrapped: string;
}

const DATA = "data";
const FINGERPRINT = "fingerprint";

/**
 * Opens the keys of a store; at the very first start it makes them, and the key file where no key is given.
 * `given` is what `findKey` found; it is looked for before the database is touched.
 * @throws StartError when the key is missing or another one than the store was sealed with; nothing is changed then.
 */
export async function openKeyring(
  keyFile: string,
  store: Store,
  given: KeyEncryptionKey | undefined,
): Promise<Keyring> {
  const wrapped = store.collection<WrappedKey>("keys", { version: 1 });
  const known = await wrapped.entries();
  const kek = given ?? (known.length === 0 ? await makeKeyFile(keyFile) : missingKey(keyFile, known));
  const keys = new Map<string, Uint8Array>();
  for (const [id, key] of known) keys.set(`${key.purpose} ${id}`, await unwrap(key, kek));
  const ring = new WrappedKeyring(wrapped, kek, keys);
  await ring.prepare();
  return ring;
}

class WrappedKeyring implements Keyring {
  readonly #stored: Collection<WrappedKey>;
  readonly #kek: KeyEncryptionKey;
  readonly #raw: Map<string, Uint8Array>;
  readonly #dataKeys = new Map<string, CryptoKey>();
  #dataKeyId = "";
  #fingerprintKey: Uint8Array = new Uint8Array();

  constructor(stored: Collection<WrappedKey>, kek: KeyEncryptionKey, raw: Map<string, Uint8Array>) {
    this.#stored = stored;
    this.#kek = kek;
    this.#raw = raw;
  }

  async prepare(): Promise<void> {
    this.#fingerprintKey = await this.purposeKey(FINGERPRINT);
    await this.purposeKey(DATA);
    for (const [name, bytes] of this.#raw) {
      const [purpose, id] = name.split(" ") as [string, string];
      if (purpose !== DATA) continue;
      this.#dataKeyId = id;
      // Imported once: handing raw bytes to each call costs half the speed.
      const key = await crypto.subtle.importKey("raw", new Uint8Array(bytes), "AES-GCM", false, ["encrypt", "decrypt"]);
      this.#dataKeys.set(id, key as CryptoKey);
    }
  }

  async seal(text: string, { record, field }: Binding): Promise<string> {
    const key = this.#dataKeys.get(this.#dataKeyId) as CryptoKey;
    return new CompactEncrypt(new TextEncoder().encode(text))
      .setProtectedHeader({ alg: "dir", enc: "A256GCM", kid: this.#dataKeyId, rec: record, fld: field })
      .encrypt(key);
  }

  async unseal(sealed: string, { record, field }: Binding): Promise<string> {
    try {
      const { plaintext, protectedHeader } = await compactDecrypt(sealed, ({ kid }) => {
        const key = this.#dataKeys.get(kid ?? "");
        if (!key) throw new SealError("its data key is not there");
        return key;
      });
      if (protectedHeader.rec !== record || protectedHeader.fld !== field) throw new SealError("it belongs elsewhere");
      return new TextDecoder().decode(plaintext);
    } catch (error) {
      throw new SealError(
        `The sealed ${field} of ${record} does not open: it was altered, moved, or its key is gone.`,
        {
          cause: error,
        },
      );
    }
  }

  fingerprint(text: string): string {
    return createHmac("sha256", this.#fingerprintKey).update(text).digest("base64url");
  }

  sealForKeyHolder(text: string): Promise<string> {
    return wrap(new TextEncoder().encode(text), this.#kek);
  }

  async openAsKeyHolder(sealed: string): Promise<string> {
    try {
      return new TextDecoder().decode((await compactDecrypt(sealed, this.#kek.bytes)).plaintext);
    } catch (cause) {
      throw new SealError(`What was sealed does not open with the key ${this.#kek.id}.`, { cause });
    }
  }

  async purposeKey(purpose: string): Promise<Uint8Array> {
    for (const [name, bytes] of this.#raw) if (name.startsWith(`${purpose} `)) return bytes;
    const bytes = crypto.getRandomValues(new Uint8Array(32));
    const id = base64url.encode(crypto.getRandomValues(new Uint8Array(9)));
    const wrapped = await wrap(bytes, this.#kek);
    await this.#stored.put(id, { purpose, wrapped });
    this.#raw.set(`${purpose} ${id}`, bytes);
    return bytes;
  }
}

const wrap = (bytes: Uint8Array, kek: KeyEncryptionKey): Promise<string> =>
  new CompactEncrypt(bytes).setProtectedHeader({ alg: "A256GCMKW", enc: "A256GCM", kid: kek.id }).encrypt(kek.bytes);

async function unwrap({ wrapped }: WrappedKey, kek: KeyEncryptionKey): Promise<Uint8Array> {
  const needed = decodeProtectedHeader(wrapped).kid;
  if (needed !== kek.id) {
    throw new StartError(
      `Wrong key: the data was sealed with the key ${needed}, but ${kek.source} holds the key ${kek.id}. Put the right key there.`,
      { reason: "key_wrong" },
    );
  }
  try {
    return (await compactDecrypt(wrapped, kek.bytes)).plaintext;
  } catch (error) {
    throw new StartError(`A data key wrapped with the key ${kek.id} is damaged. Restore a backup of the database.`, {
      reason: "database_damaged",
      cause: error,
    });
  }
}

function missingKey(keyFile: string, known: [string, WrappedKey][]): never {
  const id = decodeProtectedHeader((known[0] as [string, WrappedKey])[1].wrapped).kid;
  throw new StartError(
    `The key ${id} that sealed the data is missing. Put its key file back at ${keyFile}, or set ${KEY_VARIABLE}.`,
    { reason: "key_missing" },
  );
}
