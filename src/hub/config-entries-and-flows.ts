import type { Log } from "../backend/host.ts";
import type { Plugin } from "../backend/running-plugin.ts";
import type { Store } from "../backend/store/store.ts";
import { ConfigEntries } from "./entries/config-entries.ts";
import { CredentialMoves } from "./entries/credential-moves.ts";
import { askedSince } from "./entries/entry-record.ts";
import { EntrySetup } from "./entries/entry-setup.ts";
import { fireIssueChange, requireReauth } from "./entries/reauth.ts";
import type { EventBus } from "./event-bus.ts";
import { ConfigFlows } from "./flows/config-flows.ts";
import { FinishedConnections } from "./flows/finished-connections.ts";
import { FlowRegistry } from "./flows/flow-registry.ts";
import type { Integrations } from "./integrations.ts";

export interface EntriesAndFlowsParts {
  readonly store: Store;
  readonly integrations: Integrations;
  readonly plugin: () => Plugin;
  readonly events: EventBus;
  readonly log: Log;
}

/** Entries and the flows that make and mend them; each side asks the other. */
export interface EntriesAndFlows {
  readonly entries: ConfigEntries;
  readonly setup: EntrySetup;
  readonly registry: FlowRegistry;
  readonly flows: ConfigFlows;
  /** `Host.requireReauth`. */
  readonly requireReauth: (entryId: string, reason: string) => Promise<void>;
  readonly credentialMoves: CredentialMoves;
}

export async function loadEntriesAndFlows(parts: EntriesAndFlowsParts): Promise<EntriesAndFlows> {
  const { store, events } = parts;
  const [entries, registry] = await Promise.all([ConfigEntries.load(store), FlowRegistry.load(store)]);
  const askForReauth = (entryId: string, reason: string) => requireReauth({ entries, flows, events }, entryId, reason);
  const setup = new EntrySetup({ ...parts, entries, requireReauth: askForReauth });
  const finished = new FinishedConnections({
    ...parts,
    entries,
    setup,
    stillGoesOn: ({ flow_id }) => registry.get(flow_id) !== undefined,
    mended: (entry) => fireIssueChange(events, "remove", entry),
  });
  const flows = new ConfigFlows({
    ...parts,
    registry,
    finished,
    // homeassistant/data_entry_flow.py, EVENT_DATA_ENTRY_FLOW_PROGRESSED.
    progressed: ({ handler, flow_id }) =>
      events.fire("data_entry_flow_progressed", { handler, flow_id, refresh: true }),
  });
  const credentialMoves = new CredentialMoves({ ...parts, entries, setup, flows });
  return { entries, setup, registry, flows, requireReauth: askForReauth, credentialMoves };
}

/** Sets every entry up; those that wait for their person have a flow that says so. */
export async function beginEntries({ entries, setup, flows }: EntriesAndFlows): Promise<void> {
  const waiting = entries.records().filter((entry) => askedSince(entry) !== undefined);
  await Promise.all(waiting.map((entry) => flows.startReauth(entry)));
  await setup.setUpAll();
}
