import type { Activity } from "../activity/activity.ts";
import { HUB, recordOf } from "../activity/line.ts";
import { AccessTokens } from "../authorization-server/access-tokens.ts";
import { Artifacts } from "../authorization-server/artifacts.ts";
import { AuthorizationServer } from "../authorization-server/authorization-server.ts";
import { Interactions } from "../authorization-server/interactions.ts";
import { ProviderSettings } from "../authorization-server/provider-settings.ts";
import { SigningKeys } from "../authorization-server/signing-keys.ts";
import { loadPageTexts } from "../connect/page-texts.ts";
import { Grants } from "../grants/grants.ts";
import { grantCommands } from "../grants/handlers.ts";
import type { ApplicationsHost } from "../host.ts";
import type { Resealable } from "../keys/resealable.ts";
import type { Keyring } from "../store/keyring.ts";
import type { Store } from "../store/store.ts";
import { Applications } from "./applications.ts";
import { applicationCommands } from "./handlers.ts";

export interface ApplicationsParts {
  readonly store: Store;
  readonly keyring: Keyring;
  readonly activity: Activity;
  /** The folder with `en.json`, …. */
  readonly translations: string;
}

export interface StartedApplications {
  readonly applications: Applications;
  readonly grants: Grants;
  /** The collections that seal something. */
  readonly sealed: readonly Resealable[];
  close(): Promise<void>;
}

/** The other direction: the hub as a provider for applications that an administrator registers. */
export async function startApplications(
  host: ApplicationsHost,
  { store, keyring, activity, translations }: ApplicationsParts,
): Promise<StartedApplications> {
  const { recorder } = activity;
  const applications = await Applications.load(store);
  const grants = await Grants.load(store);
  recorder.describe("application", (id) => applications.known(id));
  recorder.describe("grant", (id) => applications.known(grants.get(id)?.application_id ?? ""));

  const isGone = (id: string) => applications.known(id) === undefined;
  applications.watch((changes) => {
    if (changes.some(({ change_type }) => change_type === "removed")) forget();
  });
  host.watchUsers(() => forget());
  const forget = () =>
    void grants
      .endAll(({ application_id, user_id }) => isGone(application_id) || host.user(user_id) === undefined)
      .catch((error: unknown) => host.log.error("Grants of what is gone could not be ended", error));

  activity.register([...applicationCommands(applications, grants, host), ...grantCommands(grants, applications, host)]);

  const artifacts = await Artifacts.load(store, host.log);
  const settings = await ProviderSettings.load(store);
  const signingKeys = await SigningKeys.load(store, keyring);
  grants.onEnd(async ({ user_id, application_id }) => {
    const clientId = applications.known(application_id)?.client_id;
    artifacts.deleteAll(({ payload }) => payload.accountId === user_id && (payload.clientId ?? clientId) === clientId);
    await artifacts.written();
  });
  const server = new AuthorizationServer({
    host,
    keyring,
    applications,
    grants,
    artifacts,
    settings,
    signingKeys,
    textsFor: loadPageTexts(translations),
    interactions: new Interactions({ applications, grants, artifacts, recorder }),
    refusedRedirect: () => {},
    reused: (userId, clientId) => {
      const application = applications.withClientId(clientId);
      const grant = application && grants.of(userId, application.id);
      const record = recordOf("grant", grant?.grant_id, application && { name: application.name });
      void recorder.note({ actor: HUB }, { action: "grant.reuse_detected", record, result: "succeeded" });
    },
  });
  host.serveApplications(server.serve);
  const tokens = new AccessTokens({ artifacts, applications, grants, host });
  host.authenticateWith((token) => tokens.authenticate(token));
  return { applications, grants, sealed: [signingKeys], close: () => artifacts.close() };
}
