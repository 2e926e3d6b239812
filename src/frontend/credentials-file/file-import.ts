import type { FilePreview, FileResult } from "../../protocol/credentials-file.ts";
import type { Client } from "../client.ts";
import { resend } from "../resend.ts";
import { batchesOf, isTooLong } from "./batches.ts";

/** One item of the file, and what it is beside the stored ones. */
export interface FileRow {
  /** Its place in the file. */
  readonly id: string;
  /** As the file has it, secret included; goes to the server only. */
  readonly given: unknown;
  readonly preview: FilePreview;
}

/** How one that was sent ended. */
export interface FileOutcome {
  readonly row: FileRow;
  readonly result: FileResult;
}

interface Sending {
  readonly client: Client;
  readonly signal: AbortSignal;
  /** Called after each message with how many items are through. */
  readonly progressed: (done: number) => void;
}

export const isChoosable = ({ preview: { status } }: FileRow): boolean => status === "new" || status === "changed";

/** Asks what each item is, message by message. @throws CallError, or the signal's reason. */
export async function previewItems(items: readonly unknown[], sending: Sending): Promise<FileRow[]> {
  const { client, signal, progressed } = sending;
  const rows: FileRow[] = [];
  for (const batch of batchesOf(items, (item) => (isTooLong(item) ? null : item))) {
    signal.throwIfAborted();
    const sent = batch.map((item) => (isTooLong(item) ? null : item));
    const answer = await resend(
      client,
      () => client.call("application_credentials/file/preview", { items: sent }),
      signal,
    );
    for (const [index, preview] of answer.items.entries()) {
      rows.push({ id: `${rows.length}`, given: batch[index], preview });
    }
    progressed(rows.length);
  }
  return rows;
}

/**
 * Sends chosen rows: the new ones, then those that replace what is stored. Sent again after a lost connection, a message
 * finds unchanged what it did before.
 * @param ended called for each message's outcomes; a message that fails as a whole throws after those before it.
 * @throws CallError, or the signal's reason.
 */
export async function importRows(
  rows: readonly FileRow[],
  { client, signal, progressed }: Sending,
  ended: (outcomes: FileOutcome[]) => void,
): Promise<void> {
  let done = 0;
  for (const replace of [false, true]) {
    const chosen = rows.filter(({ preview: { status } }) => status === (replace ? "changed" : "new"));
    for (const batch of batchesOf(chosen, ({ given }) => given)) {
      signal.throwIfAborted();
      const args = { items: batch.map(({ given }) => given), replace };
      const { results } = await resend(client, () => client.call("application_credentials/file/import", args), signal);
      ended(batch.flatMap((row, index) => (results[index] ? [{ row, result: results[index] }] : [])));
      done += batch.length;
      progressed(done);
    }
  }
}
