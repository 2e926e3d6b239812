import type { FlowOutcome, Integration, Log } from "../../backend/host.ts";
import type { Plugin } from "../../backend/running-plugin.ts";
import { within } from "../../backend/within.ts";
import { notFound } from "../../protocol/errors.ts";
import type { FlowStep } from "../../protocol/flow.ts";
import type { ConfigEntries } from "../entries/config-entries.ts";
import { askedSince, type EntryRecord } from "../entries/entry-record.ts";
import type { EntrySetup } from "../entries/entry-setup.ts";
import type { Integrations } from "../integrations.ts";
import type { FlowRecord } from "./flow-record.ts";
import { abortStep, createEntryStep } from "./flow-steps.ts";

/** How long the person at the provider's last page waits for the account's name, and for the set-up; in milliseconds. */
const ACCOUNT_LIMIT = 5_000;
const SETUP_LIMIT = 5_000;

type Connected = FlowOutcome & { readonly result: "connected" };

export interface FinishedConnectionsParts {
  readonly integrations: Integrations;
  readonly entries: ConfigEntries;
  readonly setup: EntrySetup;
  readonly plugin: () => Plugin;
  /** The flow that is still there; it may be cancelled while the provider is asked. */
  readonly stillGoesOn: (flow: FlowRecord) => boolean;
  readonly mended: (entry: EntryRecord) => void;
  readonly log: Log;
}

/** What a sign-in at the provider leads to: a new entry, or one that works again. */
export class FinishedConnections {
  readonly #parts: FinishedConnectionsParts;

  constructor(parts: FinishedConnectionsParts) {
    this.#parts = parts;
  }

  /**
   * A sign-in for an entry that is there mends it, whatever became of the flow meanwhile.
   * @returns the flow's last step.
   * @throws CommandError `not_found` when there is neither flow nor entry; then nothing was made.
   */
  async settle(flow: FlowRecord | undefined, outcome: Connected): Promise<FlowStep | undefined> {
    const entry = this.#parts.entries.get(outcome.entry_id);
    if (entry) {
      await this.#mend(entry, outcome);
      return flow && abortStep(flow, "reauth_successful");
    }
    if (flow?.source !== "user") throw flowIsGone();
    const account = await this.#account(flow.handler, outcome.entry_id);
    if (!this.#parts.stillGoesOn(flow)) throw flowIsGone();
    await this.#parts.entries.add(newEntry(flow, outcome, account));
    return this.#created(flow, outcome.entry_id);
  }

  implementationOf(entryId: string | undefined): string | undefined {
    return this.#parts.entries.get(entryId ?? "")?.auth_implementation;
  }

  /** @returns undefined when there is no such entry of this domain. */
  titleOf(entryId: string, domain: string): string | undefined {
    const entry = this.#parts.entries.get(entryId);
    return entry?.domain === domain ? entry.title : undefined;
  }

  /** The entry, when somebody has to sign in again for it. */
  waitingEntry(entryId: string | undefined): EntryRecord | undefined {
    const entry = this.#parts.entries.get(entryId ?? "");
    return entry && askedSince(entry) !== undefined ? entry : undefined;
  }

  async #created(flow: FlowRecord, entryId: string): Promise<FlowStep> {
    const { entries, setup } = this.#parts;
    await within(SETUP_LIMIT, setup.setUp(entryId));
    const entry = entries.hostEntry(entryId);
    if (!entry) throw notFound("The entry was removed");
    return createEntryStep(flow, entry);
  }

  async #mend(entry: EntryRecord, { entry_id, auth_implementation, account }: Connected): Promise<void> {
    const { entries, setup, mended } = this.#parts;
    await entries.change(entry_id, ({ reauth: _mended, moving, ...record }) => ({
      ...record,
      ...account,
      auth_implementation,
      ...(moving && moving.implementation !== auth_implementation && { moving }),
    }));
    if (!this.waitingEntry(entry_id)) mended(entry);
    await within(SETUP_LIMIT, setup.setUp(entry_id));
  }

  /** Who signed in; an entry without its account's name is better than none. */
  async #account(domain: string, entryId: string): Promise<{ title: string; unique_id: string | null }> {
    const integration = this.#parts.integrations.get(domain);
    const nameless = { title: integration?.name ?? domain, unique_id: null };
    if (!integration) return nameless;
    try {
      return (await within(ACCOUNT_LIMIT, this.#ask(integration, entryId))) ?? nameless;
    } catch (error) {
      this.#parts.log.error(`${integration.name} could not tell whose account was connected`, error);
      return nameless;
    }
  }

  async #ask(integration: Integration, entryId: string): Promise<{ title: string; unique_id: string | null }> {
    return integration.account(await this.#parts.plugin().access(entryId).token(), entryId);
  }
}

const flowIsGone = () => notFound("Invalid flow specified");

const newEntry = (
  flow: FlowRecord,
  { entry_id, auth_implementation }: Connected,
  account: { title: string; unique_id: string | null },
): EntryRecord => {
  const now = new Date().toISOString();
  return {
    entry_id,
    domain: flow.handler,
    title: account.title,
    unique_id: account.unique_id,
    auth_implementation,
    user_id: flow.user_id ?? "",
    created_at: now,
    modified_at: now,
  };
};
