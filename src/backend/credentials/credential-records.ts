import type { Credential } from "../../protocol/credentials.ts";
import { notFound } from "../../protocol/errors.ts";
import { Serialiser } from "../serialise.ts";
import type { Keyring } from "../store/keyring.ts";
import type { Collection, Store } from "../store/store.ts";
import { CredentialList } from "./credential-list.ts";
import { hintOf, type StoredCredential, secretOf, withoutRotation } from "./stored-credential.ts";

/** Every credential on disk and in memory, which changes only once the disk has it; changes of one queue up. */
export class CredentialRecords {
  readonly list: CredentialList;
  readonly keyring: Keyring;
  readonly #store: Store;
  readonly #collection: Collection<StoredCredential>;
  readonly #queue = new Serialiser();

  /** @throws StoreError */
  static async load(store: Store, keyring: Keyring): Promise<CredentialRecords> {
    const collection = store.collection<StoredCredential>("credentials", { version: 1 });
    const records = (await collection.entries()).map(([, record]) => record);
    records.sort((a, b) => a.sequence - b.sequence);
    return new CredentialRecords(keyring, store, collection, new CredentialList(records));
  }

  private constructor(keyring: Keyring, store: Store, collection: Collection<StoredCredential>, list: CredentialList) {
    this.keyring = keyring;
    this.#store = store;
    this.#collection = collection;
    this.list = list;
  }

  /** @throws CommandError `not_found`. */
  get(id: string): StoredCredential {
    const record = this.list.get(id);
    if (!record) throw notFound(`Unable to find application_credentials_id ${id}`);
    return record;
  }

  /** One after the other for one key, which is an id, or what a change is about that has none yet. */
  inTurn<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    return this.#queue.run(key, work);
  }

  /** @param newSecret where it is new, for hubs that keep a copy. */
  async save(record: StoredCredential, newSecret?: string): Promise<Credential> {
    await this.#collection.put(record.item.id, record);
    this.list.set(record, newSecret);
    return record.item;
  }

  /** Resolves when replaced secrets are in none of the store's files any more, sealed as they are. @throws StoreError */
  async purge(): Promise<void> {
    await this.#store.purge();
  }

  /** `Resealable`: secrets, wherever a record holds them. */
  sealedRecords(): [string, StoredCredential][] {
    return this.list.all().map((record) => [record.item.id, record]);
  }

  async replaceSealed(id: string, reseal: <Value extends object>(record: Value) => Promise<Value>): Promise<void> {
    await this.inTurn(id, async () => {
      const before = this.list.get(id);
      if (!before) return;
      const record = await reseal(before);
      await this.#collection.put(id, record);
      this.list.replaceSealed(record);
    });
  }

  /** The ids of those whose secrets no key here opens. */
  secretsLost(): string[] {
    const records = this.list.all();
    const lost = records.filter((record) => this.keyring.sealedWith(record.sealed_client_secret) === "gone");
    return lost.map(({ item }) => item.id);
  }

  async delete(id: string): Promise<void> {
    await this.#collection.delete(id);
    this.list.remove(id);
  }

  /** The record with another secret, which ends a rotation; without one, or with a blank, it keeps its own. */
  async withSecret(record: StoredCredential, secret: string | undefined): Promise<StoredCredential> {
    if (!secret) return record;
    const { item } = record;
    return {
      ...withoutRotation(record),
      item: { ...item, client_secret_hint: hintOf(secret) },
      sealed_client_secret: await this.keyring.seal(secret, secretOf(item.id)),
    };
  }
}
