/** The longest answer of a provider that is read, in bytes. */
const MOST_BYTES = 64 * 1_024;

/** A response's text; undefined where it is longer than 64 KB, and the rest is not waited for. */
export async function readBounded(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > MOST_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
