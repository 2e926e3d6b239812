import { jwtVerify, SignJWT } from "jose";
import { ExpiringMap } from "../../backend/expiring-map.ts";
import type { Caller } from "../../backend/host.ts";
import type { Session } from "../../backend/websocket/session.ts";
import { RECENT_LOGIN_MS } from "../../protocol/scopes.ts";
import type { RefreshTokenRecord, RefreshTokens } from "./refresh-tokens.ts";
import { callerOf, refusalOf, type Users } from "./users.ts";

const MOST_CONFIRMED = 10_000;

/** Home Assistant's ACCESS_TOKEN_EXPIRATION, in seconds. */
export const ACCESS_TOKEN_LIFETIME = 30 * 60;

/**
 * Access tokens: JWTs (HS256) whose `iss` is the id of a sign-in, as Home Assistant's.
 * One is good only while its sign-in and its user are there, so it dies with them at once.
 */
export class Sessions {
  readonly #users: Users;
  readonly #tokens: RefreshTokens;
  readonly #key: Uint8Array;
  readonly #others: ((token: string) => Caller | undefined)[] = [];
  /** When a sign-in's person gave their password again, by the sign-in's id. */
  readonly #confirmed = new ExpiringMap<number>(RECENT_LOGIN_MS, MOST_CONFIRMED);

  /** @param key At least 32 bytes, the same after a restart. */
  constructor(users: Users, tokens: RefreshTokens, key: Uint8Array) {
    this.#users = users;
    this.#tokens = tokens;
    this.#key = key;
  }

  /** Adds callers whose tokens this hub did not make. */
  authenticateWith(authenticate: (token: string) => Caller | undefined): void {
    this.#others.push(authenticate);
  }

  /** @param lifetime In seconds. */
  accessToken(signIn: RefreshTokenRecord, lifetime: number = ACCESS_TOKEN_LIFETIME): Promise<string> {
    const now = Math.floor(Date.now() / 1_000);
    return new SignJWT()
      .setProtectedHeader({ alg: "HS256", typ: "JWT" })
      .setIssuer(signIn.id)
      .setIssuedAt(now)
      .setExpirationTime(now + lifetime)
      .sign(this.#key);
  }

  /**
   * @param isLocal Whether it was sent from the home network.
   * @returns `undefined` for a token that is unknown, expired or revoked, or of a user who may not come from there.
   */
  async authenticate(token: string, isLocal: boolean): Promise<Session | undefined> {
    for (const authenticate of this.#others) {
      const caller = authenticate(token);
      if (caller) return this.#mayComeFrom(caller, isLocal) ? { caller } : undefined;
    }
    const signIn = this.#tokens.get((await this.#verifiedIssuer(token)) ?? "");
    const user = signIn && this.#users.get(signIn.user_id);
    if (!user || refusalOf(user, isLocal) !== undefined) return undefined;
    const { id } = signIn;
    const signedIn = {
      signedInAt: () => this.#confirmed.get(id) ?? signedInAt(signIn),
      confirmSignIn: (at: number) => this.#confirmed.set(id, at),
    };
    return { caller: { ...callerOf(user), ...signedIn }, refresh_token_id: id };
  }

  /** An application comes for a person from where they may come themselves. */
  #mayComeFrom(caller: Caller, isLocal: boolean): boolean {
    const user = caller.kind === "user" ? this.#users.get(caller.id) : undefined;
    return !user || refusalOf(user, isLocal) === undefined;
  }

  /** Whose sign-in with a password a token is from, and when that was. */
  async signInOf(token: string): Promise<{ readonly user_id: string; readonly at: number } | undefined> {
    const signIn = this.#tokens.get((await this.#verifiedIssuer(token)) ?? "");
    const at = signIn && signedInAt(signIn);
    return at === undefined ? undefined : { user_id: signIn?.user_id ?? "", at };
  }

  async #verifiedIssuer(token: string): Promise<string | undefined> {
    try {
      const { payload } = await jwtVerify(token, this.#key, { algorithms: ["HS256"], requiredClaims: ["iss", "exp"] });
      return payload.iss;
    } catch {
      return undefined;
    }
  }
}

/** A long-lived token says nothing of when its person gave their password. */
const signedInAt = ({ token_type, created_at }: RefreshTokenRecord): number | undefined =>
  token_type === "normal" ? Date.parse(created_at) : undefined;
