import { createHmac } from "node:crypto";
import { CompactEncrypt, type CryptoKey, compactDecrypt, decodeProtectedHeader } from "jose";
import { digestOf } from "../digest.ts";
import { changeKey } from "./key-change.ts";
import { findNextKey, type KeyEncryptionKey } from "./key-encryption-key.ts";
import type { Store } from "./store.ts";
import { WrappedKeys, wrap } from "./wrapped-keys.ts";

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
  /** Whether a text is a sealed value, and what opens it: the data key that seals, an older one, or one that is gone. */
  sealedWith(text: string): "newest" | "older" | "gone" | undefined;
  /** Whether two sealed values are one, which may have been sealed anew in between. */
  isSame(sealed: string, other: string): boolean;
  /** 32 bytes for one purpose, made at the first call and kept wrapped, such as the key that signs access tokens. */
  purposeKey(purpose: string): Promise<Uint8Array>;
}

/** A keyring whose keys can be changed while it is in use. */
export interface ChangeableKeyring extends Keyring {
  /** The key-encryption key in use. */
  readonly key: KeyEncryptionKey;
  /** How many data keys there are: one seals, the others still open something. */
  dataKeys(): number;
  /** Whether what `sealForKeyHolder` made is for the key in use. */
  isForKeyHolder(sealed: string): boolean;
  /** The same under the data key that seals, in the place that the value itself names. @throws SealError */
  reseal(sealed: string): Promise<string>;
  /** Resolves when whatever is being sealed at the moment is. */
  quiet(): Promise<void>;
  /**
   * A new data key seals from now on, and where the key-encryption key lies in the key file, a new one wraps it. After a
   * kill in between, called again, it goes on; whether that is needed says `isChangeUnfinished`.
   */
  changeKey(steps: KeyChangeSteps): Promise<void>;
  isChangeUnfinished(): Promise<boolean>;
  /** Drops every data key but the one that seals. */
  dropOldDataKeys(): Promise<void>;
}

export interface KeyChangeSteps {
  /** Seals anew, with `sealForKeyHolder`, what lies outside the store, before the old key goes. */
  readonly outside: () => Promise<void>;
  /** Hears of each step when it is on disk. */
  readonly done: (step: string) => void;
}

/** A sealed value that does not open. The message never holds the value. */
export class SealError extends Error {
  override readonly name = "SealError";
}

const FINGERPRINT = "fingerprint";

/**
 * Opens the keys of a store; at the very first start it makes them, and the key file where no key is given.
 * `given` is what `findKey` found, `old` what `findOldKey` did; they are looked for before the database is touched.
 * @throws StartError when the key is missing or another one than the store was sealed with; nothing is changed then.
 */
export async function openKeyring(
  keyFile: string,
  store: Store,
  given: KeyEncryptionKey | undefined,
  old?: KeyEncryptionKey,
): Promise<ChangeableKeyring> {
  const ring = new OpenKeyring(keyFile, await WrappedKeys.open(keyFile, store, given, old));
  await ring.prepare();
  return ring;
}

class OpenKeyring implements ChangeableKeyring {
  readonly #keyFile: string;
  readonly #keys: WrappedKeys;
  /** Those that were dropped go on opening until the process ends: for what was being written meanwhile. */
  readonly #dataKeys = new Map<string, CryptoKey>();
  readonly #underWay = new Set<Promise<string>>();
  /** Digests of what was sealed anew since this process began, to those of what it was at first. */
  readonly #origins = new Map<string, string>();
  #dataKeyId = "";
  #fingerprintKey: Uint8Array = new Uint8Array();

  constructor(keyFile: string, keys: WrappedKeys) {
    this.#keyFile = keyFile;
    this.#keys = keys;
  }

  async prepare(): Promise<void> {
    this.#fingerprintKey = await this.purposeKey(FINGERPRINT);
    if (this.dataKeys() === 0) await this.#keys.addDataKey();
    await this.#useNewest();
  }

  get key(): KeyEncryptionKey {
    return this.#keys.kek;
  }

  dataKeys(): number {
    return this.#keys.dataKeys().length;
  }

  async seal(text: string, { record, field }: Binding): Promise<string> {
    const key = this.#dataKeys.get(this.#dataKeyId) as CryptoKey;
    const sealing = new CompactEncrypt(new TextEncoder().encode(text))
      .setProtectedHeader({ alg: "dir", enc: "A256GCM", kid: this.#dataKeyId, rec: record, fld: field })
      .encrypt(key);
    this.#underWay.add(sealing);
    try {
      return await sealing;
    } finally {
      this.#underWay.delete(sealing);
    }
  }

  async unseal(sealed: string, { record, field }: Binding): Promise<string> {
    try {
      const { text, binding } = await this.#open(sealed);
      if (binding.record !== record || binding.field !== field) throw new SealError("it belongs elsewhere");
      return text;
    } catch (error) {
      throw new SealError(
        `The sealed ${field} of ${record} does not open: it was altered, moved, or its key is gone.`,
        { cause: error },
      );
    }
  }

  sealedWith(text: string): "newest" | "older" | "gone" | undefined {
    // A compact JWE's header is JSON in base64url: it begins with `{"`.
    if (!text.startsWith("eyJ") || text.split(".").length !== 5) return undefined;
    const kid = dataKeyOf(text);
    if (kid === undefined) return undefined;
    if (kid === this.#dataKeyId) return "newest";
    return this.#dataKeys.has(kid) ? "older" : "gone";
  }

  async reseal(sealed: string): Promise<string> {
    let opened: { text: string; binding: Binding };
    try {
      opened = await this.#open(sealed);
    } catch (cause) {
      throw new SealError("A sealed value does not open: it was altered, or its key is gone.", { cause });
    }
    const again = await this.seal(opened.text, opened.binding);
    this.#origins.set(digestOf(again), this.#originOf(sealed));
    return again;
  }

  isSame(sealed: string, other: string): boolean {
    return sealed === other || this.#originOf(sealed) === this.#originOf(other);
  }

  #originOf(sealed: string): string {
    const digest = digestOf(sealed);
    return this.#origins.get(digest) ?? digest;
  }

  async quiet(): Promise<void> {
    await Promise.allSettled([...this.#underWay]);
  }

  fingerprint(text: string): string {
    return createHmac("sha256", this.#fingerprintKey).update(text).digest("base64url");
  }

  sealForKeyHolder(text: string): Promise<string> {
    return wrap(new TextEncoder().encode(text), this.key);
  }

  async openAsKeyHolder(sealed: string): Promise<string> {
    const { key } = this;
    const { former } = this.#keys;
    try {
      const kek = former && decodeProtectedHeader(sealed).kid === former.id ? former : key;
      return new TextDecoder().decode((await compactDecrypt(sealed, kek.bytes)).plaintext);
    } catch (cause) {
      throw new SealError(`What was sealed does not open with the key ${key.id}.`, { cause });
    }
  }

  isForKeyHolder(sealed: string): boolean {
    try {
      return decodeProtectedHeader(sealed).kid === this.key.id;
    } catch {
      return false;
    }
  }

  purposeKey(purpose: string): Promise<Uint8Array> {
    return this.#keys.ofPurpose(purpose);
  }

  async changeKey(steps: KeyChangeSteps): Promise<void> {
    await changeKey({ ...steps, keyFile: this.#keyFile, keys: this.#keys, sealWithNewest: () => this.#useNewest() });
  }

  async isChangeUnfinished(): Promise<boolean> {
    return this.key.place === "file" && (await findNextKey(this.#keyFile)) !== undefined;
  }

  async dropOldDataKeys(): Promise<void> {
    for (const { id } of this.#keys.dataKeys()) if (id !== this.#dataKeyId) await this.#keys.removeDataKey(id);
  }

  async #useNewest(): Promise<void> {
    let newest = "";
    for (const { id, bytes } of this.#keys.dataKeys()) {
      newest = id;
      if (this.#dataKeys.has(id)) continue;
      // Imported once: handing raw bytes to each call costs half the speed.
      const key = await crypto.subtle.importKey("raw", new Uint8Array(bytes), "AES-GCM", false, ["encrypt", "decrypt"]);
      this.#dataKeys.set(id, key as CryptoKey);
    }
    this.#dataKeyId = newest;
  }

  /** With the place that it was sealed for, which nobody can have changed. @throws Error */
  async #open(sealed: string): Promise<{ text: string; binding: Binding }> {
    const { plaintext, protectedHeader } = await compactDecrypt(sealed, ({ kid }) => {
      const key = this.#dataKeys.get(kid ?? "");
      if (!key) throw new SealError("its data key is not there");
      return key;
    });
    const binding = { record: String(protectedHeader.rec), field: String(protectedHeader.fld) };
    return { text: new TextDecoder().decode(plaintext), binding };
  }
}

/** @returns undefined when the text is no sealed value of a record. */
function dataKeyOf(text: string): string | undefined {
  try {
    const { alg, kid, rec } = decodeProtectedHeader(text);
    return alg === "dir" && rec !== undefined ? kid : undefined;
  } catch {
    return undefined;
  }
}
