import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Credentials } from "../backend/credentials/credentials.ts";
import type { Log } from "../backend/host.ts";
import { isRecord } from "../backend/is-record.ts";
import type { ChangeableKeyring } from "../backend/store/keyring.ts";
import type { BridgeCredential } from "../protocol/bridge-values.ts";
import { homeAssistantError } from "../protocol/errors.ts";
import { withSecrets } from "./mirror.ts";

const VERSION = 1;
const FILE = "snapshot.jwe";
/** The snapshot before the one of a database that had lost some of its records. */
const KEPT = "snapshot-before-loss.jwe";
/** During a burst of changes the file is written for this part of the time at most: sealing thousands is work. */
const SHARE_OF_TIME = 0.05;
/** When the last snapshot is looked at, in milliseconds from the start, where no change comes before. */
const COMPARE_AFTER = 5_000;

export interface SnapshotParts {
  readonly folder: string;
  readonly credentials: Credentials;
  readonly keyring: ChangeableKeyring;
  readonly log: Log;
}

/**
 * All credentials in one sealed file, which Home Assistant's Python opens with the key file while this process is not
 * there: a compact JWE (`A256GCMKW`, `A256GCM`) of `{version, written_at, credentials: [{item, client_secret}]}`.
 * Written after every change; changes that come while it is written share the next one.
 */
export class Snapshot {
  readonly #parts: SnapshotParts;
  /** Id to time of change of what the database held at the beginning, until the last snapshot was compared with it. */
  #atBeginning: Map<string, string> | undefined;
  #begun = false;
  #writing: Promise<void> | undefined;
  #stale = false;
  /** How many wait until it is written: without pauses then. */
  #waitedFor = 0;
  /** Ends the pause between two writes. */
  #hurry: () => void = () => {};

  constructor(parts: SnapshotParts) {
    this.#parts = parts;
  }

  /** Writes from now on; begun again it only goes on. What the last snapshot has and the database lacks is kept beside it. */
  begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    const { credentials } = this.#parts;
    this.#atBeginning = new Map(credentials.all().map(({ id, updated_at }) => [id, updated_at]));
    credentials.keepCopy(() => this.#changed());
    // The hub waits for its first answers at the start, and not for this.
    setTimeout(() => this.#changed(), COMPARE_AFTER).unref();
  }

  /** Resolves when the file holds everything. A file that can't be written is a warning: the database has it all. */
  async written(): Promise<void> {
    if (this.#atBeginning) this.#changed();
    this.#waitedFor += 1;
    this.#hurry();
    await this.#writing;
    this.#waitedFor -= 1;
  }

  /**
   * Seals what was written before with the key in use now. Resolves when that is on disk.
   * @throws CommandError `home_assistant_error` when it can't be written.
   */
  async reseal(): Promise<void> {
    if (!this.#begun) return;
    this.#changed();
    await this.written();
    const { folder, keyring } = this.#parts;
    if (existsSync(join(folder, FILE)) && !this.#isForKey()) {
      throw homeAssistantError("The sealed snapshot could not be written. Check that the disk has room.");
    }
    const kept = join(folder, KEPT);
    if (!existsSync(kept)) return;
    const sealed = readFileSync(kept, "utf8");
    if (keyring.isForKeyHolder(sealed)) return;
    replaceFile(kept, await keyring.sealForKeyHolder(await keyring.openAsKeyHolder(sealed)));
  }

  #changed(): void {
    this.#stale = true;
    this.#writing ??= this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    while (this.#stale) {
      this.#stale = false;
      const began = performance.now();
      await this.#write();
      const took = performance.now() - began;
      if (this.#stale && this.#waitedFor === 0) await this.#pause(took / SHARE_OF_TIME);
    }
    this.#writing = undefined;
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.#hurry = resolve;
      setTimeout(resolve, milliseconds).unref();
    });
  }

  async #write(): Promise<void> {
    const { folder, credentials, keyring, log } = this.#parts;
    try {
      if (await this.#isCurrent()) return;
      const content = { version: VERSION, written_at: new Date().toISOString() };
      const all = await withSecrets(credentials, log);
      const sealed = await keyring.sealForKeyHolder(JSON.stringify({ ...content, credentials: all }));
      replaceFile(join(folder, FILE), sealed);
    } catch (error) {
      log.warn(`The sealed snapshot could not be written (${(error as Error).message}); the database is complete`);
    }
  }

  /** Once, before the first write: whether the last run left nothing to write. Keeps what only the snapshot has. */
  async #isCurrent(): Promise<boolean> {
    const { credentials } = this.#parts;
    const atBeginning = this.#atBeginning;
    if (!atBeginning) return false;
    const last = await this.#readLast();
    this.#atBeginning = undefined;
    if (!last) return false;
    const lost = last.filter(({ item }) => !atBeginning.has(item.id));
    if (lost.length > 0) this.#keepLast(lost.length);
    // What a rotation keeps goes without a change of the item.
    if (last.some(({ rotation }) => rotation)) return false;
    // Python has the key in use, and no other.
    if (!this.#isForKey()) return false;
    const now = credentials.all();
    const times = new Map(last.map(({ item }) => [item.id, item.updated_at]));
    return now.length === last.length && now.every(({ id, updated_at }) => times.get(id) === updated_at);
  }

  #isForKey(): boolean {
    const { folder, keyring } = this.#parts;
    const file = join(folder, FILE);
    return existsSync(file) && keyring.isForKeyHolder(readFileSync(file, "utf8"));
  }

  #keepLast(count: number): void {
    const { folder, log } = this.#parts;
    renameSync(join(folder, FILE), join(folder, KEPT));
    log.warn(`The database lacks ${count} credentials that the last snapshot has; that one is kept as ${KEPT}`);
  }

  /** @returns undefined where there is none that opens. */
  async #readLast(): Promise<BridgeCredential[] | undefined> {
    const { folder, keyring, log } = this.#parts;
    const file = join(folder, FILE);
    if (!existsSync(file)) return undefined;
    try {
      const content: unknown = JSON.parse(await keyring.openAsKeyHolder(readFileSync(file, "utf8")));
      return isRecord(content) ? (content.credentials as BridgeCredential[]) : undefined;
    } catch (error) {
      log.warn(`The last snapshot can't be read (${(error as Error).message}); it is written anew`);
      return undefined;
    }
  }
}

/** Whole or not at all, whenever the power goes. */
function replaceFile(file: string, text: string): void {
  const unnamed = `${file}.new`;
  writeFileSync(unnamed, text, { mode: 0o600 });
  const handle = openSync(unnamed, "r+");
  fsyncSync(handle);
  closeSync(handle);
  renameSync(unnamed, file);
}
