import type { CommandHandler } from "../commands.ts";
import type { Credentials } from "../credentials/credentials.ts";
import type { Caller, CredentialsHost } from "../host.ts";
import type { Store } from "../store/store.ts";
import { ActivityLog } from "./activity-log.ts";
import { activityCommands } from "./handlers.ts";
import { type Described, recordOf } from "./line.ts";
import { byCaller, Recorder } from "./recorder.ts";
import { rotationLines } from "./rotation-lines.ts";

/** What is kept of who did what: commands by their rows, and what happens beside them. */
export class Activity {
  readonly recorder: Recorder;
  readonly #host: CredentialsHost;

  static async start(store: Store, host: CredentialsHost, credentials: Credentials): Promise<Activity> {
    const log = await ActivityLog.load(store, host.log);
    const activity = new Activity(new Recorder(log), host);
    activity.register(activityCommands(log));
    const { recorder } = activity;
    const describeCredential = (id: string): Described | undefined => {
      const item = credentials.known(id);
      return item && { name: item.name || item.client_id, domain: item.domain };
    };
    recorder.describe("credential", describeCredential, (changed) =>
      credentials.watch((changes) => {
        for (const { application_credentials_id } of changes) changed(application_credentials_id);
      }),
    );
    recorder.describe("account", (id) => activity.#entry(id));
    // A host is its own name.
    recorder.describe("allowed_host", (host) => ({ name: host }));
    rotationLines(recorder, credentials.rotations, describeCredential);
    return activity;
  }

  private constructor(recorder: Recorder, host: CredentialsHost) {
    this.recorder = recorder;
    this.#host = host;
  }

  /** `CredentialsHost.register` for commands that are recorded as their rows say. */
  register(handlers: readonly CommandHandler[]): void {
    this.#host.register(this.recorder.observe(handlers));
  }

  /** Removes an entry's account, and writes its line. */
  async removeAccount(entryId: string, caller: Caller, work: () => Promise<void>): Promise<void> {
    const record = recordOf("account", entryId, this.#entry(entryId));
    await work();
    await this.recorder.note(byCaller(caller), { action: "account.removed", record, result: "succeeded" });
  }

  #entry(id: string): Described | undefined {
    const entry = this.#host.entry(id);
    return entry && { name: entry.title, domain: entry.domain };
  }
}
