export { within } from "../backend/within.ts";

/**
 * How long a stopping hub waits for what is under way, in milliseconds. Providers have 10 s to answer, and a
 * rotated refresh token that arrives has to reach the disk.
 */
export const LAST_ANSWERS = 11_000;
