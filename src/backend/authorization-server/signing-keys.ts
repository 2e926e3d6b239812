import { randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import type { Resealable } from "../keys/resealable.ts";
import { Serialiser } from "../serialise.ts";
import type { Binding, Keyring } from "../store/keyring.ts";
import { Records } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import { ID_TOKEN_SECONDS } from "./lifetimes.ts";

/** RS256 is the one that every OpenID client understands (OpenID Connect Core, section 15.1). */
const ALGORITHM = "RS256";
const LIFE_MS = 90 * 24 * 60 * 60_000;

interface StoredKey {
  readonly kid: string;
  readonly public_jwk: JWK;
  /** Sealed JSON of the private key. */
  readonly sealed_key: string;
  /** ISO 8601. */
  readonly created_at: string;
  /** ISO 8601: another key signs since then, and the last token of this one has ended an hour later. */
  readonly retired_at?: string;
}

/** What signs ID tokens: private keys sealed, public ones published until nothing that they signed is good any more. */
export class SigningKeys implements Resealable {
  readonly #records: Records<StoredKey>;
  readonly #keyring: Keyring;
  readonly #queue = new Serialiser();

  static async load(store: Store, keyring: Keyring): Promise<SigningKeys> {
    const records = await Records.load<StoredKey>(store, "provider_signing_keys", ({ created_at }) => created_at);
    return new SigningKeys(records, keyring);
  }

  private constructor(records: Records<StoredKey>, keyring: Keyring) {
    this.#records = records;
    this.#keyring = keyring;
  }

  /** When the key that signs was made; undefined while nothing was signed yet. */
  get createdAt(): string | undefined {
    return this.#current()?.created_at;
  }

  /** Whether the key that signs is old, and another is to take its place. */
  isDue(): boolean {
    const current = this.#current();
    return current !== undefined && Date.now() - Date.parse(current.created_at) > LIFE_MS;
  }

  /** The key that signs, with its private part; made at the first call, and anew when it is old. */
  async signing(): Promise<JWK> {
    // Of several that ask at once, one makes it.
    await this.#queue.run("keys", async () => {
      if (!this.#current() || this.isDue()) await this.#renew();
    });
    const { kid, sealed_key } = this.#current() as StoredKey;
    return JSON.parse(await this.#keyring.unseal(sealed_key, bindingOf(kid))) as JWK;
  }

  /** The public parts of former keys whose tokens may still be good. */
  former(): JWK[] {
    return this.#records
      .values()
      .filter(({ retired_at }) => retired_at !== undefined && !isOver(retired_at))
      .map(({ public_jwk }) => public_jwk);
  }

  /** Another key signs from now on. */
  async rotate(): Promise<void> {
    await this.#queue.run("keys", () => this.#renew());
  }

  sealedRecords(): Iterable<readonly [id: string, record: object]> {
    return this.#records.entries();
  }

  async replaceSealed(id: string, reseal: <Value extends object>(record: Value) => Promise<Value>): Promise<void> {
    await this.#queue.run("keys", async () => {
      const record = this.#records.get(id);
      if (record) await this.#records.put(id, await reseal(record));
    });
  }

  /** A kill while one takes another's place leaves two: the newer signs. */
  #current(): StoredKey | undefined {
    return this.#records.values().findLast(({ retired_at }) => retired_at === undefined);
  }

  async #renew(): Promise<void> {
    const made = await this.#make();
    await this.#records.put(made.kid, made);
    for (const key of this.#records.values()) {
      if (key.kid === made.kid) continue;
      if (key.retired_at === undefined) await this.#records.put(key.kid, { ...key, retired_at: made.created_at });
      else if (isOver(key.retired_at)) await this.#records.delete(key.kid);
    }
  }

  async #make(): Promise<StoredKey> {
    const { privateKey, publicKey } = await generateKeyPair(ALGORITHM, { extractable: true });
    const kid = randomUUID();
    const named = { kid, use: "sig", alg: ALGORITHM };
    const sealed_key = await this.#keyring.seal(
      JSON.stringify({ ...(await exportJWK(privateKey)), ...named }),
      bindingOf(kid),
    );
    const public_jwk = { ...(await exportJWK(publicKey)), ...named };
    return { kid, public_jwk, sealed_key, created_at: new Date().toISOString() };
  }
}

const bindingOf = (kid: string): Binding => ({ record: `provider_signing_keys/${kid}`, field: "key" });
const isOver = (retiredAt: string): boolean => Date.parse(retiredAt) + ID_TOKEN_SECONDS * 1_000 < Date.now();
