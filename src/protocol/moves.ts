/** Moving entries from one credential to another: PROTOCOL section 4, `move`. */
import * as v from "valibot";
import { command } from "./command.ts";
import { CredentialId, EntryId } from "./fields.ts";

/** So many entries can be named in one command. */
const MAX_ENTRIES = 10_000;

const FailedMove = v.strictObject({
  entry_id: v.string(),
  /** One of the wire's error codes. */
  code: v.string(),
  message: v.string(),
});

export const moveEntries = command("application_credentials/move", {
  summary:
    "Re-points entries to another credential of the same domain: all that use `from`, or those named. One with the same client ID switches at once; any other is asked to sign in again with `to`, goes on with `from` until that succeeded, and then switches.",
  since: 2,
  roles: ["administrator"],
  scope: "credentials:manage",
  activity: {
    action: "credential.accounts_moved",
    record: "credential",
    id: "from",
    target: "to",
    failure: ({ failed }) => failed.map(({ message }) => message)[0],
  },
  args: v.strictObject({
    from: CredentialId,
    to: CredentialId,
    entry_ids: v.optional(v.pipe(v.array(EntryId), v.maxLength(MAX_ENTRIES, `must have at most ${MAX_ENTRIES} items`))),
  }),
  result: v.strictObject({
    /** Entries that use `to` now. */
    moved: v.array(v.string()),
    /** Entries that wait for somebody to sign in again. */
    pending: v.array(v.string()),
    /** Entries that are where they were before, and why. */
    failed: v.array(FailedMove),
  }),
  errors: ["not_found", "invalid_format", "backend_unavailable"],
});
