/**
 * Files of credentials: Home Assistant's own `.storage/application_credentials` is read by the page and sent item by item,
 * so that no message is too long and nothing of it waits on the server; a list of our own is written without secrets.
 */
import * as v from "valibot";
import { command } from "./command.ts";
import { Credential } from "./credentials.ts";

/** So many items one message carries at most. */
export const FILE_CHUNK = 200;

/** How a list of our own begins: what it is, and in which version of the format. */
export const LIST_FORMAT = "application_credentials/list" as const;
export const LIST_VERSION = 1;

/** One of `data.items`, as the file has it: an item that is no credential is told apart from the others, not refused with them. */
const Items = v.pipe(v.array(v.unknown()), v.maxLength(FILE_CHUNK, `must have at most ${FILE_CHUNK} items`));

const Reason = v.picklist(["unknown_domain", "invalid"]);

export const FilePreview = v.strictObject({
  /** As the file has them; absent where they are not text. The secret is never sent back. */
  id: v.optional(v.string()),
  domain: v.optional(v.string()),
  client_id: v.optional(v.string()),
  name: v.optional(v.string()),
  auth_domain: v.optional(v.string()),
  status: v.picklist(["new", "same", "changed", "unusable"]),
  /** The stored one that it is. */
  application_credentials_id: v.optional(v.string()),
  /** Of a changed one: what differs from the stored one. */
  changes: v.optional(v.array(v.picklist(["client_id", "client_secret", "name"]))),
  /** Of an unusable one, and the same in a sentence that names fields and never their values. */
  reason: v.optional(Reason),
  fields: v.optional(v.array(v.string())),
  message: v.optional(v.string()),
});
export type FilePreview = v.InferOutput<typeof FilePreview>;

const FileResult = v.strictObject({
  result: v.picklist(["added", "updated", "unchanged", "failed"]),
  application_credentials_id: v.optional(v.string()),
  /** Why it failed; an error code of this protocol, and a sentence. */
  code: v.optional(v.string()),
  message: v.optional(v.string()),
});
export type FileResult = v.InferOutput<typeof FileResult>;

const ImportResult = v.strictObject({ results: v.array(FileResult) });
type ImportResult = v.InferOutput<typeof ImportResult>;

export const previewFile = command("application_credentials/file/preview", {
  summary:
    "What the items of Home Assistant's `.storage/application_credentials` are beside the stored ones; saves nothing. Secrets are compared here and never sent back.",
  since: 2,
  roles: ["administrator"],
  scope: "credentials:manage",
  activity: null,
  args: v.strictObject({ items: Items }),
  result: v.strictObject({ items: v.array(FilePreview) }),
  errors: ["backend_unavailable"],
});

export const importFile = command("application_credentials/file/import", {
  summary:
    "Takes such items over, each by itself. New ones keep their id where it is free; changed ones are taken with `replace` only. Sent again, it finds everything unchanged.",
  since: 2,
  roles: ["administrator"],
  scope: "credentials:manage",
  /** One line for a message: one for each of thousands would push every other line out. */
  activity: {
    action: "data.imported_from_file",
    record: "data",
    changed: ({ results }: ImportResult) => results.some(({ result }) => result !== "unchanged"),
    failure: ({ results }: ImportResult) => {
      const failed = results.filter(({ result }) => result === "failed").length;
      return failed > 0 ? `${failed} of ${results.length} credentials were not taken in.` : undefined;
    },
  },
  args: v.strictObject({ items: Items, replace: v.optional(v.boolean()) }),
  /** In the order of the items. */
  result: ImportResult,
  errors: ["backend_unavailable"],
});

/** A credential as a list of our own has it: without its secret, and without the hint of one. */
const ListedCredential = v.omit(Credential, ["client_secret_hint"]);

export const exportFile = command("application_credentials/file/export", {
  summary: "The list of all credentials for a file, without secrets.",
  since: 2,
  roles: ["administrator"],
  scope: "credentials:read",
  activity: null,
  args: v.strictObject({}),
  result: v.strictObject({
    format: v.literal(LIST_FORMAT),
    version: v.literal(LIST_VERSION),
    exported_at: v.string(),
    secrets: v.literal(false),
    credentials: v.array(ListedCredential),
  }),
  errors: [],
});
