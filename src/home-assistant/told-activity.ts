import type * as v from "valibot";
import { HUB, recordOf } from "../backend/activity/line.ts";
import { byCaller, type Recorder } from "../backend/activity/recorder.ts";
import type { HostEntry } from "../backend/host.ts";
import type { commandDone } from "../protocol/bridge-notices.ts";
import { homeAssistantError } from "../protocol/errors.ts";
import { commands } from "../protocol/index.ts";
import { callerOf } from "./bridge-caller.ts";

/** Writes the activity's lines of what happens in Home Assistant, and is told here. */
export class ToldActivity {
  readonly #recorder: Recorder;

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /** A command that Python refused, or carried out itself. */
  async commandDone({ command, caller, refused, error }: v.InferOutput<(typeof commandDone)["fields"]>): Promise<void> {
    const row = commands.find(({ type }) => type === command);
    if (!row) return;
    if (refused) return this.#recorder.refused(row, callerOf(caller));
    const work = async () => {
      if (error !== undefined) throw homeAssistantError(error);
      return null as never;
    };
    await this.#recorder.run(row, {}, byCaller(callerOf(caller)), work).catch(() => {});
  }

  /** A config entry as it was and as it is. Home Assistant does not say who made, mended or removed it. */
  entryChanged(before: HostEntry | undefined, now: HostEntry | undefined): void {
    const entry = now ?? before;
    // Entries without it are no accounts of ours.
    if (!entry || entry.auth_implementation === undefined) return;
    const record = recordOf("account", entry.entry_id, { name: entry.title, domain: entry.domain });
    const note = (action: "connected" | "removed" | "recovered") =>
      void this.#recorder.note({ actor: HUB }, { action: `account.${action}`, record, result: "succeeded" });
    if (!before) note("connected");
    else if (!now) note("removed");
    else if (before.reauth && !now.reauth) note("recovered");
    else if (!before.reauth && now.reauth) {
      const reason = "Somebody has to sign in again.";
      void this.#recorder.note({ actor: HUB }, { action: "account.rejected", record, result: "failed", reason });
    }
  }
}
