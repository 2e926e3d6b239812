import { Records } from "../store/records.ts";
import type { Store } from "../store/store.ts";

/** An entry that is on its way to another credential; on disk before anything of it happens. */
export interface PendingMove {
  readonly entry_id: string;
  /** The credential that it goes to, by its id. */
  readonly to: string;
  /** `sign_in`: it waits for its person. `switch`: it is being re-pointed, which a stop may have cut short. */
  readonly step: "sign_in" | "switch";
  /** ISO 8601. */
  readonly since: string;
}

/** The moves that are not done yet, one for each entry at most. */
export class PendingMoves {
  readonly #byEntry: Records<PendingMove>;

  private constructor(byEntry: Records<PendingMove>) {
    this.#byEntry = byEntry;
  }

  static async load(store: Store): Promise<PendingMoves> {
    return new PendingMoves(await Records.load<PendingMove>(store, "pending_moves", ({ since }) => since));
  }

  get(entryId: string): PendingMove | undefined {
    return this.#byEntry.get(entryId);
  }

  entryIds(): string[] {
    return this.#byEntry.entries().map(([entryId]) => entryId);
  }

  /** The ids of the entries that are on their way to this credential. */
  goingTo(credentialId: string): string[] {
    return this.#byEntry
      .values()
      .filter(({ to }) => to === credentialId)
      .map(({ entry_id }) => entry_id);
  }

  /** Resolves when it is on disk. @throws StoreError */
  put(move: PendingMove): Promise<void> {
    return this.#byEntry.put(move.entry_id, move);
  }

  /** @throws StoreError */
  delete(entryId: string): Promise<void> {
    return this.#byEntry.delete(entryId);
  }
}
