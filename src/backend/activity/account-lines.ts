import type { AccountEvent } from "../accounts/account-events.ts";
import type { CredentialsHost } from "../host.ts";
import { HUB, recordOf } from "./line.ts";
import type { Recorder } from "./recorder.ts";

/** What nobody did, and an administrator wants to know. */
const TOLD = { refresh_failed: "failed", rejected: "failed", recovered: "succeeded" } as const;

/**
 * Writes a line when an account's tokens can't be renewed (once until that changes), when somebody has to sign in again,
 * and when it works again. Who connects and removes accounts is known elsewhere, with their names.
 */
export const accountLines =
  (recorder: Recorder, host: CredentialsHost) =>
  ({ type, entry_id, domain, reason }: AccountEvent): void => {
    if (!(type in TOLD)) return;
    const known = type as keyof typeof TOLD;
    const record = recordOf("account", entry_id, { name: host.entry(entry_id)?.title, domain });
    const result = TOLD[known];
    const why = result === "failed" ? { reason: reason ?? "The provider does not say why." } : {};
    void recorder.note({ actor: HUB }, { action: `account.${known}`, record, result, ...why });
  };
