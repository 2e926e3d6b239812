import { setTimeout as wait } from "node:timers/promises";
import { base64url } from "jose";
import { homeAssistantError } from "../../protocol/errors.ts";
import type { KeyState, KeyStatus } from "../../protocol/keys.ts";
import type { Log } from "../host.ts";
import { Serialiser } from "../serialise.ts";
import { StartError } from "../start-error.ts";
import type { ChangeableKeyring } from "../store/keyring.ts";
import { type Store, StoreError } from "../store/store.ts";
import type { KeyCare } from "./key-care.ts";
import { phraseOf } from "./phrase.ts";
import type { Resealable } from "./resealable.ts";
import { Resealing } from "./resealing.ts";

/** Between the last record and the end of an old data key: what was sealed with it meanwhile is on disk by then. */
const SETTLE_MS = 1_000;
/** After a write that failed. */
const RETRY_MS = 30_000;

export interface KeysParts {
  readonly store: Store;
  readonly keyring: ChangeableKeyring;
  readonly care: KeyCare;
  readonly collections: readonly Resealable[];
  /** Seals anew, under the key itself, what lies outside the store. */
  readonly outside: () => Promise<void>;
  readonly secretsLost: () => readonly string[];
  readonly backup: KeyState["backup"];
  readonly log: Log;
}

/** The key that seals everything: how it is, how it is changed, and how it is kept: PROTOCOL section 7. */
export class Keys {
  readonly #parts: KeysParts;
  readonly #resealing: Resealing;
  readonly #listeners = new Set<(state: KeyState) => void>();
  readonly #saves = new Serialiser();
  #work: Promise<void> | undefined;
  #changing: Promise<void> | undefined;
  /** Known while records are sealed anew, when counting them all at each step would be work. */
  #pending: number | undefined;
  #problem: string | undefined;
  readonly #closed = new AbortController();

  constructor(parts: KeysParts) {
    this.#parts = parts;
    this.#resealing = new Resealing(parts.keyring, parts.collections);
  }

  /** Goes on with a rotation that the last run did not finish. */
  async resume(): Promise<void> {
    const { keyring, log } = this.#parts;
    try {
      if (await keyring.isChangeUnfinished()) await this.#change();
    } catch (error) {
      // Everything opens with either key: a full disk is no reason not to start.
      log.error("The rotation of the key could not go on", error);
      this.#problem = messageOf(error);
    }
    if (keyring.dataKeys() > 1) this.#begin();
  }

  status(): KeyStatus {
    const { keyring } = this.#parts;
    const rotating = this.#changing !== undefined || this.#work !== undefined;
    const pending = this.#pending ?? (keyring.dataKeys() > 1 ? this.#resealing.count().pending : 0);
    return { key_id: keyring.key.id, data_keys: keyring.dataKeys(), records_pending: pending, rotating };
  }

  state(): KeyState {
    const { keyring, care, backup, secretsLost } = this.#parts;
    const { id, place } = keyring.key;
    const saved = care.saved(id);
    return {
      ...this.status(),
      records: this.#resealing.count().records,
      place,
      ...(saved && { saved }),
      ask_to_save: place === "file" && !saved && !care.dismissed(id),
      backup,
      secrets_lost: [...secretsLost()],
      ...(this.#problem !== undefined && { problem: this.#problem }),
    };
  }

  /** Sends the state, then each change of it; returns what ends it. */
  subscribe(send: (state: KeyState) => void): () => void {
    send(this.state());
    this.#listeners.add(send);
    return () => void this.#listeners.delete(send);
  }

  /** Something that the state tells of was changed elsewhere. */
  readonly changed = (): void => {
    if (this.#listeners.size === 0) return;
    const state = this.state();
    for (const listener of this.#listeners) listener(state);
  };

  /** @throws CommandError `home_assistant_error` when the key file can't be written; StoreError. Then it can be asked again. */
  async rotate(): Promise<KeyStatus> {
    if (this.#work === undefined) {
      await this.#change();
      this.#begin();
    }
    return this.status();
  }

  /** @throws CommandError `home_assistant_error` when the key was saved already, or comes from elsewhere. */
  save(by: string): Promise<{ key_id: string; key: string; phrase: string }> {
    // Two who ask at once are not both the one who is shown it.
    return this.#saves.run("save", () => this.#saveOnce(by));
  }

  async #saveOnce(by: string): ReturnType<Keys["save"]> {
    const { keyring, care } = this.#parts;
    const { id, bytes, place } = keyring.key;
    if (place !== "file") {
      throw homeAssistantError(
        "The key does not come from the key file: keep it where you keep it now. Whoever gave it to the hub has it.",
      );
    }
    const saved = care.saved(id);
    if (saved) {
      throw homeAssistantError(
        `The key ${id} was saved on ${saved.at.slice(0, 10)} by ${saved.by}, and is shown once only. On the hub's machine “npm run key -- --phrase” shows it again; or rotate the key, and save the new one.`,
      );
    }
    // Noted before it is answered: one that gets lost on the way was shown all the same.
    await care.save(id, by);
    this.changed();
    return { key_id: id, key: base64url.encode(bytes), phrase: phraseOf(bytes) };
  }

  async dismiss(by: string): Promise<void> {
    const { keyring, care } = this.#parts;
    await care.dismiss(keyring.key.id, by);
    this.changed();
  }

  /** Ends the work in the background where it is; the next start goes on with it. */
  async close(): Promise<void> {
    this.#closed.abort();
    await this.#work;
  }

  /** Two who ask at once get one rotation. */
  #change(): Promise<void> {
    const { keyring, outside, log } = this.#parts;
    const done = (step: string) => log.debug(`Rotating the key: ${step}`);
    this.#changing ??= keyring
      .changeKey({ outside, done })
      .catch((error: unknown) => {
        if (error instanceof StartError) throw homeAssistantError(error.message, error);
        throw error;
      })
      .finally(() => {
        this.#changing = undefined;
      });
    return this.#changing;
  }

  #begin(): void {
    this.#work ??= this.#resealAll().finally(() => {
      this.#work = undefined;
      this.#pending = undefined;
      this.changed();
    });
    this.changed();
  }

  async #resealAll(): Promise<void> {
    const { keyring, log } = this.#parts;
    const { signal } = this.#closed;
    while (!signal.aborted) {
      try {
        await this.#resealUntilDone();
        if (signal.aborted) return;
        log.info(`The key was rotated: ${keyring.key.id} seals now, and no record needs an older data key`);
        return;
      } catch (error) {
        log.error("Sealing the records anew does not go on, and is tried again", error);
        this.#problem = messageOf(error);
        this.changed();
        await wait(RETRY_MS, undefined, { signal, ref: false }).catch(() => {});
      }
    }
  }

  async #resealUntilDone(): Promise<void> {
    const { keyring, store, log } = this.#parts;
    const { signal } = this.#closed;
    do {
      do {
        this.#pending = this.#resealing.count().pending;
        await this.#resealing.pass(this.#progressed, () => signal.aborted);
        if (signal.aborted) return;
      } while (this.#resealing.count().pending > 0);
      // Whoever sealed just before the new data key came may not have written yet.
      await keyring.quiet();
      await wait(SETTLE_MS, undefined, { signal, ref: false }).catch(() => {});
      if (signal.aborted) return;
    } while (this.#resealing.count().pending > 0);
    await keyring.dropOldDataKeys();
    log.debug("Rotating the key: the old data keys are dropped");
    await store.purge();
    // One that took longer than that is still open here: its key goes with the process only.
    if (this.#resealing.count().pending > 0) await this.#resealing.pass(this.#progressed, () => signal.aborted);
  }

  readonly #progressed = (count: number): void => {
    this.#pending = Math.max(0, (this.#pending ?? 0) - count);
    this.#problem = undefined;
    this.changed();
  };
}

const messageOf = (error: unknown): string =>
  error instanceof StoreError || (error instanceof Error && error.name === "CommandError")
    ? error.message
    : "The hub's log says why.";
