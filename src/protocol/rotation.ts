/** The guided change of a client secret (F4), which goes on until the new one has worked or was taken back. */
import * as v from "valibot";
import { command } from "./command.ts";
import { Credential } from "./credentials.ts";
import { ClientSecret, CredentialId, Timestamp } from "./fields.ts";

/** How a change of a credential's secret stands. */
export const Rotation = v.strictObject({
  application_credentials_id: v.string(),
  /** When the new secret was taken over. */
  since: Timestamp,
  /**
   * `unused`: the provider was not asked with the new secret yet. `rejected`: it does not accept it, and the one before
   * is used. `worked`: it accepted it, and the one before is gone; told for some minutes.
   */
  state: v.picklist(["unused", "rejected", "worked"]),
  /** The provider's words, where it rejected the new secret. */
  reason: v.optional(v.string()),
});
export type Rotation = v.InferOutput<typeof Rotation>;

export const rotateSecret = command("application_credentials/rotate", {
  summary:
    "Takes a new secret into use and keeps the one before, sealed, until the provider accepted the new one once. Answers how it stands; `null` when the new secret is the stored one.",
  since: 2,
  roles: ["administrator"],
  scope: "credentials:manage",
  activity: {
    action: "credential.secret_rotated",
    record: "credential",
    id: "application_credentials_id",
    changed: (rotation) => rotation !== null,
  },
  args: v.strictObject({ application_credentials_id: CredentialId, client_secret: ClientSecret }),
  result: v.nullable(Rotation),
  errors: ["not_found", "backend_unavailable"],
});

export const backOutOfRotation = command("application_credentials/rotate/back_out", {
  summary: "Takes the secret from before a rotation back into use and drops the new one, which has not worked yet.",
  since: 2,
  roles: ["administrator"],
  scope: "credentials:manage",
  activity: { action: "credential.rotation_undone", record: "credential", id: "application_credentials_id" },
  args: v.strictObject({ application_credentials_id: CredentialId }),
  result: Credential,
  errors: ["not_found", "home_assistant_error", "backend_unavailable"],
});

export const subscribeRotations = command("application_credentials/rotate/subscribe", {
  summary: "Every rotation that is under way or has just ended well, at once and after each change.",
  since: 2,
  roles: ["administrator"],
  scope: "credentials:read",
  activity: null,
  args: v.strictObject({}),
  result: v.null(),
  event: v.array(Rotation),
  errors: [],
});
