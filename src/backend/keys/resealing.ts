import { type ChangeableKeyring, SealError } from "../store/keyring.ts";
import type { Resealable } from "./resealable.ts";
import { replaceTexts, textsIn } from "./sealed-values.ts";

/** Records that are sealed anew side by side; their writes share a commit. */
const AT_ONCE = 100;

/** Brings every record of every collection under the data key that seals. */
export class Resealing {
  readonly #keyring: ChangeableKeyring;
  readonly #collections: readonly Resealable[];
  /** Values that do not open, so that they can't be sealed anew either: whoever uses them is told. */
  readonly #damaged = new Set<string>();

  constructor(keyring: ChangeableKeyring, collections: readonly Resealable[]) {
    this.#keyring = keyring;
    this.#collections = collections;
  }

  /** How many records hold something sealed, and how many of them something that an older data key opens. */
  count(): { records: number; pending: number } {
    let records = 0;
    let pending = 0;
    for (const collection of this.#collections) {
      for (const [, record] of collection.sealedRecords()) {
        const with_ = [...textsIn(record)].map((text) => this.#sealedWith(text));
        if (with_.some((key) => key !== undefined)) records += 1;
        if (with_.includes("older")) pending += 1;
      }
    }
    return { records, pending };
  }

  /**
   * One pass over all that an older data key opens. What others write meanwhile waits for nothing but its own record.
   * @param progressed hears how many records are done since the last time
   * @throws StoreError
   */
  async pass(progressed: (count: number) => void, stopped: () => boolean): Promise<void> {
    for (const collection of this.#collections) {
      const ids = this.#pendingIn(collection);
      for (let at = 0; at < ids.length && !stopped(); at += AT_ONCE) {
        const some = ids.slice(at, at + AT_ONCE);
        await Promise.all(some.map((id) => collection.replaceSealed(id, (record) => this.#reseal(record))));
        progressed(some.length);
      }
    }
  }

  #pendingIn(collection: Resealable): string[] {
    const ids: string[] = [];
    for (const [id, record] of collection.sealedRecords()) {
      for (const text of textsIn(record)) {
        if (this.#sealedWith(text) !== "older") continue;
        ids.push(id);
        break;
      }
    }
    return ids;
  }

  #sealedWith(text: string): ReturnType<ChangeableKeyring["sealedWith"]> {
    return this.#damaged.has(text) ? "gone" : this.#keyring.sealedWith(text);
  }

  #reseal<Value extends object>(record: Value): Promise<Value> {
    return replaceTexts(record, async (text) => {
      if (this.#sealedWith(text) !== "older") return text;
      try {
        return await this.#keyring.reseal(text);
      } catch (error) {
        if (!(error instanceof SealError)) throw error;
        this.#damaged.add(text);
        return text;
      }
    });
  }
}
