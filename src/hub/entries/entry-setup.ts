import type { Log } from "../../backend/host.ts";
import type { Plugin } from "../../backend/running-plugin.ts";
import { LAST_ANSWERS, within } from "../../backend/within.ts";
import { CommandError } from "../../protocol/errors.ts";
import type { Integrations } from "../integrations.ts";
import type { ConfigEntries } from "./config-entries.ts";
import type { EntryRecord } from "./entry-record.ts";

/** Between attempts, in milliseconds; doubled each time. Home Assistant's numbers are of the same size. */
const FIRST_RETRY = 5_000;
const LAST_RETRY = 10 * 60_000;
const JITTER = 0.2;

export interface EntrySetupParts {
  readonly integrations: Integrations;
  readonly entries: ConfigEntries;
  readonly plugin: () => Plugin;
  /** Marks the entry as waiting for its person. */
  readonly requireReauth: (entryId: string, reason: string) => Promise<void>;
  readonly log: Log;
}

/** Brings entries to work, and tries again while their provider is down. */
export class EntrySetup {
  readonly #parts: EntrySetupParts;
  readonly #retries = new Map<string, NodeJS.Timeout>();
  readonly #running = new Set<Promise<void>>();
  #closed = false;

  constructor(parts: EntrySetupParts) {
    this.#parts = parts;
  }

  /** Every entry, side by side. */
  async setUpAll(): Promise<void> {
    await Promise.all(this.#parts.entries.records().map(({ entry_id }) => this.setUp(entry_id)));
  }

  /** What went wrong is the entry's state; it fails only when that can't be stored. @param attempt Counted from 0. */
  setUp(entryId: string, attempt = 0): Promise<void> {
    this.cancelRetry(entryId);
    const running = this.#attempt(entryId, attempt).finally(() => this.#running.delete(running));
    this.#running.add(running);
    return running;
  }

  async #attempt(entryId: string, attempt: number): Promise<void> {
    const { entries, integrations, plugin } = this.#parts;
    const record = entries.get(entryId);
    if (!record || this.#closed) return;
    if (record.reauth) return entries.setStatus(entryId, { state: "setup_error", reason: record.reauth.reason });
    const integration = integrations.get(record.domain);
    if (!integration) return entries.setStatus(entryId, { state: "setup_error", reason: "The integration is missing" });
    entries.setStatus(entryId, { state: "setup_in_progress", reason: null });
    try {
      await integration.setup(plugin().access(entryId));
      entries.setStatus(entryId, { state: "loaded", reason: null });
    } catch (error) {
      await this.#failed(record, error, attempt);
    }
  }

  /** The entry is going away, or is set up anew. */
  cancelRetry(entryId: string): void {
    clearTimeout(this.#retries.get(entryId));
    this.#retries.delete(entryId);
  }

  /** Begins nothing more, and waits for what is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const entryId of this.#retries.keys()) this.cancelRetry(entryId);
    await within(LAST_ANSWERS, Promise.allSettled(this.#running));
  }

  async #failed({ entry_id, domain }: EntryRecord, error: unknown, attempt: number): Promise<void> {
    const { entries, log, requireReauth } = this.#parts;
    if (!(error instanceof CommandError)) {
      log.error(`Setting up ${domain} failed`, error);
      return entries.setStatus(entry_id, { state: "setup_error", reason: "Unknown error; the hub's log says more" });
    }
    if (error.code === "reauth_required") return requireReauth(entry_id, error.message);
    if (error.code !== "provider_unavailable")
      return entries.setStatus(entry_id, { state: "setup_error", reason: error.message });
    entries.setStatus(entry_id, { state: "setup_retry", reason: error.message });
    this.#retryLater(entry_id, attempt);
  }

  #retryLater(entryId: string, attempt: number): void {
    if (this.#closed || !this.#parts.entries.get(entryId)) return;
    const again = () =>
      void this.setUp(entryId, attempt + 1).catch((error: unknown) =>
        this.#parts.log.error(`Setting up ${entryId} again failed`, error),
      );
    this.#retries.set(entryId, setTimeout(again, retryDelay(attempt)).unref());
  }
}

/** The jitter keeps many entries from asking a provider that just came back all at once. */
export function retryDelay(attempt: number): number {
  const delay = Math.min(FIRST_RETRY * 2 ** attempt, LAST_RETRY);
  return delay * (1 + JITTER * (Math.random() - 0.5));
}
