/** How connected accounts are doing; their tokens are in `connect.ts`. */
import * as v from "valibot";
import { command } from "./command.ts";
import { EntryId, Timestamp } from "./fields.ts";

/**
 * What a refresh meets at the moment: nothing (`working`), a provider that is down (`retrying`), one that does not
 * accept the client (`credential_rejected`), one that refuses for another reason (`refused`), or a dead sign-in.
 */
export const AccountState = v.picklist(["working", "retrying", "credential_rejected", "refused", "sign_in_needed"]);
export type AccountState = v.InferOutput<typeof AccountState>;

/** A connected account, without its tokens. */
export const Account = v.strictObject({
  entry_id: v.string(),
  domain: v.string(),
  state: AccountState,
  /** Of the access token. */
  expires_at: Timestamp,
  signed_in_at: v.optional(Timestamp),
  last_refresh: v.optional(Timestamp),
  /** When a token was last asked for. */
  last_used: v.optional(Timestamp),
  /** When the token is refreshed by itself; absent where nobody uses it. */
  next_refresh: v.optional(Timestamp),
  last_error: v.optional(v.strictObject({ message: v.string(), at: v.optional(Timestamp) })),
  /** The provider is left alone until then. */
  next_try: v.optional(Timestamp),
  /** The sign-in is expected to end soon: as the provider says, as is known of it, or as was learned from others. */
  warning: v.optional(
    v.strictObject({
      code: v.literal("sign_in_ends"),
      ends_at: Timestamp,
      life_days: v.number(),
      source: v.picklist(["provider", "google_testing", "learned"]),
    }),
  ),
});
export type Account = v.InferOutput<typeof Account>;

export const listAccounts = command("application_credentials/account/list", {
  summary: "How every connected account is doing: its state, expiry, last refresh, and what is wrong with it.",
  since: 2,
  roles: ["administrator"],
  scope: "entries:read",
  activity: null,
  args: v.strictObject({}),
  result: v.array(Account),
  errors: ["home_assistant_error"],
});

export const subscribeAccounts = command("application_credentials/account/subscribe", {
  summary: "Every account as `added` in one event, then each change.",
  since: 2,
  roles: ["administrator"],
  scope: "entries:read",
  activity: null,
  args: v.strictObject({}),
  result: v.null(),
  event: v.array(
    v.strictObject({
      change_type: v.picklist(["added", "updated", "removed"]),
      entry_id: v.string(),
      item: v.optional(Account),
    }),
  ),
  errors: ["home_assistant_error"],
});

export const refreshAccount = command("application_credentials/account/refresh", {
  summary: "Refreshes an account's token now, whatever failed before. Answers the account.",
  since: 2,
  roles: ["administrator"],
  scope: "accounts:connect",
  activity: { action: "account.refreshed", record: "account", id: "entry_id" },
  args: v.strictObject({ entry_id: EntryId }),
  result: Account,
  errors: [
    "invalid_config_entry_id",
    "reauth_required",
    "provider_unavailable",
    "home_assistant_error",
    "backend_unavailable",
  ],
});
