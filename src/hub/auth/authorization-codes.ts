import { randomBytes } from "node:crypto";
import { ExpiringMap } from "../../backend/expiring-map.ts";

const LIFETIME = 10 * 60 * 1_000;
const LIMIT = 1_000;

/** Codes that a client exchanges for tokens: 256 bits, one use, ten minutes, in memory only. */
export class AuthorizationCodes {
  readonly #codes = new ExpiringMap<{ client_id: string; user_id: string }>(LIFETIME, LIMIT);

  create(clientId: string, userId: string): string {
    const code = randomBytes(32).toString("base64url");
    this.#codes.set(code, { client_id: clientId, user_id: userId });
    return code;
  }

  /** @returns the user's id; a code shown with another client's id is used up too. */
  redeem(code: string, clientId: string): string | undefined {
    const found = this.#codes.take(code);
    return found?.client_id === clientId ? found.user_id : undefined;
  }
}
