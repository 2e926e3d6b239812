import type { ActivityAction, RecordKind } from "../../protocol/recorded.ts";
import type { TextKey } from "../localize.ts";

type LineKey<Action = ActivityAction> = Action extends `${infer Group}.${infer What}`
  ? `activity.line.${Group}_${What}`
  : never;

/** The sentence of each action. One that is missing here shows itself in a plain form. */
const LINES = [
  "activity.line.credential_created",
  "activity.line.credential_updated",
  "activity.line.credential_secret_changed",
  "activity.line.credential_secret_rotated",
  "activity.line.credential_new_secret_worked",
  "activity.line.credential_new_secret_rejected",
  "activity.line.credential_rotation_undone",
  "activity.line.credential_checked",
  "activity.line.credential_deleted",
  "activity.line.credential_imported",
  "activity.line.credential_accounts_moved",
  "activity.line.account_connected",
  "activity.line.account_reauthenticated",
  "activity.line.account_sign_in_failed",
  "activity.line.account_replaced",
  "activity.line.account_refreshed",
  "activity.line.account_refresh_failed",
  "activity.line.account_rejected",
  "activity.line.account_recovered",
  "activity.line.account_removed",
  "activity.line.allowed_host_added",
  "activity.line.allowed_host_removed",
  "activity.line.integration_token_created",
  "activity.line.integration_token_revoked",
  "activity.line.data_imported_from_file",
  "activity.line.data_handed_back",
  "activity.line.data_plain_text_removed",
  "activity.line.key_rotated",
  "activity.line.key_saved",
  "activity.line.application_created",
  "activity.line.application_registered",
  "activity.line.application_updated",
  "activity.line.application_secret_rotated",
  "activity.line.application_previous_secret_ended",
  "activity.line.application_deleted",
  "activity.line.grant_allowed",
  "activity.line.grant_denied",
  "activity.line.grant_revoked",
  "activity.line.grant_reuse_detected",
  "activity.line.provider_updated",
  "activity.line.provider_signing_key_rotated",
] as const satisfies readonly (LineKey & TextKey)[];

const known: ReadonlySet<string> = new Set(LINES);

/** The text of an action; an action of a newer hub has a plain one. */
export function lineKey(action: string): TextKey {
  const key = `activity.line.${action.replace(".", "_")}`;
  return known.has(key) ? (key as LineKey & TextKey) : "activity.line.other";
}

/** What lines can be filtered by: the first part of their actions. */
export const GROUPS = [
  ["credential", "activity.group.credential"],
  ["account", "activity.group.account"],
  ["allowed_host", "activity.group.allowed_host"],
  ["integration_token", "activity.group.integration_token"],
  ["data", "activity.group.data"],
  ["key", "activity.group.key"],
  ["application", "activity.group.application"],
  ["grant", "activity.group.grant"],
  ["provider", "activity.group.provider"],
] as const satisfies readonly (readonly [string, TextKey])[];

/** How a record without a name is called in a sentence. */
export const NAMELESS = {
  credential: "activity.record.no_credential",
  account: "activity.record.no_account",
  allowed_host: "activity.record.no_host",
  integration_token: "activity.record.no_token",
  data: "activity.record.all",
  key: "activity.record.the_key",
  application: "activity.record.no_application",
  grant: "activity.record.no_application",
  provider: "activity.record.the_provider",
} as const satisfies Record<RecordKind, TextKey>;
