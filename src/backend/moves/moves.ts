import type { ArgsOf, ResultOf } from "../../protocol/command.ts";
import type { Credential } from "../../protocol/credentials.ts";
import { CommandError, homeAssistantError, invalidConfigEntryId } from "../../protocol/errors.ts";
import type { moveEntries } from "../../protocol/moves.ts";
import type { Credentials } from "../credentials/credentials.ts";
import { implementationOf, nameOf } from "../credentials/stored-credential.ts";
import { entriesUsing } from "../credentials/usage.ts";
import type { CredentialsHost, HostEntry } from "../host.ts";
import { Serialiser } from "../serialise.ts";
import { StoreError } from "../store/store.ts";
import { assertMovable, isSameClient } from "./movable.ts";
import type { PendingMove, PendingMoves } from "./pending-moves.ts";
import type { TokenKeeper } from "./token-keeper.ts";

type Result = ResultOf<typeof moveEntries>;
type Failure = Result["failed"][number];

/** An entry whose flow ended without a sign-in is asked for again after so long, in milliseconds. */
const ASK_AGAIN_AFTER = 30_000;

export interface MovesParts {
  readonly host: CredentialsHost;
  readonly credentials: Credentials;
  readonly pending: PendingMoves;
  /** Absent where the hub keeps the tokens itself. */
  readonly tokens: TokenKeeper | undefined;
}

/**
 * Moves entries from one credential to another (F9). The intention is on disk first; then tokens and entry follow, and
 * what a stop cut short is ended at the next start. So an entry is on one credential or the other, and while it
 * is on its way both are in use.
 */
export class Moves {
  readonly #parts: MovesParts;
  readonly #queue = new Serialiser();
  /** When each waiting entry's person was asked last; milliseconds since 1970. */
  readonly #asked = new Map<string, number>();
  #looksSoon = false;

  constructor(parts: MovesParts) {
    this.#parts = parts;
    parts.credentials.keepWhile((id) => this.#comingTo(id).length > 0);
    parts.host.watchEntries(() => this.#lookSoon());
  }

  /**
   * One after the other, so that whatever breaks leaves the rest where it is.
   * @throws CommandError `not_found`, `invalid_format`; what concerns one entry is in the answer.
   */
  async move({ from, to, entry_ids }: ArgsOf<typeof moveEntries>): Promise<Result> {
    const { credentials } = this.#parts;
    const source = credentials.get(from);
    assertMovable(source, credentials.get(to));
    const result: Result = { moved: [], pending: [], failed: [] };
    await credentials.hold(to, async () => {
      for (const entryId of new Set(entry_ids ?? this.#usersOf(source))) {
        try {
          const end = await this.#queue.run(entryId, () => this.#moveOne(entryId, source, to));
          result[end].push(entryId);
        } catch (error) {
          result.failed.push({ entry_id: entryId, ...this.#described(entryId, error) });
        }
      }
    });
    return result;
  }

  /** The ids of the entries that use this credential only once somebody has signed in again. */
  goingTo(credentialId: string): readonly string[] {
    return this.#parts.pending.goingTo(credentialId);
  }

  /** Ends what a stop cut short, and asks again for what was still waiting. Call it when the hub knows its entries. */
  async resume(): Promise<void> {
    for (const entryId of this.#parts.pending.entryIds()) await this.#look(entryId, true);
  }

  #usersOf(credential: Credential): string[] {
    const using = entriesUsing(credential, this.#parts.host.entries())
      .filter(({ domain }) => domain === credential.domain)
      .map(({ entry_id }) => entry_id);
    return [...using, ...this.#comingTo(credential.id)];
  }

  /** Those of `goingTo` that are there. */
  #comingTo(credentialId: string): string[] {
    return this.#parts.pending.goingTo(credentialId).filter((entryId) => this.#parts.host.entry(entryId));
  }

  async #moveOne(entryId: string, source: Credential, to: string): Promise<"moved" | "pending"> {
    const { host, credentials, pending } = this.#parts;
    const entry = host.entry(entryId);
    if (!entry) throw invalidConfigEntryId("There is no config entry with this entry_id");
    const before = pending.get(entryId);
    const isOnSource = entry.auth_implementation === implementationOf(source) && entry.domain === source.domain;
    if (!isOnSource && before?.to !== source.id)
      throw homeAssistantError(`${entry.title} does not use the credential “${nameOf(source)}”.`);
    const target = credentials.get(to);
    if (entry.auth_implementation === implementationOf(target)) return this.#takeBack(entryId);
    const current = credentials.byImplementation(entry.domain, entry.auth_implementation);
    if (current && isSameClient(current, target)) return this.#switch(entry, target, before);
    return this.#ask(entry, target, before);
  }

  /** It never left: nobody has to sign in for it any more. */
  async #takeBack(entryId: string): Promise<"moved"> {
    await this.#parts.host.withdrawSignIn(entryId);
    await this.#done(entryId);
    return "moved";
  }

  /** The same client at the provider: the tokens stay good. */
  async #switch(entry: HostEntry, target: Credential, before: PendingMove | undefined): Promise<"moved"> {
    const { host, pending, tokens } = this.#parts;
    const { entry_id, auth_implementation } = entry;
    const implementation = implementationOf(target);
    await pending.put(newMove(entry_id, target, "switch"));
    try {
      if (before) await host.withdrawSignIn(entry_id);
      await tokens?.repoint(entry_id, implementation);
      await host.switchImplementation(entry_id, implementation);
    } catch (error) {
      if (auth_implementation !== undefined) await tokens?.repoint(entry_id, auth_implementation);
      await this.#restore(entry_id, before);
      throw error;
    }
    // It is moved; what is not noted now is noted with the next change, or at the next start.
    await this.#done(entry_id).catch((error) => host.log.error(`The move of ${entry_id} is not noted as done`, error));
    return "moved";
  }

  /** Another client: only a person can get tokens of it. */
  async #ask(entry: HostEntry, target: Credential, before: PendingMove | undefined): Promise<"pending"> {
    const { host, pending } = this.#parts;
    await pending.put(newMove(entry.entry_id, target, "sign_in"));
    try {
      await this.#askPerson(entry, target);
    } catch (error) {
      await this.#restore(entry.entry_id, before);
      throw error;
    }
    host.log.info(`${entry.title} goes to the credential ${target.id} once somebody has signed in again`);
    return "pending";
  }

  async #askPerson({ entry_id }: HostEntry, target: Credential): Promise<void> {
    this.#asked.set(entry_id, Date.now());
    await this.#parts.host.requestSignIn(entry_id, { implementation: implementationOf(target), name: nameOf(target) });
  }

  /** A sign-in that was asked for before is asked for again. */
  async #restore(entryId: string, before: PendingMove | undefined): Promise<void> {
    await (before ? this.#parts.pending.put(before) : this.#done(entryId));
    this.#lookSoon();
  }

  async #done(entryId: string): Promise<void> {
    await this.#parts.pending.delete(entryId);
    this.#asked.delete(entryId);
  }

  /** Entries changed: what is on its way may have arrived. Changes that come together are looked at once. */
  #lookSoon(): void {
    if (this.#looksSoon || this.#parts.pending.entryIds().length === 0) return;
    this.#looksSoon = true;
    setImmediate(() => {
      this.#looksSoon = false;
      for (const entryId of this.#parts.pending.entryIds()) void this.#look(entryId, false);
    });
  }

  /** What can't be done now is tried again with the next change, and at the next start. */
  async #look(entryId: string, atStart: boolean): Promise<void> {
    try {
      await this.#queue.run(entryId, () => this.#advance(entryId, atStart));
    } catch (error) {
      this.#parts.host.log.error(`The move of ${entryId} does not go on`, error);
    }
  }

  async #advance(entryId: string, atStart: boolean): Promise<void> {
    const { host, credentials, pending, tokens } = this.#parts;
    const move = pending.get(entryId);
    if (!move) return;
    const entry = host.entry(entryId);
    const target = credentials.all().find(({ id }) => id === move.to);
    if (!entry) return this.#done(entryId);
    if (!target) return void (await this.#takeBack(entryId));
    const implementation = implementationOf(target);
    if (entry.auth_implementation === implementation) return this.#done(entryId);
    // Only then: while the hub runs, a sign-in that just ended is between its tokens and its entry.
    const hasTokensOfTarget = atStart && tokens?.implementationOf(entryId) === implementation;
    if (move.step === "switch" || hasTokensOfTarget) return void (await this.#switch(entry, target, move));
    if (atStart || !entry.reauth) await this.#askAgain(entry, target, atStart);
  }

  /** Not at once: where a flow ends as soon as it begins, asking would never end either. */
  async #askAgain(entry: HostEntry, target: Credential, atStart: boolean): Promise<void> {
    const left = (this.#asked.get(entry.entry_id) ?? 0) + ASK_AGAIN_AFTER - Date.now();
    if (atStart || left <= 0) await this.#askPerson(entry, target);
    else setTimeout(() => this.#lookSoon(), left).unref();
  }

  #described(entryId: string, error: unknown): Omit<Failure, "entry_id"> {
    if (error instanceof CommandError) return { code: error.code, message: error.message };
    this.#parts.host.log.error(`${entryId} was not moved`, error);
    if (error instanceof StoreError) return { code: "backend_unavailable", message: error.message };
    return { code: "unknown_error", message: "Unknown error; the log says more." };
  }
}

const newMove = (entry_id: string, { id }: Credential, step: PendingMove["step"]): PendingMove => ({
  entry_id,
  to: id,
  step,
  since: new Date().toISOString(),
});
