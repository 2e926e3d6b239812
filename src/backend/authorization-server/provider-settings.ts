import type { ProviderSettings as Settings } from "../../protocol/applications.ts";
import { Serialiser } from "../serialise.ts";
import { Records } from "../store/records.ts";
import type { Store } from "../store/store.ts";

const KEY = "settings";

/** Nothing but the code grant, until an administrator turns more on. */
const OFF: Settings = {
  pushed_authorization_requests: false,
  device_grant: false,
  dynamic_registration: false,
  client_id_metadata_documents: false,
  unverified_scopes: ["openid", "profile"],
};

/** What the hub offers to applications. */
export class ProviderSettings {
  readonly #records: Records<Settings>;
  readonly #queue = new Serialiser();
  readonly #watchers: (() => void)[] = [];

  static async load(store: Store): Promise<ProviderSettings> {
    return new ProviderSettings(await Records.load<Settings>(store, "provider_settings"));
  }

  private constructor(records: Records<Settings>) {
    this.#records = records;
  }

  get current(): Settings {
    return { ...OFF, ...this.#records.get(KEY) };
  }

  /** @param changes What is absent or undefined stays. */
  async update(changes: { readonly [Name in keyof Settings]?: Settings[Name] | undefined }): Promise<void> {
    await this.#queue.run(KEY, async () => {
      const given = Object.entries(changes).filter(([, value]) => value !== undefined);
      await this.#records.put(KEY, { ...this.current, ...Object.fromEntries(given) });
    });
    for (const changed of this.#watchers) changed();
  }

  watch(changed: () => void): void {
    this.#watchers.push(changed);
  }
}
