import { type CommandHandler, handle, handleSubscription } from "../../backend/commands.ts";
import type { Plugin } from "../../backend/running-plugin.ts";
import { showEntry } from "../../protocol/embedded-hub.ts";
import { CommandError, homeAssistantError, invalidConfigEntryId } from "../../protocol/errors.ts";
import { getEntries, listIssues, subscribeEntries } from "../../protocol/home-assistant.ts";
import type { ConfigEntries } from "../entries/config-entries.ts";
import { repairIssues } from "../entries/repair-issues.ts";
import type { Integrations } from "../integrations.ts";

export interface EntryCommandParts {
  readonly entries: ConfigEntries;
  readonly integrations: Integrations;
  readonly plugin: () => Plugin;
  readonly requireReauth: (entryId: string, reason: string) => Promise<void>;
}

/** Config entries, what they show, and what of them has to be mended. */
export function entryCommands({ entries, integrations, plugin, requireReauth }: EntryCommandParts): CommandHandler[] {
  return [
    handle(getEntries, ({ domain, type_filter }) => {
      if (!includesServices(type_filter)) return [];
      return entries.configEntries().filter((entry) => domain === undefined || entry.domain === domain);
    }),

    handleSubscription(subscribeEntries, ({ type_filter }, _caller, send) => {
      if (!includesServices(type_filter)) {
        send([]);
        return () => {};
      }
      send(entries.configEntries().map((entry) => ({ type: null, entry })));
      return entries.listen((change) => send([change]));
    }),

    handle(listIssues, () => ({ issues: repairIssues(entries.records()) })),

    handle(showEntry, async ({ entry_id }) => {
      const entry = entries.get(entry_id);
      if (!entry) throw invalidConfigEntryId("Config entry not found");
      const integration = integrations.get(entry.domain);
      if (!integration) throw homeAssistantError(`The integration ${entry.domain} is missing`);
      try {
        return { items: await integration.show(plugin().access(entry_id)) };
      } catch (error) {
        // The provider may say no at any time, not only when the entry is set up.
        if (error instanceof CommandError && error.code === "reauth_required")
          await requireReauth(entry_id, error.message);
        throw error;
      }
    }),
  ];
}

/** Every entry of this hub is of an integration of the type `service` (Home Assistant's manifests, `integration_type`). */
const includesServices = (filter: readonly string[] | undefined): boolean =>
  !filter?.length || filter.includes("service");
