import type { ProviderErrorKind } from "../connect/provider-error.ts";

/** What may be tried again without a person: all but `invalid_grant`. */
export type PassingKind = Exclude<ProviderErrorKind, "invalid_grant">;

interface Waits {
  /** Before the second try, in milliseconds; doubled from each to the next. */
  readonly first: number;
  readonly longest: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * A provider that is down comes back by itself; a client that it refuses is mended by a person here or there, and an
 * edited credential is tried at once (`RefreshFailures`); a request that it refuses will be refused again.
 */
const WAITS: Readonly<Record<PassingKind, Waits>> = {
  unavailable: { first: 5_000, longest: 15 * MINUTE },
  invalid_client: { first: MINUTE, longest: HOUR },
  refused: { first: 24 * HOUR, longest: 24 * HOUR },
};

/** Of each wait it takes away as much as this, and adds it to what the provider asked for, so that a thousand accounts do not all ask a provider that just came back in the same second. */
const JITTER = 0.25;

/**
 * How long to leave a provider alone after a refresh that failed, in milliseconds.
 * @param attempts how many failed one after the other, this one included
 * @param retryAfter what the provider asked for; it is never shortened
 * @returns whole milliseconds
 */
export function backOff(kind: PassingKind, attempts: number, retryAfter: number | undefined): number {
  const { first, longest } = WAITS[kind];
  if (retryAfter !== undefined) return Math.ceil(retryAfter * (1 + JITTER * Math.random()));
  const wait = Math.min(first * 2 ** Math.min(attempts - 1, 30), longest);
  return Math.ceil(wait * (1 - JITTER * Math.random()));
}
