/** The activity: who did what to which record, when and from where. PROTOCOL section 7. */
import * as v from "valibot";
import { command } from "./command.ts";
import { Timestamp } from "./fields.ts";
import { RECORD_KINDS } from "./recorded.ts";

/** The most lines that one answer holds. */
export const MAX_ACTIVITY_PAGE = 500;
const DEFAULT_PAGE = 100;

/** Lines end after this many days, or when there are more than so many: whichever comes first. */
export const ACTIVITY_DAYS = 90;
export const ACTIVITY_LINES = 10_000;

const ActivityRecord = v.strictObject({
  kind: v.picklist(RECORD_KINDS),
  /** Absent where there is none: nothing was made, or it is about everything that is kept. */
  id: v.optional(v.string()),
  /** As it was called then. */
  name: v.optional(v.string()),
  domain: v.optional(v.string()),
});

/** One line. It never holds a secret, a token or a code. */
export const ActivityItem = v.strictObject({
  /** Sorts by the order in which the lines were written. */
  id: v.string(),
  at: Timestamp,
  actor: v.strictObject({
    /** `hub`: nobody asked for it, such as an import at the start or a refresh that the provider rejected. */
    kind: v.picklist(["user", "integration", "hub"]),
    /** A user's id, or an integration token's. */
    id: v.optional(v.string()),
    name: v.optional(v.string()),
    /** The application that acted for this user, by its name then; absent when it was the user. */
    application: v.optional(v.string()),
  }),
  /** A stable dotted name, such as `credential.secret_changed`. More may come. */
  action: v.string(),
  record: ActivityRecord,
  /** A second record: where something went. */
  target: v.optional(ActivityRecord),
  result: v.picklist(["succeeded", "failed"]),
  /** Why it failed, in a public sentence. */
  reason: v.optional(v.string()),
  /** The IP address it was asked from; absent where it is not known, such as behind a proxy. */
  address: v.optional(v.string()),
});
export type ActivityItem = v.InferOutput<typeof ActivityItem>;

export const listActivity = command("application_credentials/activity/list", {
  summary: `The activity, newest first; \`before\` is the \`next\` of the page before. Kept for ${ACTIVITY_DAYS} days, ${ACTIVITY_LINES} lines at most.`,
  since: 2,
  roles: ["administrator"],
  scope: "activity:read",
  activity: null,
  args: v.strictObject({
    /** Opaque. */
    before: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-z]{9}$/, "must be the `next` of an earlier page"))),
    limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_ACTIVITY_PAGE)), DEFAULT_PAGE),
  }),
  result: v.strictObject({
    items: v.array(ActivityItem),
    /** Absent on the last page. */
    next: v.optional(v.string()),
  }),
  errors: ["backend_unavailable"],
});

export const subscribeActivity = command("application_credentials/activity/subscribe", {
  summary: "Each line from now on, once it is on disk; what was before is `activity/list`'s to tell.",
  since: 2,
  roles: ["administrator"],
  scope: "activity:read",
  activity: null,
  args: v.strictObject({}),
  result: v.null(),
  event: v.array(ActivityItem),
  errors: [],
});
