/** Application credentials: PROTOCOL section 4. */
import * as v from "valibot";
import { command } from "./command.ts";
import {
  AuthDomain,
  AuthorizationServer,
  BlankOrClientSecret,
  ClientId,
  ClientSecret,
  CredentialId,
  Domain,
  EntryId,
  EntryState,
  Name,
  Scopes,
  Timestamp,
} from "./fields.ts";

/** A credential as every client sees it. The secret itself is write-only. */
export const Credential = v.strictObject({
  id: v.string(),
  domain: v.string(),
  client_id: v.string(),
  name: v.optional(v.string()),
  auth_domain: v.optional(v.string()),
  /** The secret's last four characters, or `""` when it has fewer than twelve. */
  client_secret_hint: v.string(),
  authorization_server: v.optional(AuthorizationServer),
  scopes: v.optional(v.array(v.string())),
  source: v.picklist(["user", "import"]),
  created_at: Timestamp,
  updated_at: Timestamp,
});
export type Credential = v.InferOutput<typeof Credential>;

const CredentialChange = v.strictObject({
  change_type: v.picklist(["added", "updated", "removed"]),
  application_credentials_id: v.string(),
  item: Credential,
});
export type CredentialChange = v.InferOutput<typeof CredentialChange>;

const EntryUsage = v.strictObject({
  entry_id: v.string(),
  domain: v.string(),
  title: v.string(),
  state: EntryState,
  reauth: v.boolean(),
});
export type EntryUsage = v.InferOutput<typeof EntryUsage>;

export const listCredentials = command("application_credentials/list", {
  summary: "All credentials, in the order of their creation.",
  since: 1,
  roles: ["administrator"],
  scope: "credentials:read",
  activity: null,
  args: v.strictObject({}),
  result: v.array(Credential),
  errors: [],
});

export const createCredential = command("application_credentials/create", {
  summary: "Stores a credential typed in by an administrator and answers it. The same id again gets `_2`, `_3`.",
  since: 1,
  roles: ["administrator"],
  scope: "credentials:manage",
  activity: { action: "credential.created", record: "credential", id: "id" },
  args: v.strictObject({
    domain: Domain,
    client_id: ClientId,
    client_secret: ClientSecret,
    name: v.optional(Name),
    auth_domain: v.optional(AuthDomain),
    authorization_server: v.optional(AuthorizationServer),
    scopes: v.optional(Scopes),
  }),
  result: Credential,
  errors: ["invalid_format", "backend_unavailable"],
});

export const updateCredential = command("application_credentials/update", {
  summary: "Changes a credential and answers it. An absent or blank secret keeps the stored one; the id stays.",
  since: 1,
  roles: ["administrator"],
  scope: "credentials:manage",
  activity: {
    action: "credential.updated",
    when: { client_secret: "credential.secret_changed" },
    record: "credential",
    id: "application_credentials_id",
  },
  args: v.strictObject({
    application_credentials_id: CredentialId,
    name: v.optional(Name),
    client_id: v.optional(ClientId),
    client_secret: v.optional(BlankOrClientSecret),
    authorization_server: v.optional(AuthorizationServer),
    scopes: v.optional(Scopes),
  }),
  result: Credential,
  errors: ["not_found", "invalid_format", "backend_unavailable"],
});

export const deleteCredential = command("application_credentials/delete", {
  summary: "Deletes a credential that no config entry uses.",
  since: 1,
  roles: ["administrator"],
  scope: "credentials:manage",
  activity: { action: "credential.deleted", record: "credential", id: "application_credentials_id" },
  args: v.strictObject({ application_credentials_id: CredentialId }),
  result: v.null(),
  errors: ["not_found", "home_assistant_error", "backend_unavailable"],
});

export const subscribeCredentials = command("application_credentials/subscribe", {
  summary: "First every credential as `added` in one event (`[]` when there are none), then each change.",
  since: 1,
  roles: ["administrator"],
  scope: "credentials:read",
  activity: null,
  args: v.strictObject({}),
  result: v.null(),
  event: v.array(CredentialChange),
  errors: [],
});

export const credentialsConfig = command("application_credentials/config", {
  summary: "The domains that take credentials, and what their dialogs need to know.",
  since: 1,
  roles: ["user", "integration"],
  scope: "entries:read",
  activity: null,
  args: v.strictObject({}),
  result: v.strictObject({
    domains: v.array(v.string()),
    integrations: v.record(
      v.string(),
      v.strictObject({
        description_placeholders: v.optional(v.record(v.string(), v.string())),
        name: v.string(),
        authorization_server: v.optional(AuthorizationServer),
        redirect_uri: v.optional(v.string()),
      }),
    ),
  }),
  errors: [],
});

export const credentialOfEntry = command("application_credentials/config_entry", {
  summary: "The credential that a config entry uses.",
  since: 1,
  roles: ["administrator", "integration"],
  scope: "credentials:read",
  activity: null,
  args: v.strictObject({ config_entry_id: EntryId }),
  result: v.strictObject({ application_credentials_id: v.optional(v.string()) }),
  errors: ["invalid_config_entry_id"],
});

export const importCredential = command("application_credentials/import", {
  summary: "An integration hands over the credential it brings; again and again without making a second one.",
  since: 1,
  roles: ["administrator", "integration"],
  scope: "credentials:manage",
  activity: {
    action: "credential.imported",
    record: "credential",
    id: "id",
    // Integrations import at each of their starts; mostly it is what is there already.
    changed: ({ id }, ids) => ids.has(id),
  },
  args: v.strictObject({
    domain: Domain,
    client_id: ClientId,
    client_secret: ClientSecret,
    auth_domain: v.optional(AuthDomain),
    name: v.optional(Name),
  }),
  result: Credential,
  errors: ["invalid_format", "backend_unavailable"],
});

export const credentialUsage = command("application_credentials/usage", {
  summary: "Which config entries use each credential; unused ones with an empty array.",
  since: 1,
  roles: ["administrator", "integration"],
  scope: "credentials:read",
  activity: null,
  args: v.strictObject({ application_credentials_id: v.optional(CredentialId) }),
  result: v.record(v.string(), v.array(EntryUsage)),
  errors: ["not_found"],
});
