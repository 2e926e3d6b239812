import type { KnownClient } from "../connect/client-directory.ts";
import { Records } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import type { Account } from "./account-store.ts";

const DAY_MS = 24 * 60 * 60_000;
/** Two deaths at ages this close are no coincidence, and neither is one at a known figure. */
const TOLERANCE = 0.05;
/** Deaths that are remembered of each client. */
const MOST_SAMPLES = 5;

/** Why a refresh token is expected to end. */
export type LifeSource = "provider" | "google_testing" | "learned";

/**
 * Refresh tokens end after a time that the provider does not tell with them; one death is enough to recognise it.
 * Google: "an external user type and a publishing status of Testing is issued a refresh token expiring in 7 days"
 * (developers.google.com/identity/protocols/oauth2, "Refresh token expiration").
 */
const KNOWN_LIVES = [
  { source: "google_testing", hosts: ["oauth2.googleapis.com", "www.googleapis.com"], life: 7 * DAY_MS },
] as const;

/** A refresh token that was never rotated died between these two ages, in milliseconds. */
interface Sample {
  readonly alive: number;
  readonly dead: number;
}

interface LearnedLife {
  readonly samples: readonly Sample[];
  /** What it was learned to be. */
  readonly life?: number;
  readonly source?: Exclude<LifeSource, "provider">;
}

/** When a refresh token is expected to end. */
export interface Forecast {
  /** Milliseconds since 1970. */
  readonly ends_at: number;
  /** Its whole life, in milliseconds. */
  readonly life: number;
  readonly source: LifeSource;
}

/**
 * How long the refresh tokens of each client live, learned from those that died: a person is told before the next one
 * does. One death alone teaches nothing, for somebody may have taken the access back by hand.
 */
export class RefreshTokenLives {
  readonly #byClient: Records<LearnedLife>;

  static async load(store: Store): Promise<RefreshTokenLives> {
    return new RefreshTokenLives(await Records.load<LearnedLife>(store, "refresh_token_lives"));
  }

  private constructor(byClient: Records<LearnedLife>) {
    this.#byClient = byClient;
  }

  /** The provider answered `invalid_grant`. */
  async died(account: Account, client: KnownClient): Promise<void> {
    const { signed_in_at, issued_at, refresh_token_issued_at } = account;
    if (signed_in_at === undefined || issued_at === undefined || refresh_token_issued_at !== signed_in_at) return;
    const sample = { alive: issued_at - signed_in_at, dead: Date.now() - signed_in_at };
    const samples = [...(this.#byClient.get(keyOf(account))?.samples ?? []), sample].slice(-MOST_SAMPLES);
    await this.#byClient.put(keyOf(account), {
      samples,
      ...learn(samples, new URL(client.endpoints.token_url).hostname),
    });
  }

  /** A refresh token was used. One that is older than it can be proves what was learned to be wrong. */
  async wasUsed({ signed_in_at, refresh_token_issued_at, ...account }: Account): Promise<void> {
    const life = this.#byClient.get(keyOf(account))?.life;
    if (life === undefined || signed_in_at === undefined || refresh_token_issued_at !== signed_in_at) return;
    if (Date.now() - signed_in_at > life * (1 + TOLERANCE)) await this.#byClient.delete(keyOf(account));
  }

  forecast(account: Account): Forecast | undefined {
    const { refresh_token_expires_at: ends_at, refresh_token_issued_at: issued_at } = account;
    if (account.rejected !== undefined || !account.has_refresh_token || issued_at === undefined) return undefined;
    if (ends_at !== undefined) return { ends_at, life: ends_at - issued_at, source: "provider" };
    const { life, source } = this.#byClient.get(keyOf(account)) ?? {};
    return life && source ? { ends_at: issued_at + life, life, source } : undefined;
  }
}

/** A third of its life before it ends, but two weeks at most, a person is told. */
export const isNear = ({ ends_at, life }: Forecast, now = Date.now()): boolean =>
  ends_at > now && ends_at - now <= Math.min(life / 3, 14 * DAY_MS);

function learn(samples: readonly Sample[], host: string): Pick<LearnedLife, "life" | "source"> {
  const [latest, ...earlier] = samples.toReversed();
  if (!latest) return {};
  const known = KNOWN_LIVES.find(({ hosts, life }) => hosts.some((one) => one === host) && includes(latest, life));
  if (known) return { life: known.life, source: known.source };
  for (const other of earlier.filter(isPrecise)) {
    const life = Math.max(other.alive, latest.alive);
    if (isPrecise(latest) && includes(latest, life) && includes(other, life)) return { life, source: "learned" };
  }
  return {};
}

/** A token that nobody used for long tells little about when it died. */
const isPrecise = ({ alive, dead }: Sample): boolean => dead - alive <= dead * 0.15 && dead >= DAY_MS / 24;

const includes = ({ alive, dead }: Sample, age: number): boolean =>
  age >= alive * (1 - TOLERANCE) && age <= dead * (1 + TOLERANCE);

/** An implementation is a credential, and so one client. */
const keyOf = ({ domain, implementation }: Pick<Account, "domain" | "implementation">) => `${domain} ${implementation}`;
