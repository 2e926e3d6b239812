/** Integrations outside the process, and the tokens they ask for: PROTOCOL sections 3 and 5. */
import * as v from "valibot";
import { command } from "./command.ts";
import { Domain, EntryId, MAX_NAME, requiredText, Timestamp } from "./fields.ts";

export const accessToken = command("application_credentials/token", {
  summary: "The access token of a config entry of the caller's domain, refreshed first when fewer than 20 s are left.",
  since: 1,
  roles: ["integration"],
  scope: "accounts:token",
  activity: null,
  args: v.strictObject({ entry_id: EntryId }),
  result: v.strictObject({
    access_token: v.string(),
    token_type: v.string(),
    expires_at: Timestamp,
    scope: v.string(),
  }),
  errors: [
    "invalid_config_entry_id",
    "reauth_required",
    "provider_unavailable",
    "home_assistant_error",
    "backend_unavailable",
  ],
});

export const IntegrationToken = v.strictObject({
  token_id: v.string(),
  domain: v.string(),
  name: v.string(),
  created_at: Timestamp,
});
export type IntegrationToken = v.InferOutput<typeof IntegrationToken>;

export const createIntegrationToken = command("application_credentials/integration_token/create", {
  summary: "Makes a token with which software outside the hub acts as one integration. The token is shown this once.",
  since: 1,
  roles: ["administrator"],
  scope: "none",
  activity: { action: "integration_token.created", record: "integration_token", id: "token_id" },
  args: v.strictObject({
    domain: Domain,
    name: requiredText(MAX_NAME),
  }),
  result: v.strictObject({ token_id: v.string(), token: v.string() }),
  errors: ["backend_unavailable"],
});

export const listIntegrationTokens = command("application_credentials/integration_token/list", {
  summary: "All integration tokens, without the tokens themselves.",
  since: 1,
  roles: ["administrator"],
  scope: "none",
  activity: null,
  args: v.strictObject({}),
  result: v.array(IntegrationToken),
  errors: [],
});

export const revokeIntegrationToken = command("application_credentials/integration_token/revoke", {
  summary: "Ends an integration token; connections that signed in with it are closed.",
  since: 1,
  roles: ["administrator"],
  scope: "none",
  activity: { action: "integration_token.revoked", record: "integration_token", id: "token_id" },
  args: v.strictObject({ token_id: v.pipe(v.string(), v.minLength(1), v.maxLength(255)) }),
  result: v.null(),
  errors: ["not_found", "backend_unavailable"],
});
