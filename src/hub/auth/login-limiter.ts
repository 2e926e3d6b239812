import { Attempts } from "../../backend/attempts.ts";

const WINDOW = 5 * 60 * 1_000;
/** Failures within the window, after which further attempts have to wait. */
const LIMITS = { addressAndAccount: 10, address: 50, account: 100 } as const;

/** Slows down the guessing of passwords. */
export class LoginLimiter {
  readonly #failures = new Attempts(WINDOW);

  /**
   * @returns the seconds to wait, when there were too many failures; else the attempt, which has begun.
   */
  begin(address: string, username: string): { readonly retryAfter: number } | { readonly succeeded: () => void } {
    const attempt = this.#failures.begin([
      { key: `both ${address} ${username}`, most: LIMITS.addressAndAccount },
      { key: `address ${address}`, most: LIMITS.address },
      { key: `account ${username}`, most: LIMITS.account },
    ]);
    return "retryAfter" in attempt ? attempt : { succeeded: attempt.takeBack };
  }
}
