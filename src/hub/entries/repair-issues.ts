import type { RepairIssue } from "../../protocol/home-assistant.ts";
import { askedSince, type EntryRecord } from "./entry-record.ts";

/** homeassistant/config_entries.py, `ConfigEntry._async_init_reauth`. */
export const reauthIssueId = ({ domain, entry_id }: EntryRecord): string => `config_entry_reauth_${domain}_${entry_id}`;

/** What a person has to mend: the entries that wait for somebody to sign in again. */
export function repairIssues(entries: readonly EntryRecord[]): RepairIssue[] {
  return entries.flatMap((entry) => {
    const since = askedSince(entry);
    return since === undefined ? [] : [reauthIssue(entry, since)];
  });
}

const reauthIssue = (entry: EntryRecord, since: string): RepairIssue => ({
  domain: "homeassistant",
  issue_id: reauthIssueId(entry),
  issue_domain: entry.domain,
  translation_key: "config_entry_reauth",
  translation_placeholders: { name: entry.title },
  severity: "error",
  is_fixable: false,
  ignored: false,
  created: since,
  dismissed_version: null,
  breaks_in_ha_version: null,
  learn_more_url: null,
});
