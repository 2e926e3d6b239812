/** What people let applications do in their name: PROTOCOL section 6. */
import * as v from "valibot";
import { command } from "./command.ts";
import { requiredText, Timestamp } from "./fields.ts";

/** One person's consent to one application, however often that application signed them in. */
export const Grant = v.strictObject({
  grant_id: v.string(),
  application_id: v.string(),
  user_id: v.string(),
  scopes: v.array(v.string()),
  created_at: Timestamp,
  last_used_at: v.optional(Timestamp),
  /** The IP address that last fetched tokens; absent where it is not known, such as behind a proxy. */
  last_used_address: v.optional(v.string()),
  /** For pages; those who may see the grant may see these. */
  application_name: v.optional(v.string()),
  user_name: v.optional(v.string()),
});
export type Grant = v.InferOutput<typeof Grant>;

export const listGrants = command("application_credentials/grant/list", {
  summary:
    "The caller's own grants; an administrator's answer holds everybody's. Of one application where it is named.",
  since: 3,
  roles: ["user"],
  scope: "none",
  activity: null,
  args: v.strictObject({ application_id: v.optional(requiredText(255)) }),
  result: v.array(Grant),
  errors: [],
});

export const revokeGrant = command("application_credentials/grant/revoke", {
  summary:
    "Ends a grant with all its tokens, and closes the connections that the application opened in that person's name. One's own; administrators everybody's.",
  since: 3,
  roles: ["user"],
  scope: "none",
  activity: { action: "grant.revoked", record: "grant", id: "grant_id" },
  args: v.strictObject({ grant_id: requiredText(255) }),
  result: v.null(),
  errors: ["not_found", "backend_unavailable"],
});

/**
 * What the consent page shows: `GET <issuer's endpoints>/interaction/{uid}/details`, with the hub's own access token as
 * Bearer and the browser's cookie of this sign-in; both are needed, so that nobody consents in another's browser.
 */
export const ConsentDetails = v.strictObject({
  application: v.strictObject({
    id: v.string(),
    name: v.string(),
    unverified: v.optional(v.picklist(["dynamic_registration", "client_id_metadata_document"])),
  }),
  /** Where the person is sent afterwards: a host, or an app's own scheme; absent for the device grant. */
  redirect_host: v.optional(v.string()),
  /** The address above is on the person's own machine. */
  redirect_is_local: v.boolean(),
  /** What is asked for; `granted` was allowed before. */
  scopes: v.array(
    v.strictObject({ scope: v.string(), title: v.string(), description: v.string(), granted: v.boolean() }),
  ),
  /** Asked for, and not shown as allowed: this person's role does not reach so far. */
  beyond_role: v.array(v.string()),
  /** Everything was allowed before: the page may go on without a question. */
  remembered: v.boolean(),
  /** Seconds after which the person has to sign in again at the latest. */
  lifetime: v.number(),
  /** The application wants the person to give their password again. */
  login_required: v.boolean(),
  user: v.strictObject({ id: v.string(), name: v.string() }),
});
export type ConsentDetails = v.InferOutput<typeof ConsentDetails>;

/** What the page sends: `POST …/interaction/{uid}/decision`. */
export const ConsentDecision = v.strictObject({
  decision: v.picklist(["allow", "deny"]),
});
export type ConsentDecision = v.InferOutput<typeof ConsentDecision>;

/** Where the browser goes next. */
export const ConsentAnswer = v.strictObject({ redirect_to: v.string() });

export const confirmLogin = command("application_credentials/login/confirm", {
  summary:
    "Shows that the caller has just given their password again: an access token of a sign-in of the last ten minutes, of the same person. What needs a recent login is open to this connection's sign-in for ten minutes.",
  since: 3,
  roles: ["user"],
  scope: "none",
  activity: null,
  args: v.strictObject({ access_token: requiredText(8_192) }),
  result: v.null(),
  errors: ["home_assistant_error"],
});
