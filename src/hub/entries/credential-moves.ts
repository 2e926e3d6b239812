import type { Log, WantedSignIn } from "../../backend/host.ts";
import { invalidConfigEntryId } from "../../protocol/errors.ts";
import type { EventBus } from "../event-bus.ts";
import type { ConfigFlows } from "../flows/config-flows.ts";
import type { ConfigEntries } from "./config-entries.ts";
import { askedSince, type EntryRecord } from "./entry-record.ts";
import type { EntrySetup } from "./entry-setup.ts";
import { fireIssueChange } from "./reauth.ts";

export interface CredentialMovesParts {
  readonly entries: ConfigEntries;
  readonly setup: EntrySetup;
  readonly flows: ConfigFlows;
  readonly events: EventBus;
  readonly log: Log;
}

/** What the plugin asks of this hub when entries go from one credential to another: `CredentialsHost`. */
export class CredentialMoves {
  readonly #parts: CredentialMovesParts;

  constructor(parts: CredentialMovesParts) {
    this.#parts = parts;
  }

  async switchImplementation(entryId: string, auth_implementation: string): Promise<void> {
    const { entries, setup, flows, log } = this.#parts;
    this.#existing(entryId);
    await entries.change(entryId, (record) => ({ ...record, auth_implementation }));
    const entry = this.#existing(entryId);
    // A sign-in that is under way would bring the credential back with which it began.
    if (entry.reauth) await flows.restartReauth(entry);
    const works = entries.hostEntry(entryId)?.state === "loaded";
    // What failed with the other credential may work with this one; nobody has to wait for it.
    if (!works) setup.setUp(entryId).catch((error) => log.error(`Setting up ${entryId} again failed`, error));
  }

  async requestSignIn(entryId: string, { implementation, name }: WantedSignIn): Promise<void> {
    const { entries, flows, events } = this.#parts;
    const before = this.#existing(entryId);
    if (before.moving?.implementation !== implementation) {
      const reason = `Sign in again, so that it uses the credential “${name}”. Until then it goes on as before.`;
      const moving = { implementation, name, reason, since: new Date().toISOString() };
      await entries.change(entryId, (record) => ({ ...record, moving }));
    }
    const entry = this.#existing(entryId);
    await flows.startReauth(entry);
    if (askedSince(before) === undefined) fireIssueChange(events, "create", entry);
  }

  async withdrawSignIn(entryId: string): Promise<void> {
    const { entries, flows, events } = this.#parts;
    if (!entries.get(entryId)?.moving) return;
    await entries.change(entryId, ({ moving: _over, ...record }) => record);
    const entry = entries.get(entryId);
    if (entry?.reauth) return flows.restartReauth(entry);
    await flows.endReauth(entryId);
    if (entry) fireIssueChange(events, "remove", entry);
  }

  #existing(entryId: string): EntryRecord {
    const entry = this.#parts.entries.get(entryId);
    if (!entry) throw invalidConfigEntryId("There is no config entry with this entry_id");
    return entry;
  }
}
