import type { Caller } from "../../backend/host.ts";
import type { Plugin } from "../../backend/running-plugin.ts";
import { removeEntry as removeEntryCommand } from "../../protocol/http-commands.ts";
import { requireAdministrator } from "../auth/require-administrator.ts";
import type { Sessions } from "../auth/sessions.ts";
import type { EventBus } from "../event-bus.ts";
import type { ConfigFlows } from "../flows/config-flows.ts";
import { HttpError, json } from "../http/answers.ts";
import type { Router } from "../http/router.ts";
import type { ConfigEntries } from "./config-entries.ts";
import { askedSince } from "./entry-record.ts";
import type { EntrySetup } from "./entry-setup.ts";
import { fireIssueChange } from "./reauth.ts";

export interface EntryRemovalParts {
  readonly entries: ConfigEntries;
  readonly setup: EntrySetup;
  readonly flows: ConfigFlows;
  readonly events: EventBus;
  readonly sessions: Sessions;
  readonly plugin: () => Plugin;
}

/** `DELETE /api/config/config_entries/entry/{entry_id}` (homeassistant/components/config/config_entries.py). */
export function serveEntryRemoval(router: Router, parts: EntryRemovalParts): void {
  router.add("DELETE", removeEntryCommand.path, async (exchange) => {
    const caller = await requireAdministrator(exchange, parts.sessions, removeEntryCommand);
    await removeEntry(parts, exchange.params.entry_id ?? "", caller);
    return json({ require_restart: false });
  });
}

async function removeEntry(
  { entries, setup, flows, events, plugin }: EntryRemovalParts,
  entryId: string,
  caller: Caller,
) {
  const entry = entries.get(entryId);
  if (!entry) throw new HttpError(404, "Invalid entry specified");
  setup.cancelRetry(entryId);
  // The tokens go first: a failure here leaves an entry that can be removed again, never tokens without an entry.
  await plugin().forget(entryId, caller);
  await entries.remove(entryId);
  await flows.endReauth(entryId);
  if (askedSince(entry) !== undefined) fireIssueChange(events, "remove", entry);
}
