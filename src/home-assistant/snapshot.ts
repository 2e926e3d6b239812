import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Credentials } from "../backend/credentials/credentials.ts";
import type { Log } from "../backend/host.ts";
import { isRecord } from "../backend/is-record.ts";
import type { Keyring } from "../backend/store/keyring.ts";
import type { BridgeCredential } from "../protocol/bridge.ts";
import { withSecrets } from "./mirror.ts";

const VERSION = 1;
const FILE = "snapshot.jwe";
/** The snapshot before the one of a database that had lost some of its records. */
const KEPT = "snapshot-before-loss.jwe";
/** During a burst of changes the file is written for this part of the time at most: sealing thousands is work. */
const SHARE_OF_TIME = 0.05;

export interface SnapshotParts {
  readonly folder: string;
  readonly credentials: Credentials;
  readonly keyring: Keyring;
  readonly log: Log;
}

/**
 * All credentials in one sealed file, which Home Assistant's Python opens with the key file while this process is not
 * there: a compact JWE (`A256GCMKW`, `A256GCM`) of `{version, written_at, credentials: [{item, client_secret}]}`.
 * Written after every change; changes that come while it is written share the next one.
 */
export class Snapshot {
  readonly #parts: SnapshotParts;
  #writing: Promise<void> | undefined;
  #begun = false;
  #stale = false;
  /** How many wait until it is written: without pauses then. */
  #waitedFor = 0;
  /** Ends the pause between two writes. */
  #hurry: () => void = () => {};

  constructor(parts: SnapshotParts) {
    this.#parts = parts;
  }

  /** Writes from now on; begun again it only goes on. What the last snapshot has and the database lacks is kept beside it. */
  async begin(): Promise<void> {
    if (this.#begun) return;
    this.#begun = true;
    await this.#keepWhatWasLost();
    this.#parts.credentials.keepCopy(() => this.#changed());
    this.#changed();
  }

  /** Resolves when the file holds everything. A file that can't be written is a warning: the database has it all. */
  async written(): Promise<void> {
    this.#waitedFor += 1;
    this.#hurry();
    await this.#writing;
    this.#waitedFor -= 1;
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
      const content = { version: VERSION, written_at: new Date().toISOString() };
      const all = await withSecrets(credentials, log);
      const sealed = await keyring.sealForKeyHolder(JSON.stringify({ ...content, credentials: all }));
      replaceFile(join(folder, FILE), sealed);
    } catch (error) {
      log.warn(`The sealed snapshot could not be written (${(error as Error).message}); the database is complete`);
    }
  }

  async #keepWhatWasLost(): Promise<void> {
    const { folder, credentials, log } = this.#parts;
    const file = join(folder, FILE);
    const known = new Set(credentials.all().map(({ id }) => id));
    const lost = (await this.#read(file)).filter((id) => !known.has(id));
    if (lost.length === 0) return;
    renameSync(file, join(folder, KEPT));
    log.warn(`The database lacks ${lost.length} credentials that the last snapshot has; that one is kept as ${KEPT}`);
  }

  /** @returns ids */
  async #read(file: string): Promise<string[]> {
    if (!existsSync(file)) return [];
    try {
      const content: unknown = JSON.parse(await this.#parts.keyring.openAsKeyHolder(readFileSync(file, "utf8")));
      return isRecord(content) ? (content.credentials as BridgeCredential[]).map(({ item }) => item.id) : [];
    } catch (error) {
      this.#parts.log.warn(`The last snapshot can't be read (${(error as Error).message}); it is written anew`);
      return [];
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
