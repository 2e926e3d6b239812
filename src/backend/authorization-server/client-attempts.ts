import { Attempts } from "../attempts.ts";

const WINDOW_MS = 60_000;
/** Failed authentications within a minute, after which a client has to wait at that address, and an address as a whole. */
const MOST = { clientAtAddress: 10, address: 60 } as const;

/** Slows down the guessing of client secrets (ASVS 10.4.10): by client and address, so that nobody locks another out. */
export class ClientAttempts {
  readonly #failures = new Attempts(WINDOW_MS);

  /**
   * Before a secret is compared.
   * @returns what is to be called when it was right; the seconds to wait when there were too many failures.
   */
  begin(clientId: string, address: string): { readonly retryAfter: number } | { readonly takeBack: () => void } {
    return this.#failures.begin([
      { key: `${address} ${clientId}`, most: MOST.clientAtAddress },
      { key: address, most: MOST.address },
    ]);
  }
}
