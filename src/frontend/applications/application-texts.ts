import type { Application, ProviderSettings, RejectedRedirect } from "../../protocol/applications.ts";
import type { TextKey } from "../localize.ts";

/** The keys of texts that are chosen by a value of the hub's. */
export const TYPES = {
  confidential: ["applications.type.confidential", "applications.type_text.confidential"],
  public: ["applications.type.public", "applications.type_text.public"],
} as const satisfies Record<Application["type"], readonly [TextKey, TextKey]>;

type Unverified = NonNullable<Application["unverified"]>;

export const UNVERIFIED = {
  dynamic_registration: "applications.unverified_text.dynamic_registration",
  client_id_metadata_document: "applications.unverified_text.client_id_metadata_document",
} as const satisfies Record<Unverified, TextKey>;

/** In what a refused address differs. */
export const DIFFERENCES = {
  trailing_slash: "applications.rejected.trailing_slash",
  letter_case: "applications.rejected.letter_case",
  scheme: "applications.rejected.scheme",
  host: "applications.rejected.host",
  port: "applications.rejected.port",
  path: "applications.rejected.path",
  query: "applications.rejected.query",
  fragment: "applications.rejected.fragment",
  user_info: "applications.rejected.user_info",
  encoding: "applications.rejected.encoding",
  several: "applications.rejected.several",
} as const satisfies Record<RejectedRedirect["difference"], TextKey>;

type Switch = Exclude<keyof ProviderSettings, "unverified_scopes">;

/** What can be turned on, with its name and its explanation. */
export const PROVIDER_SWITCHES = [
  [
    "pushed_authorization_requests",
    "applications.provider.pushed_authorization_requests",
    "applications.provider.pushed_authorization_requests_text",
  ],
  ["device_grant", "applications.provider.device_grant", "applications.provider.device_grant_text"],
  [
    "dynamic_registration",
    "applications.provider.dynamic_registration",
    "applications.provider.dynamic_registration_text",
  ],
  [
    "client_id_metadata_documents",
    "applications.provider.client_id_metadata_documents",
    "applications.provider.client_id_metadata_documents_text",
  ],
] as const satisfies readonly (readonly [Switch, TextKey, TextKey])[];

const LIMITS: Readonly<Record<string, TextKey>> = {
  one_address: "applications.limits.one_address",
  plugin_commands: "applications.limits.plugin_commands",
  account_tokens: "applications.limits.account_tokens",
  cors: "applications.limits.cors",
  plain_http: "applications.limits.plain_http",
};

/** What a hub can't do; one of a newer hub has no words here. */
export const limitKeys = (limits: readonly string[]): TextKey[] => limits.flatMap((limit) => LIMITS[limit] ?? []);
