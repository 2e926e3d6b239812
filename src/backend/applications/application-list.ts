import type { Application, ApplicationChange } from "../../protocol/applications.ts";
import { ReadyJson } from "../commands.ts";
import type { StoredApplication } from "./application-record.ts";

type Listener = (changes: ApplicationChange[]) => void;

/** All applications in memory, in the order of their creation, with their JSON at hand, and who watches them. */
export class ApplicationList {
  readonly #byId = new Map<string, StoredApplication>();
  readonly #byClientId = new Map<string, StoredApplication>();
  readonly #json = new Map<string, string>();
  readonly #listeners = new Set<Listener>();
  #listJson: ReadyJson | undefined;

  constructor(records: Iterable<StoredApplication>) {
    for (const record of records) this.#keep(record);
  }

  get size(): number {
    return this.#byId.size;
  }

  get(id: string): StoredApplication | undefined {
    return this.#byId.get(id);
  }

  withClientId(clientId: string): StoredApplication | undefined {
    return this.#byClientId.get(clientId);
  }

  all(): StoredApplication[] {
    return [...this.#byId.values()];
  }

  set(record: StoredApplication): void {
    const change_type = this.#byId.has(record.item.id) ? "updated" : "added";
    this.#keep(record);
    this.#tell(change_type, record.item);
  }

  remove({ item }: StoredApplication): void {
    this.#byId.delete(item.id);
    this.#byClientId.delete(item.client_id);
    this.#json.delete(item.id);
    this.#listJson = undefined;
    this.#tell("removed", item);
  }

  /** The whole list as JSON; made anew only after a change. */
  listJson(): ReadyJson {
    this.#listJson ??= new ReadyJson(
      `[${this.all()
        .map(({ item }) => this.#jsonOf(item))
        .join(",")}]`,
    );
    return this.#listJson;
  }

  /** Every item as `added`, the first event of a subscription. */
  addedJson(): ReadyJson {
    const changes = this.all().map(
      ({ item }) => `{"change_type":"added","application_id":${JSON.stringify(item.id)},"item":${this.#jsonOf(item)}}`,
    );
    return new ReadyJson(`[${changes.join(",")}]`);
  }

  /** @returns what ends it. */
  watch(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #keep(record: StoredApplication): void {
    const { id, client_id } = record.item;
    this.#byId.set(id, record);
    this.#byClientId.set(client_id, record);
    this.#json.delete(id);
    this.#listJson = undefined;
  }

  #jsonOf(item: Application): string {
    const known = this.#json.get(item.id) ?? JSON.stringify(item);
    this.#json.set(item.id, known);
    return known;
  }

  #tell(change_type: ApplicationChange["change_type"], item: Application): void {
    for (const listener of this.#listeners) listener([{ change_type, application_id: item.id, item }]);
  }
}
