import type { HostEntry } from "../../backend/host.ts";
import type { EntryState } from "../../protocol/fields.ts";
import type { ConfigEntry } from "../../protocol/home-assistant.ts";

/** A config entry on disk. Times are ISO 8601. */
export interface EntryRecord {
  readonly entry_id: string;
  readonly domain: string;
  readonly title: string;
  /** The account at the provider, as the integration names it. */
  readonly unique_id: string | null;
  /** The credential's `auth_domain ?? id`. */
  readonly auth_implementation: string;
  /** Who connected it. */
  readonly user_id: string;
  readonly created_at: string;
  readonly modified_at: string;
  /** It waits for somebody to sign in again, and since when. */
  readonly reauth?: { readonly reason: string; readonly since: string };
  /** It goes to another credential once somebody has signed in with it, and works with its own until then. */
  readonly moving?: Moving;
}

/** `implementation` is the other credential's `auth_domain ?? id`, `name` its name; `since` is ISO 8601. */
export interface Moving {
  readonly implementation: string;
  readonly name: string;
  readonly reason: string;
  readonly since: string;
}

/** Since when somebody is asked to sign in again for it; undefined where nobody is. */
export const askedSince = ({ reauth, moving }: EntryRecord): string | undefined => (reauth ?? moving)?.since;

/** What of an entry lives only as long as the hub runs. */
export interface EntryStatus {
  readonly state: EntryState;
  readonly reason: string | null;
}

export const toHostEntry = (record: EntryRecord, { state }: EntryStatus): HostEntry => ({
  entry_id: record.entry_id,
  domain: record.domain,
  title: record.title,
  state,
  reauth: askedSince(record) !== undefined,
  auth_implementation: record.auth_implementation,
  ...(record.unique_id !== null && { unique_id: record.unique_id }),
});

/** Home Assistant's shape: times are seconds since 1970. */
export const toConfigEntry = (record: EntryRecord, { state, reason }: EntryStatus): ConfigEntry => ({
  entry_id: record.entry_id,
  domain: record.domain,
  title: record.title,
  source: "user",
  state,
  reason: reason ?? record.moving?.reason ?? null,
  error_reason_translation_key: null,
  created_at: Date.parse(record.created_at) / 1_000,
  modified_at: Date.parse(record.modified_at) / 1_000,
  supports_options: false,
  supports_remove_device: false,
  supports_unload: true,
  supports_reconfigure: false,
  pref_disable_new_entities: false,
  pref_disable_polling: false,
  disabled_by: null,
  user_id: record.user_id,
});
