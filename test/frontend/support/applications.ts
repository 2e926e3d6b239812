import type { Application, ApplicationDetails, ProviderState } from "../../../src/protocol/applications.ts";
import type { ConsentDetails, Grant } from "../../../src/protocol/grants.ts";
import { SCOPES } from "../../../src/protocol/scopes.ts";
import type { FakeConnection, Message } from "./fake-connection.ts";
import { fakeHub } from "./fake-hass.ts";

const PREFIX = "application_credentials";
export const CALL = {
  subscribe: `${PREFIX}/application/subscribe`,
  create: `${PREFIX}/application/create`,
  update: `${PREFIX}/application/update`,
  delete: `${PREFIX}/application/delete`,
  rotate: `${PREFIX}/application/rotate_secret`,
  details: `${PREFIX}/application/details`,
  dismiss: `${PREFIX}/application/dismiss_rejected_redirect`,
  endFormer: `${PREFIX}/application/end_previous_secret`,
  provider: `${PREFIX}/application/provider`,
  updateProvider: `${PREFIX}/application/update_provider`,
  scopes: `${PREFIX}/scope/list`,
  grants: `${PREFIX}/grant/list`,
  revoke: `${PREFIX}/grant/revoke`,
  confirm: `${PREFIX}/login/confirm`,
} as const;

export const SECRET = "acs_S3CRET-canary-0123456789abcdefghijklmnopqrs";
const AT = "2026-11-03T09:12:00.000Z";
export const OFFERED = ["openid", "profile", "entries:read", "accounts:connect", "credentials:read"];

export const application = (values: Partial<Application> = {}): Application => ({
  id: "a1",
  name: "Dashboard",
  client_id: "0d2c1583c81a47f183a97f7680ea7758",
  redirect_uris: ["https://app.example.com/cb"],
  scopes: ["openid", "profile", "entries:read"],
  type: "confidential",
  enabled: true,
  created_at: AT,
  updated_at: AT,
  ...values,
});

export const DASHBOARD = application();
export const SCRIPT = application({
  ...{ id: "a2", name: "Script", client_id: "c2", type: "public", enabled: false, scopes: ["openid"] },
  redirect_uris: ["com.example.app:/cb", "http://127.0.0.1/cb", "https://b.example/cb"],
});

export const grant = (values: Partial<Grant> = {}): Grant => ({
  ...{ grant_id: "g1", application_id: "a1", user_id: "u1", scopes: ["openid", "entries:read"], created_at: AT },
  ...{ last_used_at: AT, last_used_address: "192.168.1.7", application_name: "Dashboard", user_name: "Anna" },
  ...values,
});

export const details = (values: Partial<ApplicationDetails> = {}): ApplicationDetails => ({
  rejected_redirects: [],
  grants: 0,
  ...values,
});

export const provider = (values: Partial<ProviderState["settings"]> = {}, limits: string[] = []): ProviderState => ({
  settings: {
    pushed_authorization_requests: false,
    device_grant: false,
    dynamic_registration: false,
    client_id_metadata_documents: false,
    unverified_scopes: ["openid", "profile"],
    ...values,
  },
  issuer: "https://home.example",
  limits,
});

/** A hub with these applications, of which each command is answered as the real one would. */
export function applicationsHub(items: readonly Application[], grants: readonly Grant[] = []): FakeConnection {
  const hub = fakeHub([]);
  const known = ({ application_id }: Message) => items.find(({ id }) => id === application_id) ?? DASHBOARD;
  hub.answer(CALL.subscribe, () => items.map((item) => ({ change_type: "added", application_id: item.id, item })));
  hub.answer(CALL.scopes, () => OFFERED.map((scope) => ({ scope, ...SCOPES[scope as keyof typeof SCOPES] })));
  hub.answer(CALL.provider, () => provider());
  hub.answer(CALL.details, () => details({ grants: grants.length }));
  hub.answer(CALL.grants, () => grants);
  hub.answer(CALL.create, ({ type: _type, client_type, ...fields }) => ({
    ...application({ ...(fields as Partial<Application>), id: "made" }),
    ...(client_type === "confidential" ? { client_secret: SECRET } : { type: "public" }),
  }));
  hub.answer(CALL.update, ({ type: _type, application_id, ...changes }) => ({
    ...known({ type: "", application_id }),
    ...changes,
  }));
  hub.answer(CALL.rotate, () => ({ client_secret: SECRET }));
  for (const type of [CALL.delete, CALL.revoke, CALL.dismiss, CALL.endFormer, CALL.confirm])
    hub.answer(type, () => null);
  hub.answer("auth/current_user", () => ({ id: "u1" }));
  hub.answer("config/auth/list", () => [{ id: "u1", username: "anna" }]);
  return hub;
}

export const consent = (values: Partial<ConsentDetails> = {}): ConsentDetails => ({
  application: { id: "a1", name: "Dashboard" },
  redirect_host: "app.example.com",
  redirect_is_local: false,
  scopes: ["openid", "entries:read"].map((scope) => ({
    ...{ scope, ...SCOPES[scope as keyof typeof SCOPES] },
    granted: false,
  })),
  beyond_role: [],
  remembered: false,
  lifetime: 365 * 24 * 60 * 60,
  login_required: false,
  user: { id: "u1", name: "Anna" },
  ...values,
});
