/** A place for records. One process owns it. */
export interface Store {
  /** Opens the records of one kind. */
  collection<Value extends object>(name: string, options: CollectionOptions): Collection<Value>;
  /**
   * Resolves when what was replaced or deleted before is in none of the store's files any more, journals included.
   * @throws StoreError
   */
  purge(): Promise<void>;
  /** Resolves when the last write is on disk and the database is closed. */
  close(): Promise<void>;
}

export interface CollectionOptions {
  /** The schema version that this code writes. */
  readonly version: number;
  /** Lifts a record from version `from` to `from + 1`; called until it has `version`. */
  readonly migrate?: (value: Record<string, unknown>, from: number) => Record<string, unknown>;
}

/**
 * Records by id. Every failure is a StoreError, never an empty answer; a write resolves when it is on disk.
 * Writes of one id take effect in the order of their calls; writes that arrive together share one commit.
 */
export interface Collection<Value extends object> {
  /** Every record, in no promised order. */
  entries(): Promise<[id: string, value: Value][]>;
  get(id: string): Promise<Value | undefined>;
  put(id: string, value: Value): Promise<void>;
  /** Deleting what is not there is no error. */
  delete(id: string): Promise<void>;
}

/** The store could not read or write. `message` is public; the driver's words are in `cause`, for the log. */
export class StoreError extends Error {
  override readonly name = "StoreError";

  constructor(doing: string, cause?: unknown) {
    super(`${doing} ${explain(cause)}`, { cause });
  }
}

function explain(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : "";
  if (/disk is full|no space left|EFBIG/i.test(text)) return "failed: the disk is full. Free some space and try again.";
  if (/readonly|read-only/i.test(text)) return "failed: the database is read-only. Mend the folder's permissions.";
  if (/malformed|not a database|corrupt/i.test(text)) return "failed: the database is damaged. Restore a backup.";
  return "failed: the database gave an error, which the hub's log names.";
}
