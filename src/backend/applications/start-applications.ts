import type { Activity } from "../activity/activity.ts";
import { providerCommands } from "../authorization-server/handlers.ts";
import { startAuthorizationServer } from "../authorization-server/start-authorization-server.ts";
import { Grants } from "../grants/grants.ts";
import { grantCommands } from "../grants/handlers.ts";
import type { ApplicationsHost } from "../host.ts";
import type { Resealable } from "../keys/resealable.ts";
import { confirmLoginCommand } from "../login/confirm-login.ts";
import type { Keyring } from "../store/keyring.ts";
import type { Store } from "../store/store.ts";
import { Applications } from "./applications.ts";
import { applicationCommands } from "./handlers.ts";
import { RejectedRedirects } from "./rejected-redirects.ts";

export interface ApplicationsParts {
  readonly store: Store;
  readonly keyring: Keyring;
  readonly activity: Activity;
  /** The folder with `en.json`, …. */
  readonly translations: string;
}

export interface StartedApplications {
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
  const rejected = await RejectedRedirects.load(store, applications, host.log);
  recorder.describe("application", (id) => applications.known(id));
  recorder.describe("grant", (id) => applications.known(grants.get(id)?.application_id ?? ""));

  const parts = { store, keyring, applications, grants, rejected, recorder, translations };
  const provider = await startAuthorizationServer(host, parts);
  activity.register(applicationCommands({ applications, grants, rejected, host }));
  activity.register([...providerCommands(provider, host), ...grantCommands(grants, applications, host)]);
  activity.register([confirmLoginCommand(host)]);

  await endOrphans(host, applications, grants);
  return {
    sealed: [provider.signingKeys],
    async close() {
      await rejected.written();
      await provider.close();
    },
  };
}

/** A grant goes with its application and its person; at the start too, after a kill in between. */
async function endOrphans(host: ApplicationsHost, applications: Applications, grants: Grants): Promise<void> {
  const isOrphan = ({ application_id, user_id }: { application_id: string; user_id: string }) =>
    applications.known(application_id) === undefined || host.user(user_id) === undefined;
  const end = async () => {
    if (host.knowsUsers()) await grants.endAll(isOrphan);
  };
  const later = () =>
    void end().catch((error: unknown) => host.log.error("Grants of what is gone could not be ended", error));
  applications.watch((changes) => {
    if (changes.some(({ change_type }) => change_type === "removed")) later();
  });
  host.watchUsers(later);
  await end();
}
