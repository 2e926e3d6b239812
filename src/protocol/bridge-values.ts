/** What the bridge's messages carry: entries, credentials with their secrets, and callers. */
import * as v from "valibot";
import { Credential } from "./credentials.ts";
import { AuthorizationServer, EntryState, Timestamp } from "./fields.ts";

/** A config entry as far as the plugin needs it (homeassistant/config_entries.py, `ConfigEntry`). */
export const BridgeEntry = v.strictObject({
  entry_id: v.string(),
  domain: v.string(),
  title: v.string(),
  state: EntryState,
  /** A re-authentication flow is in progress. */
  reauth: v.boolean(),
  /** What the entry's data holds under this name. */
  auth_implementation: v.optional(v.string()),
});
export type BridgeEntry = v.InferOutput<typeof BridgeEntry>;

/**
 * A credential with its secret, for the copy in Home Assistant's memory that core's synchronous calls need.
 * `null` where the secret's sealed form does not open any more.
 */
export const BridgeCredential = v.strictObject({
  item: Credential,
  client_secret: v.nullable(v.string()),
  /** While the secret is being changed: the one before, to be tried where the provider does not accept the new one. */
  rotation: v.optional(v.strictObject({ since: Timestamp, previous_client_secret: v.string() })),
});
export type BridgeCredential = v.InferOutput<typeof BridgeCredential>;

/** A credential to adopt: core's fields, kept as they are, and those of a snapshot where it comes from one. */
export const AdoptedCredential = v.strictObject({
  id: v.string(),
  domain: v.string(),
  client_id: v.string(),
  client_secret: v.string(),
  auth_domain: v.optional(v.string()),
  name: v.optional(v.string()),
  authorization_server: v.optional(AuthorizationServer),
  scopes: v.optional(v.array(v.string())),
  source: v.optional(v.picklist(["user", "import"])),
  created_at: v.optional(Timestamp),
  updated_at: v.optional(Timestamp),
});
export type AdoptedCredential = v.InferOutput<typeof AdoptedCredential>;

export const CommandInfo = v.strictObject({
  type: v.string(),
  roles: v.array(v.picklist(["administrator", "user", "integration"])),
  subscription: v.boolean(),
});
export type CommandInfo = v.InferOutput<typeof CommandInfo>;

/** The caller's IP address, as far as Home Assistant knows it (its `http` integration trusts only the proxies it is told of). */
const Address = v.optional(v.string());

/** A user as far as applications need them (homeassistant/auth/models.py, `User`); those that may not sign in are left out. */
export const BridgeUser = v.strictObject({
  id: v.string(),
  name: v.string(),
  is_admin: v.boolean(),
  is_owner: v.boolean(),
  /** May come from the own network alone. */
  local_only: v.boolean(),
});
export type BridgeUser = v.InferOutput<typeof BridgeUser>;

export const BridgeCaller = v.variant("kind", [
  v.strictObject({
    kind: v.literal("user"),
    id: v.string(),
    name: v.string(),
    is_admin: v.boolean(),
    is_owner: v.boolean(),
    /** When they last gave their password, in milliseconds since 1970; absent where that is not known. */
    signed_in_at: v.optional(v.number()),
    address: Address,
  }),
  v.strictObject({
    kind: v.literal("integration"),
    token_id: v.string(),
    domain: v.string(),
    name: v.string(),
    address: Address,
  }),
]);
export type BridgeCaller = v.InferOutput<typeof BridgeCaller>;
