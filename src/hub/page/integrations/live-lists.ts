import type { ReactiveControllerHost } from "lit";
import type { Account } from "../../../protocol/accounts.ts";
import type { ConfigEntry, FlowInProgress } from "../../../protocol/home-assistant.ts";
import type { EventOfType } from "../../../protocol/index.ts";
import type { Hass } from "../../../protocol/page.ts";
import { LiveMap } from "./live-map.ts";

type Host = ReactiveControllerHost & { readonly hass: Hass };
type EntryChange = EventOfType<"config_entries/subscribe">[number];
type AccountChange = EventOfType<"application_credentials/account/subscribe">[number];
type FlowChange = EventOfType<"config_entries/flow/subscribe">[number];

/** All config entries by id, live. */
export const liveEntries = (host: Host): LiveMap<EntryChange, ConfigEntry> =>
  new LiveMap(host, {
    message: { type: "config_entries/subscribe" },
    key: ({ entry }) => entry.entry_id,
    item: ({ type, entry }) => (type === "removed" ? undefined : entry),
  });

/** The flows that wait for a person, by id, live. */
export const liveFlows = (host: Host): LiveMap<FlowChange, FlowInProgress> =>
  new LiveMap(host, {
    message: { type: "config_entries/flow/subscribe" },
    key: ({ flow_id }) => flow_id,
    item: ({ type, flow }) => (type === "removed" ? undefined : flow),
  });

/** How the accounts are doing at their providers, by entry, live. */
export const liveAccounts = (host: Host): LiveMap<AccountChange, Account> =>
  new LiveMap(host, {
    message: { type: "application_credentials/account/subscribe" },
    key: ({ entry_id }) => entry_id,
    item: ({ item }) => item,
  });

/** The re-authentication that waits for this entry, if there is one. */
export function reauthFlowOf(
  flows: ReadonlyMap<string, FlowInProgress> | undefined,
  entryId: string,
): FlowInProgress | undefined {
  return [...(flows?.values() ?? [])].find(
    ({ context }) => context.source === "reauth" && context.entry_id === entryId,
  );
}
