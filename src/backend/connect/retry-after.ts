/** Nobody is asked to wait longer than this: a mistyped header must not silence an account for years. */
const LONGEST_MS = 24 * 60 * 60_000;

/**
 * How long a provider asks to be left alone (`Retry-After`, RFC 9110 section 10.2.3): seconds, or an HTTP date.
 * @returns milliseconds, a day at most; undefined where the header is absent or says neither.
 */
export function retryAfterOf({ headers }: Response, now = Date.now()): number | undefined {
  const value = headers.get("retry-after")?.trim();
  if (!value) return undefined;
  const wait = /^\d+$/.test(value) ? Number(value) * 1_000 : httpDate(value) - now;
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), LONGEST_MS) : undefined;
}

/** Every form of RFC 9110, section 5.6.7, begins with a day's name; `Date.parse` alone would take far more for a date. */
const httpDate = (value: string): number => (/^[A-Z][a-z]{2,8},? /.test(value) ? Date.parse(value) : Number.NaN);
