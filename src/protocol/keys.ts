/** The key that seals everything, its change and its keeping: PROTOCOL section 7. */
import * as v from "valibot";
import { command } from "./command.ts";
import { Timestamp } from "./fields.ts";

const status = {
  /** Names the key-encryption key, and tells nothing about it. */
  key_id: v.string(),
  /** One seals; any more still open records that are not sealed anew yet. */
  data_keys: v.number(),
  /** Records that an older data key opens. */
  records_pending: v.number(),
  rotating: v.boolean(),
};

export const KeyStatus = v.strictObject(status);
export type KeyStatus = v.InferOutput<typeof KeyStatus>;

const SavedKey = v.strictObject({ at: Timestamp, by: v.string() });

/** What the page shows of the key, beside its status. */
export const KeyState = v.strictObject({
  ...status,
  /** Records that hold something sealed. */
  records: v.number(),
  /** Where the key comes from; only one from the key file is changed by a rotation. */
  place: v.picklist(["file", "variable", "systemd"]),
  /** Who saved this very key, which is possible once. */
  saved: v.optional(SavedKey),
  /** To ask for that: the key lies in its file, was not saved yet, and nobody said that it need not be. */
  ask_to_save: v.boolean(),
  /** How this hub is backed up: by this program's command, or by the hub itself. */
  backup: v.picklist(["command", "hub"]),
  /** Credentials whose secret no key here opens: they need it again. */
  secrets_lost: v.array(v.string()),
  /** Why the sealing does not go on at the moment, in words for people. */
  problem: v.optional(v.string()),
});
export type KeyState = v.InferOutput<typeof KeyState>;

export const keyStatus = command("application_credentials/key/status", {
  summary: "The key-encryption key's id, how many data keys there are, and how far a rotation is.",
  since: 2,
  roles: ["administrator"],
  scope: "none",
  activity: null,
  args: v.strictObject({}),
  result: KeyStatus,
  errors: [],
});

export const rotateKey = command("application_credentials/key/rotate", {
  summary:
    "Makes a new key, and a new data key for what is sealed from now on; the records are sealed anew in the background. Asked again meanwhile, it begins nothing. A key from outside the data folder stays.",
  since: 2,
  roles: ["administrator"],
  scope: "none",
  recentLogin: true,
  activity: { action: "key.rotated", record: "key", id: "key_id" },
  args: v.strictObject({}),
  result: KeyStatus,
  errors: ["home_assistant_error", "recent_login_required", "backend_unavailable"],
});

export const subscribeKey = command("application_credentials/key/subscribe", {
  summary: "The key's state with what a page shows beside it, at once and after each change.",
  since: 2,
  roles: ["administrator"],
  scope: "none",
  activity: null,
  args: v.strictObject({}),
  result: v.null(),
  event: KeyState,
  errors: [],
});

export const saveKey = command("application_credentials/key/save", {
  summary:
    "The key itself, to be kept apart from the backups: as its file's text and as 24 words (BIP 39). Once for each key, and only one from the key file.",
  since: 2,
  roles: ["administrator"],
  scope: "none",
  recentLogin: true,
  activity: { action: "key.saved", record: "key", id: "key_id" },
  args: v.strictObject({}),
  result: v.strictObject({ key_id: v.string(), key: v.string(), phrase: v.string() }),
  errors: ["home_assistant_error", "recent_login_required", "backend_unavailable"],
});

export const dismissKey = command("application_credentials/key/dismiss", {
  summary: "Nobody wants to be asked to save this key any more; that it can be saved stays.",
  since: 2,
  roles: ["administrator"],
  scope: "none",
  activity: null,
  args: v.strictObject({}),
  result: v.null(),
  errors: ["backend_unavailable"],
});
