/** What the custom integration in Home Assistant answers by itself, also while the plugin's process is not there. */
import * as v from "valibot";
import { command } from "./command.ts";

export const IntegrationStatus = v.strictObject({
  /** The version in the manifest. */
  version: v.string(),
  hub_name: v.string(),
  backend: v.strictObject({
    /** `installing`: Node.js is being fetched; `stopped`: it ended and is started again; `refused`: its start needs a person. */
    state: v.picklist(["installing", "starting", "connected", "stopped", "refused"]),
    version: v.optional(v.string()),
    /** Whether it is started here, or reached at an address from configuration.yaml. */
    remote: v.boolean(),
    /** Why it is not there, in a sentence. */
    error: v.optional(v.string()),
  }),
  /** Where what is shown comes from: the process, the sealed snapshot (read only), Home Assistant's own file (read only). */
  serving: v.picklist(["backend", "snapshot", "core"]),
  credentials: v.number(),
  plain_text: v.strictObject({
    /** Home Assistant's own `.storage/application_credentials` holds secrets in clear text. */
    present: v.boolean(),
    credentials: v.number(),
    /** After a hand-back: every change is written there too. */
    kept_current: v.boolean(),
  }),
  /** Absolute, on Home Assistant's machine; absent with a remote backend. */
  data_folder: v.optional(v.string()),
  key_file: v.optional(v.string()),
});
export type IntegrationStatus = v.InferOutput<typeof IntegrationStatus>;

export const subscribeStatus = command("application_credentials/home_assistant/subscribe_status", {
  summary: "The integration's state, at once and after each change.",
  since: 1,
  roles: ["administrator"],
  scope: "none",
  activity: null,
  args: v.strictObject({}),
  result: v.null(),
  event: IntegrationStatus,
  errors: [],
});

export const handBack = command("application_credentials/home_assistant/hand_back", {
  summary:
    "Writes every credential into Home Assistant's own file, in clear text as it keeps them, and keeps that current from then on.",
  since: 1,
  roles: ["administrator"],
  scope: "none",
  activity: { action: "data.handed_back", record: "data" },
  args: v.strictObject({}),
  result: v.strictObject({ credentials: v.number() }),
  errors: ["home_assistant_error", "backend_unavailable"],
});

export const removePlainText = command("application_credentials/home_assistant/remove_plain_text", {
  summary: "Removes Home Assistant's own file with its secrets in clear text, once everything in it is kept sealed.",
  since: 1,
  roles: ["administrator"],
  scope: "none",
  activity: { action: "data.plain_text_removed", record: "data" },
  args: v.strictObject({}),
  result: v.null(),
  errors: ["home_assistant_error", "backend_unavailable"],
});

export const diagnostics = command("application_credentials/home_assistant/diagnostics", {
  summary: "What a report of a fault needs, without client IDs and secrets.",
  since: 1,
  roles: ["administrator"],
  scope: "none",
  activity: null,
  args: v.strictObject({}),
  result: v.record(v.string(), v.unknown()),
  errors: [],
});
