import { FILE_CHUNK } from "../../protocol/credentials-file.ts";

/** Of one message's items, as JSON, in UTF-8. The embedded hub takes frames of 1 MiB, Home Assistant of 4. */
const MOST_BYTES = 256 * 1024;
/** An item that is longer is no credential, and goes nowhere: the longest fields together need a tenth. */
export const LONGEST_ITEM = 512 * 1024;

const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;

export const isTooLong = (item: unknown): boolean => bytesOf(item) > LONGEST_ITEM;

/** Cuts records into messages, in their order: few enough, and short enough. */
export function batchesOf<Row>(rows: readonly Row[], itemOf: (row: Row) => unknown): Row[][] {
  const batches: Row[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    const own = bytesOf(itemOf(row));
    const last = batches.at(-1);
    if (last && last.length < FILE_CHUNK && bytes + own <= MOST_BYTES) {
      last.push(row);
      bytes += own;
    } else {
      batches.push([row]);
      bytes = own;
    }
  }
  return batches;
}
