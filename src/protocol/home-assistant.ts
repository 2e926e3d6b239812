/**
 * The commands of Home Assistant that the embedded hub answers, in Home Assistant's shapes
 * as far as the panels need them: PROTOCOL section 3.
 */
import * as v from "valibot";
import { command } from "./command.ts";
import { EntryState, NonEmpty } from "./fields.ts";

const nothing = v.strictObject({});

export const CurrentUser = v.strictObject({
  id: v.string(),
  name: v.string(),
  is_owner: v.boolean(),
  is_admin: v.boolean(),
  credentials: v.array(v.strictObject({ auth_provider_type: v.string(), auth_provider_id: v.nullable(v.string()) })),
  mfa_modules: v.array(v.unknown()),
});
export type CurrentUser = v.InferOutput<typeof CurrentUser>;

/** homeassistant/config_entries.py, `ConfigEntry.as_json_fragment`. `user_id` is ours: who connected it. */
export const ConfigEntry = v.strictObject({
  entry_id: v.string(),
  domain: v.string(),
  title: v.string(),
  source: v.string(),
  state: EntryState,
  /** Why the entry is not loaded, in words for people. */
  reason: v.nullable(v.string()),
  error_reason_translation_key: v.nullable(v.string()),
  created_at: v.number(),
  modified_at: v.number(),
  supports_options: v.boolean(),
  supports_remove_device: v.boolean(),
  supports_unload: v.boolean(),
  supports_reconfigure: v.boolean(),
  pref_disable_new_entities: v.boolean(),
  pref_disable_polling: v.boolean(),
  disabled_by: v.nullable(v.string()),
  user_id: v.nullable(v.string()),
});
export type ConfigEntry = v.InferOutput<typeof ConfigEntry>;

const FlowContext = v.looseObject({
  source: v.string(),
  entry_id: v.optional(v.string()),
  title_placeholders: v.optional(v.record(v.string(), v.string())),
});
/** A flow that waits for a person. */
export const FlowInProgress = v.strictObject({
  flow_id: v.string(),
  handler: v.string(),
  context: FlowContext,
  step_id: v.optional(v.string()),
});
export type FlowInProgress = v.InferOutput<typeof FlowInProgress>;

export const RepairIssue = v.strictObject({
  domain: v.string(),
  issue_id: v.string(),
  issue_domain: v.nullable(v.string()),
  translation_key: v.string(),
  translation_placeholders: v.nullable(v.record(v.string(), v.string())),
  severity: v.picklist(["critical", "error", "warning"]),
  is_fixable: v.boolean(),
  ignored: v.boolean(),
  created: v.string(),
  dismissed_version: v.nullable(v.string()),
  breaks_in_ha_version: v.nullable(v.string()),
  learn_more_url: v.nullable(v.string()),
});
export type RepairIssue = v.InferOutput<typeof RepairIssue>;

export const Manifest = v.looseObject({
  domain: v.string(),
  name: v.string(),
  documentation: v.optional(v.string()),
  config_flow: v.optional(v.boolean()),
  integration_type: v.optional(v.string()),
  is_built_in: v.boolean(),
});
export type Manifest = v.InferOutput<typeof Manifest>;

export const supportedFeatures = command("supported_features", {
  summary: "What the client can read; `coalesce_messages` lets the hub send several messages as one JSON array.",
  since: 1,
  roles: ["user"],
  scope: "any",
  args: v.strictObject({ features: v.record(v.string(), v.number()) }),
  result: v.null(),
  errors: [],
});

export const subscribeEvents = command("subscribe_events", {
  summary: "The hub's events of one type, or of all types (administrators).",
  since: 1,
  roles: ["user"],
  scope: "entries:read",
  args: v.strictObject({ event_type: v.optional(NonEmpty) }),
  result: v.null(),
  event: v.looseObject({ event_type: v.string(), data: v.looseObject({}), origin: v.string(), time_fired: v.string() }),
  errors: ["unauthorized"],
});

export const unsubscribeEvents = command("unsubscribe_events", {
  summary: "Ends the subscription that the message with this id began.",
  since: 1,
  roles: ["user"],
  scope: "any",
  args: v.strictObject({ subscription: v.pipe(v.number(), v.integer()) }),
  result: v.null(),
  errors: ["not_found"],
});

export const currentUser = command("auth/current_user", {
  summary: "Who is signed in.",
  since: 1,
  roles: ["user"],
  scope: "profile",
  args: nothing,
  result: CurrentUser,
  errors: [],
});

export const getConfig = command("get_config", {
  summary: "The hub's configuration.",
  since: 1,
  roles: ["user"],
  scope: "entries:read",
  args: nothing,
  result: v.looseObject({
    location_name: v.string(),
    version: v.string(),
    language: v.string(),
    components: v.array(v.string()),
    internal_url: v.nullable(v.string()),
    external_url: v.nullable(v.string()),
    state: v.string(),
  }),
  errors: [],
});

export const getEntries = command("config_entries/get", {
  summary: "All config entries, or those of one domain.",
  since: 1,
  roles: ["administrator"],
  scope: "entries:read",
  args: v.strictObject({ domain: v.optional(NonEmpty), type_filter: v.optional(v.array(v.string())) }),
  result: v.array(ConfigEntry),
  errors: [],
});

export const subscribeEntries = command("config_entries/subscribe", {
  summary: "First every config entry (`type: null`), then each change.",
  since: 1,
  roles: ["administrator"],
  scope: "entries:read",
  args: v.strictObject({ type_filter: v.optional(v.array(v.string())) }),
  result: v.null(),
  event: v.array(v.strictObject({ type: v.nullable(v.picklist(["added", "removed", "updated"])), entry: ConfigEntry })),
  errors: [],
});

export const flowsInProgress = command("config_entries/flow/progress", {
  summary: "Config flows that wait for a person and were not started by one.",
  since: 1,
  roles: ["administrator"],
  scope: "entries:read",
  args: nothing,
  result: v.array(FlowInProgress),
  errors: [],
});

export const subscribeFlows = command("config_entries/flow/subscribe", {
  summary: "First the flows in progress (`type: null`), then each that is added or removed.",
  since: 1,
  roles: ["administrator"],
  scope: "entries:read",
  args: nothing,
  result: v.null(),
  event: v.array(
    v.strictObject({
      type: v.nullable(v.picklist(["added", "removed"])),
      flow_id: v.string(),
      flow: v.optional(FlowInProgress),
    }),
  ),
  errors: [],
});

export const listIssues = command("repairs/list_issues", {
  summary: "What a person has to mend.",
  since: 1,
  roles: ["user"],
  scope: "entries:read",
  args: nothing,
  result: v.strictObject({ issues: v.array(RepairIssue) }),
  errors: [],
});

export const listManifests = command("manifest/list", {
  summary: "The manifests of all integrations, or of those named.",
  since: 1,
  roles: ["user"],
  scope: "entries:read",
  args: v.strictObject({ integrations: v.optional(v.array(v.string())) }),
  result: v.array(Manifest),
  errors: [],
});

export const getTranslations = command("frontend/get_translations", {
  summary: "One category of texts as `component.DOMAIN.CATEGORY.KEY`; what a language lacks is filled in from English.",
  since: 1,
  roles: ["user"],
  scope: "entries:read",
  args: v.strictObject({
    language: v.pipe(v.string(), v.maxLength(35)),
    category: NonEmpty,
    integration: v.optional(v.union([v.string(), v.array(v.string())])),
    config_flow: v.optional(v.boolean()),
  }),
  result: v.strictObject({ resources: v.record(v.string(), v.string()) }),
  errors: [],
});
