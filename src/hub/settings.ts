import { Records } from "../backend/store/records.ts";
import type { Store } from "../backend/store/store.ts";

const KEY = "settings";

interface SettingsRecord {
  readonly language: string;
}

/** What the owner chose for the hub as a whole. */
export class Settings {
  readonly #records: Records<SettingsRecord>;

  private constructor(records: Records<SettingsRecord>) {
    this.#records = records;
  }

  static async load(store: Store): Promise<Settings> {
    return new Settings(await Records.load<SettingsRecord>(store, "hub_settings", () => ""));
  }

  /** BCP 47; the language of the onboarding. */
  get language(): string {
    return this.#records.get(KEY)?.language ?? "en";
  }

  async setLanguage(language: string): Promise<void> {
    await this.#records.put(KEY, { language });
  }
}
