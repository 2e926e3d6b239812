import { randomBytes, randomUUID } from "node:crypto";
import { digestOf } from "../../backend/digest.ts";
import { Records } from "../../backend/store/records.ts";
import type { Store } from "../../backend/store/store.ts";

const DAY = 24 * 60 * 60 * 1_000;
/** Home Assistant's REFRESH_TOKEN_EXPIRATION: a sign-in that nobody used for so long is over. */
const UNUSED_FOR = 90 * DAY;

/** A sign-in (Home Assistant's `RefreshToken`, homeassistant/auth/models.py). */
export interface RefreshTokenRecord {
  readonly id: string;
  readonly user_id: string;
  readonly token_type: "normal" | "long_lived_access_token";
  /** SHA-256 of the opaque token, base64url. A long-lived one has none: its access token is all there is. */
  readonly token_hash?: string;
  readonly client_id?: string;
  readonly client_name?: string;
  /** ISO 8601. */
  readonly created_at: string;
  readonly expires_at: string;
}

/** All sign-ins. Their opaque tokens are known by hash only. */
export class RefreshTokens {
  readonly #records: Records<RefreshTokenRecord>;
  readonly #byHash: Map<string, string>;
  readonly #endListeners: ((ids: ReadonlySet<string>) => void)[] = [];

  private constructor(records: Records<RefreshTokenRecord>) {
    this.#records = records;
    this.#byHash = new Map(records.values().flatMap(({ token_hash, id }) => (token_hash ? [[token_hash, id]] : [])));
  }

  static async load(store: Store): Promise<RefreshTokens> {
    const tokens = new RefreshTokens(
      await Records.load<RefreshTokenRecord>(store, "hub_refresh_tokens", (token) => token.created_at),
    );
    await tokens.#end(tokens.#records.values().filter(isOver));
    return tokens;
  }

  /** A sign-in that is not over. */
  get(id: string): RefreshTokenRecord | undefined {
    const token = this.#records.get(id);
    return token && !isOver(token) ? token : undefined;
  }

  /** @returns the sign-in of an opaque token. */
  find(opaque: string): RefreshTokenRecord | undefined {
    const id = this.#byHash.get(digestOf(opaque));
    return id === undefined ? undefined : this.get(id);
  }

  /** @returns the record and its opaque token (256 bits, base64url), which is kept nowhere. */
  async create(userId: string, clientId: string): Promise<{ record: RefreshTokenRecord; opaque: string }> {
    const opaque = randomBytes(32).toString("base64url");
    const token_hash = digestOf(opaque);
    const record = await this.#save({ ...newToken(userId, "normal", UNUSED_FOR), token_hash, client_id: clientId });
    this.#byHash.set(token_hash, record.id);
    return { record, opaque };
  }

  /** @param lifespan In days. */
  createLongLived(userId: string, clientName: string, lifespan: number): Promise<RefreshTokenRecord> {
    return this.#save({ ...newToken(userId, "long_lived_access_token", lifespan * DAY), client_name: clientName });
  }

  hasLongLived(userId: string, clientName: string): boolean {
    return this.#records
      .values()
      .some((token) => token.user_id === userId && token.client_name === clientName && !isOver(token));
  }

  /** Notes that a sign-in is in use; written at most once a day. */
  async touch(token: RefreshTokenRecord): Promise<void> {
    const expires = Date.now() + UNUSED_FOR;
    if (expires - Date.parse(token.expires_at) < DAY) return;
    await this.#save({ ...token, expires_at: new Date(expires).toISOString() });
  }

  /** Ends one sign-in, with its access tokens and connections. */
  async revoke(opaque: string): Promise<void> {
    const token = this.find(opaque);
    if (token) await this.#end([token]);
  }

  async revokeAllOf(userId: string): Promise<void> {
    await this.#end(this.#records.values().filter((token) => token.user_id === userId));
  }

  /** Tells which sign-ins have ended, once that is durable. */
  onEnd(listener: (ids: ReadonlySet<string>) => void): void {
    this.#endListeners.push(listener);
  }

  async #save(token: RefreshTokenRecord): Promise<RefreshTokenRecord> {
    await this.#records.put(token.id, token);
    return token;
  }

  async #end(tokens: readonly RefreshTokenRecord[]): Promise<void> {
    // Unknown from now on, so that a refresh meanwhile does not write the record anew.
    for (const { token_hash } of tokens) if (token_hash) this.#byHash.delete(token_hash);
    await Promise.all(tokens.map(({ id }) => this.#records.delete(id)));
    const ids = new Set(tokens.map(({ id }) => id));
    for (const listener of this.#endListeners) listener(ids);
  }
}

const isOver = (token: RefreshTokenRecord) => Date.parse(token.expires_at) <= Date.now();

const newToken = (userId: string, type: RefreshTokenRecord["token_type"], lifetime: number): RefreshTokenRecord => ({
  id: randomUUID().replaceAll("-", ""),
  user_id: userId,
  token_type: type,
  created_at: new Date().toISOString(),
  expires_at: new Date(Date.now() + lifetime).toISOString(),
});
