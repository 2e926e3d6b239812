/** What a row of the protocol table says of the activity (PROTOCOL section 7): which commands become lines of it, and how. */

/** What is done to a record: a stable name, whose first part is the group that pages filter by. */
export const ACTIVITY_ACTIONS = [
  "credential.created",
  "credential.updated",
  "credential.secret_changed",
  "credential.secret_rotated",
  "credential.new_secret_worked",
  "credential.new_secret_rejected",
  "credential.rotation_undone",
  "credential.checked",
  "credential.deleted",
  "credential.imported",
  "credential.accounts_moved",
  "account.connected",
  "account.reauthenticated",
  "account.sign_in_failed",
  "account.replaced",
  "account.refreshed",
  "account.refresh_failed",
  "account.rejected",
  "account.recovered",
  "account.removed",
  "allowed_host.added",
  "allowed_host.removed",
  "integration_token.created",
  "integration_token.revoked",
  "data.imported_from_file",
  "data.handed_back",
  "data.plain_text_removed",
  "key.rotated",
  "key.saved",
  "application.created",
  "application.registered",
  "application.updated",
  "application.secret_rotated",
  "application.previous_secret_ended",
  "application.deleted",
  "grant.allowed",
  "grant.denied",
  "grant.revoked",
  "grant.reuse_detected",
  "provider.updated",
  "provider.signing_key_rotated",
] as const;
export type ActivityAction = (typeof ACTIVITY_ACTIONS)[number];

/** An account is a config entry; `data` is everything that is kept. */
export const RECORD_KINDS = [
  "credential",
  "account",
  "allowed_host",
  "integration_token",
  "data",
  "key",
  "application",
  "grant",
  "provider",
] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** How the activity tells of one command. Its record's name and domain are looked up by whoever writes the line. */
export interface Recorded<Result = unknown> {
  readonly action: ActivityAction;
  /** Another action where an argument of this name is given and not blank; the first that fits. */
  readonly when?: Readonly<Record<string, ActivityAction>>;
  readonly record: RecordKind;
  /** The field of the arguments, or else of the result, that holds the record's id. */
  readonly id?: string;
  /** The argument with the id of a second record of the same kind: where something went. */
  readonly target?: string;
  /** A command that was answered may have failed all the same: why, in a public sentence. */
  failure?(result: Result): string | undefined;
  /** Whether the answer tells of a change; without it every answer does. `ids`: the records that changed meanwhile. */
  changed?(result: Result, ids: ReadonlySet<string>): boolean;
}
