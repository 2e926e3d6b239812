import type { Activity } from "../activity/activity.ts";
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
  { store, activity }: ApplicationsParts,
): Promise<StartedApplications> {
  const applications = await Applications.load(store);
  const grants = await Grants.load(store);
  activity.recorder.describe("application", (id) => applications.known(id));
  activity.recorder.describe("grant", (id) => applications.known(grants.get(id)?.application_id ?? ""));

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
  return { applications, grants, sealed: [], close: async () => {} };
}
