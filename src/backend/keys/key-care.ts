import { Records } from "../store/records.ts";
import type { Store } from "../store/store.ts";

interface Act {
  /** ISO 8601. */
  readonly at: string;
  /** The person's name. */
  readonly by: string;
}

/** What people did with a key: by its id, and nothing of the key itself. */
interface CareRecord {
  readonly saved?: Act;
  readonly dismissed?: Act;
}

/** Remembers for each key who saved it, and whether people still want to be asked for that. */
export class KeyCare {
  readonly #records: Records<CareRecord>;

  static async load(store: Store): Promise<KeyCare> {
    return new KeyCare(await Records.load<CareRecord>(store, "key_care"));
  }

  private constructor(records: Records<CareRecord>) {
    this.#records = records;
  }

  saved(keyId: string): Act | undefined {
    return this.#records.get(keyId)?.saved;
  }

  dismissed(keyId: string): boolean {
    return this.#records.get(keyId)?.dismissed !== undefined;
  }

  async save(keyId: string, by: string): Promise<void> {
    await this.#note(keyId, { saved: act(by) });
  }

  async dismiss(keyId: string, by: string): Promise<void> {
    await this.#note(keyId, { dismissed: act(by) });
  }

  async #note(keyId: string, note: CareRecord): Promise<void> {
    await this.#records.put(keyId, { ...this.#records.get(keyId), ...note });
  }
}

const act = (by: string): Act => ({ at: new Date().toISOString(), by });
