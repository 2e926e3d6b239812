/**
 * How long a stopping hub waits for what is under way, in milliseconds. Providers have 10 s to answer, and a
 * rotated refresh token that arrives has to reach the disk.
 */
export const LAST_ANSWERS = 11_000;

/**
 * Waits for a promise, but not for ever.
 * @param limit In milliseconds.
 * @returns `undefined` when the time is over; the promise's own failure is thrown.
 */
export async function within<Value>(limit: number, promise: Promise<Value>): Promise<Value | undefined> {
  const { promise: over, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, limit, undefined);
  try {
    return await Promise.race([promise, over]);
  } finally {
    clearTimeout(timer);
  }
}
