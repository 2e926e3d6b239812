/** A place for records. One process owns it. */
export interface Store {
  /** Opens the records of one kind; reads every one, so that a damaged one is found now. */
  collection<Value extends object>(name: string, options: CollectionOptions): Promise<Collection<Value>>;
  /** Resolves when the last write is on disk and the database is closed. */
  close(): Promise<void>;
}

export interface CollectionOptions {
  /** The schema version that this code writes. */
  readonly version: number;
  /** Lifts a record of an older version by one; called until it has `version`. */
  readonly migrate?: (record: Record<string, unknown>, from: number) => Record<string, unknown>;
}

/**
 * Records by id. Every failure is a StoreError, never an empty answer; a write resolves when it is on disk.
 * Writes of one id happen in the order of their calls; writes that arrive together share one commit.
 */
export interface Collection<Value extends object> {
  /** Every record, in no promised order. */
  entries(): Promise<[id: string, value: Value][]>;
  get(id: string): Promise<Value | undefined>;
  put(id: string, value: Value): Promise<void>;
  /** Deleting what is not there is no error. */
  delete(id: string): Promise<void>;
}
