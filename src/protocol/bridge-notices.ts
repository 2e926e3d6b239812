/** The bridge's messages that are not answered; those that are, and what the bridge is: `bridge.ts`. */
import * as v from "valibot";
import { BridgeCaller, BridgeCredential, BridgeEntry, BridgeUser } from "./bridge-values.ts";
import type { AnySchema } from "./command.ts";
import { Timestamp } from "./fields.ts";

/** A message that is not answered. */
interface Notice<Fields extends AnySchema = AnySchema> {
  readonly type: string;
  readonly summary: string;
  readonly from: "python" | "node";
  readonly fields: Fields;
}
const notice = <Fields extends AnySchema>(row: Notice<Fields>): Notice<Fields> => row;

export const entriesChanged = notice({
  type: "bridge/entries",
  from: "python",
  summary: "Config entries that are new or changed, and the ids of those that are gone.",
  fields: v.strictObject({ changed: v.array(BridgeEntry), removed: v.array(v.string()) }),
});

export const usersChanged = notice({
  type: "bridge/users",
  from: "python",
  summary: "All users as they are now, after one of them was added, changed or removed.",
  fields: v.strictObject({ users: v.array(BridgeUser) }),
});

export const originChanged = notice({
  type: "bridge/origin",
  from: "python",
  summary: "Home Assistant is reached at another address now, or does not know any more at which.",
  fields: v.strictObject({ origin: v.optional(v.string()) }),
});

export const actEnded = notice({
  type: "bridge/act/ended",
  from: "python",
  summary: "Somebody ended the sign-in of an application that acts as them, in their profile.",
  fields: v.strictObject({ sign_in: v.string() }),
});

export const commandDone = notice({
  type: "bridge/command_done",
  from: "python",
  summary:
    "A client's command that Python refused for the caller's role, or carried out by itself (`error`: why it failed): for the activity.",
  fields: v.strictObject({
    command: v.string(),
    caller: BridgeCaller,
    refused: v.boolean(),
    error: v.optional(v.string()),
  }),
});

export const credentialsChanged = notice({
  type: "bridge/credentials",
  from: "node",
  summary: "What changed, sent before the answer of the command that changed it.",
  fields: v.strictObject({
    changes: v.array(
      v.strictObject({ change_type: v.picklist(["added", "updated", "removed"]), credential: BridgeCredential }),
    ),
  }),
});

export const secretUsed = notice({
  type: "bridge/secret_used",
  from: "python",
  summary:
    "What a token request with the new secret of a rotation has shown. `since` names the rotation; schema 2 brought it.",
  fields: v.strictObject({
    application_credentials_id: v.string(),
    since: Timestamp,
    outcome: v.picklist(["worked", "rejected"]),
    /** What the provider answered to the new secret, where it accepted the one before. */
    reason: v.string(),
  }),
});

export const subscriptionEvent = notice({
  type: "bridge/event",
  from: "node",
  summary: "An event of the subscription that the bridge/command with this id began.",
  fields: v.strictObject({ command: v.number(), event: v.unknown() }),
});

export const notices = [
  entriesChanged,
  usersChanged,
  originChanged,
  actEnded,
  secretUsed,
  commandDone,
  credentialsChanged,
  subscriptionEvent,
] as const;
