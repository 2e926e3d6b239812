import type { EventBus } from "../event-bus.ts";
import type { ConfigFlows } from "../flows/config-flows.ts";
import type { ConfigEntries } from "./config-entries.ts";
import { askedSince, type EntryRecord } from "./entry-record.ts";
import { reauthIssueId } from "./repair-issues.ts";

export interface ReauthParts {
  readonly entries: ConfigEntries;
  readonly flows: ConfigFlows;
  readonly events: EventBus;
}

/**
 * Marks an entry as waiting for its person: its state, one flow and one repair issue say so.
 * Asked again, nothing is added. An entry that is gone needs nobody.
 */
export async function requireReauth({ entries, flows, events }: ReauthParts, entryId: string, reason: string) {
  const entry = entries.get(entryId);
  if (!entry) return;
  const reauth = entry.reauth ?? { reason, since: new Date().toISOString() };
  if (!entry.reauth) await entries.change(entryId, (record) => ({ ...record, reauth }));
  entries.setStatus(entryId, { state: "setup_error", reason: reauth.reason });
  await flows.startReauth(entry);
  if (askedSince(entry) === undefined) fireIssueChange(events, "create", entry);
}

/** homeassistant/helpers/issue_registry.py, EVENT_REPAIRS_ISSUE_REGISTRY_UPDATED. */
export const fireIssueChange = (events: EventBus, action: "create" | "remove", entry: EntryRecord): void =>
  events.fire("repairs_issue_registry_updated", {
    action,
    domain: "homeassistant",
    issue_id: reauthIssueId(entry),
  });
