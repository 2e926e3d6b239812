import { digestOf } from "../digest.ts";
import { ExpiringMap } from "../expiring-map.ts";
import { REFRESH_GRACE_SECONDS } from "./lifetimes.ts";

/** What the token endpoint answered. */
export interface TokenAnswer {
  readonly status: number;
  readonly body: unknown;
}

interface Kept {
  readonly answer: Promise<TokenAnswer | undefined>;
  readonly settle: (answer: TokenAnswer | undefined) => void;
  readonly client_id?: string;
}

const MOST = 10_000;

/**
 * Answers to refreshes of the last moments, in memory only: a client that asks again with the token that it has just
 * used, because the answer got lost or it asked twice at once, is answered the same (SECURITY 28). Whoever asks has to
 * have authenticated as the same client.
 */
export class RefreshAnswers {
  readonly #kept = new ExpiringMap<Kept>(REFRESH_GRACE_SECONDS * 1_000, MOST);

  /** The token is being exchanged. */
  begin(token: string): void {
    const { promise, resolve } = Promise.withResolvers<TokenAnswer | undefined>();
    this.#kept.set(digestOf(token), { answer: promise, settle: resolve });
  }

  has(token: string): boolean {
    return this.#kept.get(digestOf(token)) !== undefined;
  }

  /** @param answer undefined when the exchange failed: nothing is kept then. */
  finish(token: string, clientId: string, answer: TokenAnswer | undefined): void {
    const key = digestOf(token);
    const kept = this.#kept.get(key);
    if (!kept) return;
    if (answer) this.#kept.set(key, { ...kept, client_id: clientId });
    else this.#kept.take(key);
    kept.settle(answer);
  }

  /** The answer that this client was given for the token, waited for where it is on its way. */
  async get(token: string, clientId: string): Promise<TokenAnswer | undefined> {
    const key = digestOf(token);
    const answer = await this.#kept.get(key)?.answer;
    return this.#kept.get(key)?.client_id === clientId ? answer : undefined;
  }
}
