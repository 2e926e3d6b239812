import * as v from "valibot";
import type { FilePreview } from "../../protocol/credentials-file.ts";
import { AuthDomain, ClientId, ClientSecret, CredentialId, Domain, Name } from "../../protocol/fields.ts";
import { describeIssues } from "../commands.ts";
import { isRecord } from "../is-record.ts";

/** Some versions of Home Assistant wrote `null` for what is not there. */
const absent = <Schema extends v.GenericSchema<string, string>>(schema: Schema) =>
  v.pipe(
    v.nullish(schema),
    v.transform((value) => value || undefined),
  );

/** An item of Home Assistant's file (homeassistant/components/application_credentials/__init__.py); other fields are passed over. */
const FileCredential = v.object({
  id: absent(CredentialId),
  domain: Domain,
  client_id: ClientId,
  client_secret: ClientSecret,
  auth_domain: absent(AuthDomain),
  name: absent(Name),
});
export type FileCredential = v.InferOutput<typeof FileCredential>;

/** What a preview repeats of an item. */
type Shown = Pick<FilePreview, "id" | "domain" | "client_id" | "name" | "auth_domain">;

/** Why an item can't be taken in. */
export interface Unusable {
  readonly reason: NonNullable<FilePreview["reason"]>;
  readonly fields: string[];
  /** For people. */
  readonly message: string;
}

/** Longer than any that is shown; the page cuts names of its own. */
const LONGEST_SHOWN = 2_048;

/** @returns the credential, or what is wrong with it: fields by their names, never what they hold. */
export function readItem(item: unknown): FileCredential | Unusable {
  const parsed = v.safeParse(FileCredential, item);
  if (parsed.success) return parsed.output;
  const fields = new Set(parsed.issues.map(({ path }) => String(path?.[0]?.key ?? "item").slice(0, 100)));
  return { reason: "invalid", fields: [...fields], message: `${describeIssues(parsed.issues)}.` };
}

export const isUnusable = (read: FileCredential | Unusable): read is Unusable => "reason" in read;

/** Everything but the secret, as far as it is text. */
export function shownOf(item: unknown): Shown {
  if (!isRecord(item)) return {};
  const names = ["id", "domain", "client_id", "name", "auth_domain"] as const;
  const texts = names.flatMap((name) => {
    const value = item[name];
    return typeof value === "string" && value !== "" ? [[name, value.slice(0, LONGEST_SHOWN)] as const] : [];
  });
  return Object.fromEntries(texts);
}
