/** OAuth applications: software that people let sign in to the hub or act on it. PROTOCOL section 6. */
import * as v from "valibot";
import { command } from "./command.ts";
import { MAX_NAME, requiredText, Timestamp } from "./fields.ts";
import { MAX_REDIRECT_URIS, REDIRECT_URI_PROBLEMS, redirectUriProblem } from "./redirect-uri.ts";
import { isScopeName } from "./scopes.ts";

/** How long a former secret may go on, in seconds: at most, and where nothing is said. */
export const MAX_SECRET_OVERLAP = 7 * 24 * 60 * 60;
export const DEFAULT_SECRET_OVERLAP = 24 * 60 * 60;

export const Application = v.strictObject({
  id: v.string(),
  name: v.string(),
  client_id: v.string(),
  redirect_uris: v.array(v.string()),
  scopes: v.array(v.string()),
  type: v.picklist(["confidential", "public"]),
  enabled: v.boolean(),
  created_at: Timestamp,
  updated_at: Timestamp,
  last_used_at: v.optional(Timestamp),
  /** Nobody here registered it: it did so itself, and says itself what it is. Absent on what an administrator registered. */
  unverified: v.optional(v.picklist(["dynamic_registration", "client_id_metadata_document"])),
});
export type Application = v.InferOutput<typeof Application>;

export const ApplicationChange = v.strictObject({
  change_type: v.picklist(["added", "updated", "removed"]),
  application_id: v.string(),
  item: Application,
});
export type ApplicationChange = v.InferOutput<typeof ApplicationChange>;

const ApplicationId = requiredText(255);
const ApplicationName = requiredText(MAX_NAME);

const RedirectUri = v.pipe(
  v.string(),
  v.trim(),
  v.rawCheck(({ dataset, addIssue }) => {
    const problem = dataset.typed ? redirectUriProblem(dataset.value) : undefined;
    if (problem) addIssue({ message: REDIRECT_URI_PROBLEMS[problem] });
  }),
);
const RedirectUris = v.pipe(
  v.array(RedirectUri),
  v.minLength(1, "must have at least one address"),
  v.maxLength(MAX_REDIRECT_URIS, `must have at most ${MAX_REDIRECT_URIS} addresses`),
  v.transform((uris) => [...new Set(uris)]),
);
const ApplicationScopes = v.pipe(
  v.array(v.pipe(v.string(), v.check(isScopeName, "must be one of the hub's scopes"))),
  v.minLength(1, "must have at least one permission"),
  v.transform((scopes) => [...new Set(scopes)]),
);

const written = ["backend_unavailable"] as const;

export const listApplications = command("application_credentials/application/list", {
  summary: "All OAuth applications, in the order of their creation.",
  since: 3,
  roles: ["administrator"],
  scope: "none",
  activity: null,
  args: v.strictObject({}),
  result: v.array(Application),
  errors: [],
});

export const subscribeApplications = command("application_credentials/application/subscribe", {
  summary: "First every application as `added` in one event (`[]` when there are none), then each change.",
  since: 3,
  roles: ["administrator"],
  scope: "none",
  activity: null,
  args: v.strictObject({}),
  result: v.null(),
  event: v.array(ApplicationChange),
  errors: [],
});

export const createApplication = command("application_credentials/application/create", {
  summary:
    "Registers an application. The secret of a confidential one is in this answer and in no other; a public one has none.",
  since: 3,
  roles: ["administrator"],
  scope: "none",
  recentLogin: true,
  activity: { action: "application.created", record: "application", id: "id" },
  args: v.strictObject({
    name: ApplicationName,
    redirect_uris: RedirectUris,
    scopes: ApplicationScopes,
    /** RFC 6749, section 2.1; `type` in the answer, a name that in a message is the command's own. */
    client_type: v.optional(v.picklist(["confidential", "public"]), "confidential"),
  }),
  result: v.strictObject({ ...Application.entries, client_secret: v.optional(v.string()) }),
  errors: ["home_assistant_error", "recent_login_required", ...written],
});

export const updateApplication = command("application_credentials/application/update", {
  summary:
    "Changes an application and answers it. Its secret and its client ID stay; a scope that is taken away is refused from the next call on.",
  since: 3,
  roles: ["administrator"],
  scope: "none",
  activity: { action: "application.updated", record: "application", id: "application_id" },
  args: v.strictObject({
    application_id: ApplicationId,
    name: v.optional(ApplicationName),
    redirect_uris: v.optional(RedirectUris),
    scopes: v.optional(ApplicationScopes),
    enabled: v.optional(v.boolean()),
  }),
  result: Application,
  errors: ["not_found", "home_assistant_error", ...written],
});

export const deleteApplication = command("application_credentials/application/delete", {
  summary: "Deletes an application. Its tokens are refused at once, and connections that it opened are closed.",
  since: 3,
  roles: ["administrator"],
  scope: "none",
  recentLogin: true,
  activity: { action: "application.deleted", record: "application", id: "application_id" },
  args: v.strictObject({ application_id: ApplicationId }),
  result: v.null(),
  errors: ["not_found", "recent_login_required", ...written],
});

export const rotateApplicationSecret = command("application_credentials/application/rotate_secret", {
  summary: `Makes a new secret, shown this once. The one before goes on for \`overlap_seconds\` (0 to ${MAX_SECRET_OVERLAP}; ${DEFAULT_SECRET_OVERLAP} where absent); one before that ends at once.`,
  since: 3,
  roles: ["administrator"],
  scope: "none",
  recentLogin: true,
  activity: { action: "application.secret_rotated", record: "application", id: "application_id" },
  args: v.strictObject({
    application_id: ApplicationId,
    overlap_seconds: v.optional(
      v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_SECRET_OVERLAP)),
      DEFAULT_SECRET_OVERLAP,
    ),
  }),
  result: v.strictObject({ client_secret: v.string() }),
  errors: ["not_found", "home_assistant_error", "recent_login_required", ...written],
});

export const endPreviousSecret = command("application_credentials/application/end_previous_secret", {
  summary: "Ends the former secret of a rotation now. Where there is none, nothing changes.",
  since: 3,
  roles: ["administrator"],
  scope: "none",
  activity: { action: "application.previous_secret_ended", record: "application", id: "application_id" },
  args: v.strictObject({ application_id: ApplicationId }),
  result: v.null(),
  errors: ["not_found", ...written],
});

/** A redirect URI that was asked for and is not registered, beside the registered one that is most like it. */
export const RejectedRedirect = v.strictObject({
  redirect_uri: v.string(),
  /** How many requests used it. */
  count: v.number(),
  first_at: Timestamp,
  last_at: Timestamp,
  /** The most alike that is registered; absent where none is alike. */
  registered: v.optional(v.string()),
  /** In what it differs from that one. */
  difference: v.picklist([
    "trailing_slash",
    "letter_case",
    "scheme",
    "host",
    "port",
    "path",
    "query",
    "fragment",
    "user_info",
    "encoding",
    "several",
  ]),
  /** Whether it could be registered; `problem` says why not. */
  problem: v.optional(v.string()),
});
export type RejectedRedirect = v.InferOutput<typeof RejectedRedirect>;

/** What an application's page shows beside the application. */
export const ApplicationDetails = v.strictObject({
  /** The former secret of a rotation still works until then. */
  previous_secret_ends_at: v.optional(Timestamp),
  secret_created_at: v.optional(Timestamp),
  rejected_redirects: v.array(RejectedRedirect),
  /** People who let it act for them. */
  grants: v.number(),
  issuer: v.optional(v.string()),
});
export type ApplicationDetails = v.InferOutput<typeof ApplicationDetails>;

export const applicationDetails = command("application_credentials/application/details", {
  summary: "What else is known of an application: its former secret, refused redirect URIs, how many people use it.",
  since: 3,
  roles: ["administrator"],
  scope: "none",
  activity: null,
  args: v.strictObject({ application_id: ApplicationId }),
  result: ApplicationDetails,
  errors: ["not_found"],
});

export const dismissRejectedRedirect = command("application_credentials/application/dismiss_rejected_redirect", {
  summary: "Forgets a refused redirect URI; asked for again it comes back.",
  since: 3,
  roles: ["administrator"],
  scope: "none",
  activity: null,
  args: v.strictObject({ application_id: ApplicationId, redirect_uri: requiredText(2_048) }),
  result: v.null(),
  errors: ["not_found", ...written],
});

/** What the hub offers to applications beyond the code grant. Everything here is off until an administrator turns it on. */
export const ProviderSettings = v.strictObject({
  /** RFC 9126. */
  pushed_authorization_requests: v.boolean(),
  /** RFC 8628. */
  device_grant: v.boolean(),
  /** RFC 7591: software registers itself. */
  dynamic_registration: v.boolean(),
  /** draft-ietf-oauth-client-id-metadata-document: a client ID is the address of a document about the client. */
  client_id_metadata_documents: v.boolean(),
  /** What such unverified applications may ask for at most. */
  unverified_scopes: v.array(v.string()),
});
export type ProviderSettings = v.InferOutput<typeof ProviderSettings>;

/** What is shown beside the settings. */
export const ProviderState = v.strictObject({
  settings: ProviderSettings,
  /** Absent while the hub does not know its own address. */
  issuer: v.optional(v.string()),
  signing_key_created_at: v.optional(Timestamp),
  /** What this hub can't do, such as what only Home Assistant itself could: keys of texts. */
  limits: v.array(v.string()),
});
export type ProviderState = v.InferOutput<typeof ProviderState>;

export const providerState = command("application_credentials/application/provider", {
  summary: "The hub as a provider: its issuer, what it offers, and what it can't do here.",
  since: 3,
  roles: ["administrator"],
  scope: "none",
  activity: null,
  args: v.strictObject({}),
  result: ProviderState,
  errors: [],
});

export const updateProvider = command("application_credentials/application/update_provider", {
  summary: "Turns what the hub offers to applications on or off, and answers how it is then.",
  since: 3,
  roles: ["administrator"],
  scope: "none",
  recentLogin: true,
  activity: { action: "provider.updated", record: "provider" },
  args: v.strictObject({
    pushed_authorization_requests: v.optional(v.boolean()),
    device_grant: v.optional(v.boolean()),
    dynamic_registration: v.optional(v.boolean()),
    client_id_metadata_documents: v.optional(v.boolean()),
    unverified_scopes: v.optional(ApplicationScopes),
  }),
  result: ProviderState,
  errors: ["home_assistant_error", "recent_login_required", ...written],
});

export const rotateSigningKey = command("application_credentials/application/rotate_signing_key", {
  summary: "Signs ID tokens with a new key from now on; the former one is published until the last token has ended.",
  since: 3,
  roles: ["administrator"],
  scope: "none",
  recentLogin: true,
  activity: { action: "provider.signing_key_rotated", record: "provider" },
  args: v.strictObject({}),
  result: ProviderState,
  errors: ["recent_login_required", ...written],
});

export const listScopes = command("application_credentials/scope/list", {
  summary: "The scopes that this hub knows, in plain words.",
  since: 3,
  roles: ["user"],
  scope: "any",
  activity: null,
  args: v.strictObject({}),
  result: v.array(v.strictObject({ scope: v.string(), title: v.string(), description: v.string() })),
  errors: [],
});
