import type { HostEntry } from "../../backend/host.ts";
import { Serialiser } from "../../backend/serialise.ts";
import { Records } from "../../backend/store/records.ts";
import type { Store } from "../../backend/store/store.ts";
import type { ConfigEntry } from "../../protocol/home-assistant.ts";
import { type EntryRecord, type EntryStatus, toConfigEntry, toHostEntry } from "./entry-record.ts";

export type EntryChange = { readonly type: "added" | "updated" | "removed"; readonly entry: ConfigEntry };

const NOT_LOADED: EntryStatus = { state: "not_loaded", reason: null };

/** Every config entry: what is on disk of it, its state, and who wants to know of changes. */
export class ConfigEntries {
  readonly #records: Records<EntryRecord>;
  readonly #statuses = new Map<string, EntryStatus>();
  readonly #changes = new Serialiser();
  readonly #listeners = new Set<(change: EntryChange) => void>();

  private constructor(records: Records<EntryRecord>) {
    this.#records = records;
  }

  static async load(store: Store): Promise<ConfigEntries> {
    return new ConfigEntries(await Records.load<EntryRecord>(store, "hub_config_entries", (entry) => entry.created_at));
  }

  /** In the order of their creation. */
  records(): EntryRecord[] {
    return this.#records.values();
  }

  get(entryId: string): EntryRecord | undefined {
    return this.#records.get(entryId);
  }

  hostEntries(): HostEntry[] {
    return this.records().map((record) => toHostEntry(record, this.#status(record.entry_id)));
  }

  hostEntry(entryId: string): HostEntry | undefined {
    const record = this.get(entryId);
    return record && toHostEntry(record, this.#status(entryId));
  }

  configEntries(): ConfigEntry[] {
    return this.records().map((record) => this.#configEntry(record));
  }

  async add(record: EntryRecord): Promise<void> {
    await this.#records.put(record.entry_id, record);
    this.#tell("added", this.#configEntry(record));
  }

  /** Replaces the record of an entry that is there, one change after the other; one that was removed stays away. */
  change(entryId: string, change: (record: EntryRecord) => EntryRecord): Promise<void> {
    return this.#changes.run(entryId, async () => {
      const record = this.get(entryId);
      if (!record) return;
      const changed = { ...change(record), modified_at: new Date().toISOString() };
      await this.#records.put(entryId, changed);
      this.#tell("updated", this.#configEntry(changed));
    });
  }

  remove(entryId: string): Promise<void> {
    return this.#changes.run(entryId, async () => {
      const record = this.get(entryId);
      if (!record) return;
      await this.#records.delete(entryId);
      const entry = this.#configEntry(record);
      this.#statuses.delete(entryId);
      this.#tell("removed", entry);
    });
  }

  setStatus(entryId: string, status: EntryStatus): void {
    const record = this.get(entryId);
    if (!record) return;
    this.#statuses.set(entryId, status);
    this.#tell("updated", this.#configEntry(record));
  }

  /** @returns the function that ends it. */
  listen(listener: (change: EntryChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #status(entryId: string): EntryStatus {
    return this.#statuses.get(entryId) ?? NOT_LOADED;
  }

  #configEntry(record: EntryRecord): ConfigEntry {
    return toConfigEntry(record, this.#status(record.entry_id));
  }

  #tell(type: EntryChange["type"], entry: ConfigEntry): void {
    for (const listener of this.#listeners) listener({ type, entry });
  }
}
