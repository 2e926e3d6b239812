import type { Rotations } from "../credentials/rotations.ts";
import { type Describe, HUB, recordOf } from "./line.ts";
import type { Recorder } from "./recorder.ts";

/** Writes a line when the new secret of a rotation has worked, and when the provider rejected it. */
export function rotationLines(recorder: Recorder, rotations: Rotations, describe: Describe): void {
  /** How each was told last, by the credential's id. */
  let told: ReadonlyMap<string, string> | undefined;
  rotations.subscribe((all) => {
    const before = told;
    told = new Map(
      all.map(({ application_credentials_id, since, state }) => [application_credentials_id, since + state]),
    );
    for (const { application_credentials_id: id, since, state, reason = "" } of all) {
      // What there was at the start is no news.
      if (!before || before.get(id) === since + state) continue;
      const record = recordOf("credential", id, describe(id));
      if (state === "worked")
        void recorder.note({ actor: HUB }, { action: "credential.new_secret_worked", record, result: "succeeded" });
      if (state === "rejected")
        void recorder.note(
          { actor: HUB },
          { action: "credential.new_secret_rejected", record, result: "failed", reason },
        );
    }
  });
}
