import type { Credential, CredentialChange } from "../../protocol/credentials.ts";
import { ReadyJson } from "../commands.ts";
import type { StoredCredential } from "./stored-credential.ts";

type Listener = (changes: CredentialChange[]) => void;

/** A change for a hub that keeps a copy of everything. */
export interface CopyChange {
  readonly change_type: CredentialChange["change_type"];
  readonly item: Credential;
  /** Where it is new; a blank or absent one is that from before. */
  readonly client_secret?: string | undefined;
}

/** All credentials in memory, in the order of their creation, with their JSON at hand, and who watches them. */
export class CredentialList {
  #byId = new Map<string, StoredCredential>();
  readonly #json = new Map<string, string>();
  #ordered = true;
  #lastSequence = 0;
  #listJson: ReadyJson | undefined;
  readonly #listeners = new Set<Listener>();
  readonly #copies: ((change: CopyChange) => void)[] = [];

  constructor(records: Iterable<StoredCredential>) {
    for (const record of records) this.#keep(record);
  }

  get(id: string): StoredCredential | undefined {
    return this.#byId.get(id);
  }

  /** In the order of creation. */
  all(): StoredCredential[] {
    if (!this.#ordered) {
      this.#byId = new Map([...this.#byId].sort(([, a], [, b]) => a.sequence - b.sequence));
      this.#ordered = true;
    }
    return [...this.#byId.values()];
  }

  get lastSequence(): number {
    return this.#lastSequence;
  }

  set(record: StoredCredential, client_secret: string | undefined): void {
    const change_type = this.#byId.has(record.item.id) ? "updated" : "added";
    this.#keep(record);
    this.#tell({ change_type, item: record.item, client_secret });
  }

  /** The same credential, sealed anew: nobody is told. */
  replaceSealed(record: StoredCredential): void {
    this.#byId.set(record.item.id, record);
  }

  remove(id: string): void {
    const record = this.#byId.get(id);
    if (!record) return;
    this.#byId.delete(id);
    this.#json.delete(id);
    this.#listJson = undefined;
    this.#tell({ change_type: "removed", item: record.item });
  }

  /** The whole list as JSON; made anew only after a change. */
  listJson(): ReadyJson {
    const items = () => this.all().map(({ item }) => this.#jsonOf(item));
    this.#listJson ??= new ReadyJson(`[${items().join(",")}]`);
    return this.#listJson;
  }

  /** Every item as `added`, the first event of a subscription. */
  addedJson(): ReadyJson {
    const changes = this.all().map(
      ({ item }) =>
        `{"change_type":"added","application_credentials_id":${JSON.stringify(item.id)},"item":${this.#jsonOf(item)}}`,
    );
    return new ReadyJson(`[${changes.join(",")}]`);
  }

  /** @returns what ends it. */
  watch(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Secrets go to whoever keeps a copy, and to no one who watches. */
  keepCopy(take: (change: CopyChange) => void): void {
    this.#copies.push(take);
  }

  #keep(record: StoredCredential): void {
    // Creations that were sealed side by side may arrive out of order.
    if (!this.#byId.has(record.item.id) && record.sequence < this.#lastSequence) this.#ordered = false;
    this.#lastSequence = Math.max(this.#lastSequence, record.sequence);
    this.#byId.set(record.item.id, record);
    this.#json.delete(record.item.id);
    this.#listJson = undefined;
  }

  #jsonOf(item: Credential): string {
    const known = this.#json.get(item.id);
    if (known) return known;
    const json = JSON.stringify(item);
    this.#json.set(item.id, json);
    return json;
  }

  #tell(change: CopyChange): void {
    const { change_type, item } = change;
    for (const take of this.#copies) take(change);
    for (const listener of this.#listeners) listener([{ change_type, application_credentials_id: item.id, item }]);
  }
}
