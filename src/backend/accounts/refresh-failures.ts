import { type CommandError, homeAssistantError, providerUnavailable } from "../../protocol/errors.ts";
import type { KnownClient } from "../connect/client-directory.ts";
import type { ProviderError } from "../connect/provider-error.ts";
import type { Keyring } from "../store/keyring.ts";
import { Records } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import { backOff, type PassingKind } from "./back-off.ts";

/** Why an account's refresh does not succeed at the moment, and when it is tried again. Times: milliseconds since 1970. */
export interface RefreshFailure {
  readonly kind: PassingKind;
  /** A sentence for people. */
  readonly message: string;
  /** The last try, and the first that failed without a success since. */
  readonly failed_at: number;
  readonly since: number;
  readonly attempts: number;
  readonly next_try: number;
  /** Keyed hash of the client that was sent: another one is tried at once. */
  readonly client: string;
}

/** The refreshes that fail, by entry. On disk, so that a restart does not bring a thousand requests to a provider in need. */
export class RefreshFailures {
  readonly #byEntry: Records<RefreshFailure>;
  readonly #keyring: Keyring;

  static async load(store: Store, keyring: Keyring): Promise<RefreshFailures> {
    return new RefreshFailures(await Records.load<RefreshFailure>(store, "refresh_failures"), keyring);
  }

  private constructor(byEntry: Records<RefreshFailure>, keyring: Keyring) {
    this.#byEntry = byEntry;
    this.#keyring = keyring;
  }

  get(entryId: string): RefreshFailure | undefined {
    return this.#byEntry.get(entryId);
  }

  /** The failure that still keeps this client from asking. */
  standing(entryId: string, client: KnownClient): RefreshFailure | undefined {
    const failure = this.get(entryId);
    if (!failure || failure.next_try <= Date.now()) return undefined;
    return failure.client === this.#fingerprint(client) ? failure : undefined;
  }

  /** @returns the failure as it is kept, and whether it is news: the first of its kind since a success. */
  async add(
    entryId: string,
    client: KnownClient,
    error: ProviderError & { readonly kind: PassingKind },
  ): Promise<{ failure: RefreshFailure; news: boolean }> {
    const before = this.get(entryId);
    const goesOn = before?.kind === error.kind;
    const attempts = goesOn ? before.attempts + 1 : 1;
    const now = Date.now();
    const failure: RefreshFailure = {
      kind: error.kind,
      message: sentence(error, client),
      failed_at: now,
      since: before?.since ?? now,
      attempts,
      next_try: now + backOff(error.kind, attempts, error.retryAfter),
      client: this.#fingerprint(client),
    };
    await this.#byEntry.put(entryId, failure);
    return { failure, news: !goesOn };
  }

  /** @returns whether there was one. */
  async clear(entryId: string): Promise<boolean> {
    if (!this.get(entryId)) return false;
    await this.#byEntry.delete(entryId);
    return true;
  }

  #fingerprint({ client_id, client_secret, endpoints }: KnownClient): string {
    return this.#keyring.fingerprint(JSON.stringify([client_id, client_secret, endpoints.token_url]));
  }
}

/** `invalid_client` is about the credential: signing in again would help nobody. */
function sentence({ kind, message }: ProviderError, { credential_name }: KnownClient): string {
  if (kind !== "invalid_client") return message;
  return `The credential “${credential_name}” is not accepted: ${message} The account itself is fine. Check the credential's client ID and secret.`;
}

/** What a caller is told while the refresh fails. */
export function errorOf({ kind, message, next_try }: RefreshFailure, now = Date.now()): CommandError {
  const text = `${message} The next try is in ${inWords(next_try - now)}.`;
  return kind === "unavailable" ? providerUnavailable(text) : homeAssistantError(text);
}

const UNITS = [
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const;

/** Rounded up, in the largest unit of which there are two at least: "40 seconds", "15 minutes". */
function inWords(milliseconds: number): string {
  const [unit, length] = UNITS.find(([, size]) => milliseconds >= 2 * size) ?? UNITS[2];
  const count = Math.max(1, Math.ceil(milliseconds / length));
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
