import { HUB, recordOf } from "../activity/line.ts";
import type { Recorder } from "../activity/recorder.ts";
import type { Applications } from "../applications/applications.ts";
import type { RejectedRedirects } from "../applications/rejected-redirects.ts";
import { loadPageTexts } from "../connect/page-texts.ts";
import type { Grants, StoredGrant } from "../grants/grants.ts";
import type { ApplicationsHost } from "../host.ts";
import type { Keyring } from "../store/keyring.ts";
import type { Store } from "../store/store.ts";
import { AccessTokens } from "./access-tokens.ts";
import { ActingSignIns } from "./acting-sign-ins.ts";
import { Artifacts } from "./artifacts.ts";
import { AuthorizationServer } from "./authorization-server.ts";
import { fetchDocument } from "./client-documents.ts";
import { Interactions } from "./interactions.ts";
import { closeEndedConnections } from "./live-connections.ts";
import { ProviderSettings } from "./provider-settings.ts";
import { SigningKeys } from "./signing-keys.ts";
import { UnverifiedClients } from "./unverified-clients.ts";

export interface AuthorizationServerOptions {
  readonly store: Store;
  readonly keyring: Keyring;
  readonly applications: Applications;
  readonly grants: Grants;
  readonly rejected: RejectedRedirects;
  readonly recorder: Recorder;
  /** How documents of clients are fetched, where not as from the internet. */
  readonly documents?: typeof fetchDocument;
  /** The folder with `en.json`, …. */
  readonly translations: string;
}

export interface StartedAuthorizationServer {
  readonly server: AuthorizationServer;
  readonly settings: ProviderSettings;
  readonly signingKeys: SigningKeys;
  close(): Promise<void>;
}

/** Makes the hub answer applications, and its doors know their access tokens. */
export async function startAuthorizationServer(
  host: ApplicationsHost,
  options: AuthorizationServerOptions,
): Promise<StartedAuthorizationServer> {
  const { store, keyring, applications, grants, rejected, recorder, translations } = options;
  const artifacts = await Artifacts.load(store, host.log);
  const settings = await ProviderSettings.load(store);
  const signingKeys = await SigningKeys.load(store, keyring);
  endWithTheirGrants(artifacts, applications, grants);
  const acting = await startActing(host, options, artifacts);
  const unverified = new UnverifiedClients({ applications, grants, settings });
  await unverified.forgetUnused();
  const server = new AuthorizationServer({
    ...{ host, keyring, applications, grants, artifacts, settings, signingKeys, unverified, acting },
    registered: ({ id, name }) => {
      const record = recordOf("application", id, { name });
      void recorder.note({ actor: HUB }, { action: "application.registered", record, result: "succeeded" });
    },
    fetchDocument: options.documents ?? fetchDocument,
    textsFor: loadPageTexts(translations),
    interactions: new Interactions({ applications, grants, artifacts, recorder, unverified }),
    refusedRedirect: (clientId, redirectUri) => rejected.note(clientId, redirectUri),
    fetchedTokens: (clientId, userId, address) => {
      const grant = grants.of(userId, applications.withClientId(clientId)?.id ?? "");
      if (!grant) return;
      grants.used(grant.grant_id, address).catch((error: unknown) => {
        host.log.error("From where an application fetched tokens could not be noted", error);
      });
    },
    reused: (userId, clientId) => {
      const application = applications.withClientId(clientId);
      const grant = application && grants.of(userId, application.id);
      void acting?.end(clientId, userId);
      const record = recordOf("grant", grant?.grant_id, application && { name: application.name });
      void recorder.note({ actor: HUB }, { action: "grant.reuse_detected", record, result: "succeeded" });
    },
  });
  const tokens = new AccessTokens({ artifacts, applications, grants, host });
  host.authenticateWith((token) => tokens.authenticate(token));
  host.serveApplications(server.serve);
  const endWatch = closeEndedConnections(host, applications, grants);
  const close = async () => {
    endWatch();
    acting?.close();
    await artifacts.close();
  };
  return { server, settings, signingKeys, close };
}

/** Where the hub lets applications act as a person towards itself. */
async function startActing(
  host: ApplicationsHost,
  { store, applications, grants, recorder }: AuthorizationServerOptions,
  artifacts: Artifacts,
): Promise<ActingSignIns | undefined> {
  if (!host.actAs) return undefined;
  const endedByPerson = ({ grant_id, application_id, user_id }: StoredGrant) => {
    const name = applications.known(application_id)?.name;
    const record = recordOf("grant", grant_id, name === undefined ? undefined : { name });
    const user = host.user(user_id);
    const actor = user ? ({ kind: "user", id: user.id, name: user.name } as const) : HUB;
    void recorder.note({ actor }, { action: "grant.revoked", record, result: "succeeded" });
  };
  const parts = { host, actAs: host.actAs, applications, grants, artifacts, endedByPerson };
  return ActingSignIns.load(store, parts);
}

/** What was given out for a grant goes with it, and what an application has with the application. */
function endWithTheirGrants(artifacts: Artifacts, applications: Applications, grants: Grants): void {
  grants.onEnd(async ({ user_id, application_id }) => {
    const clientId = applications.known(application_id)?.client_id;
    artifacts.deleteAll(({ payload }) => payload.accountId === user_id && payload.clientId === clientId);
    await artifacts.written();
  });
  applications.watch((changes) => {
    for (const { change_type, item } of changes)
      if (change_type === "removed") artifacts.deleteAll(({ payload }) => payload.clientId === item.client_id);
  });
}
