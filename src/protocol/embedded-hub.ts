/** What the embedded hub answers beyond Home Assistant's commands. */
import * as v from "valibot";
import { command } from "./command.ts";
import { EntryId } from "./fields.ts";

/** For the page of one entry; Home Assistant shows entities there instead. */
export const showEntry = command("embedded_hub/entry/show", {
  summary: "What an entry's integration has to show: its account and its next events, fetched now with the token.",
  since: 1,
  roles: ["administrator"],
  scope: "entries:read",
  args: v.strictObject({ entry_id: EntryId }),
  result: v.strictObject({
    items: v.array(
      v.strictObject({
        title: v.string(),
        start: v.optional(v.string()),
        end: v.optional(v.string()),
        detail: v.optional(v.string()),
      }),
    ),
  }),
  errors: [
    "invalid_config_entry_id",
    "reauth_required",
    "provider_unavailable",
    "home_assistant_error",
    "backend_unavailable",
  ],
});
