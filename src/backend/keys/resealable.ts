/**
 * Records with sealed values in them, wherever in a record those are. A collection that seals offers this, so that a new
 * data key reaches it; `startKeys` is given all of them.
 */
export interface Resealable {
  /** The records as they are in memory now. */
  sealedRecords(): Iterable<readonly [id: string, record: object]>;
  /**
   * Replaces a record by what `reseal` makes of it, on disk and then in memory, in the queue of the record's writers; a
   * record that is gone stays away. Nobody is told: what can be seen of it stays as it was.
   */
  replaceSealed(id: string, reseal: <Value extends object>(record: Value) => Promise<Value>): Promise<void>;
}
