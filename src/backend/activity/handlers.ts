import * as rows from "../../protocol/activity.ts";
import { type CommandHandler, handle, handleSubscription } from "../commands.ts";
import type { ActivityLog } from "./activity-log.ts";

/** The handlers of the activity, PROTOCOL section 7. */
export const activityCommands = (activity: ActivityLog): CommandHandler[] => [
  handle(rows.listActivity, ({ before, limit }) => activity.list(before, limit)),
  handleSubscription(rows.subscribeActivity, (_args, _caller, send) => activity.subscribe(send)),
];
