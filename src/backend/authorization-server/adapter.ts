import type { Adapter, AdapterPayload } from "oidc-provider";
import type { Artifact, ArtifactPayload, Artifacts } from "./artifacts.ts";
import { REFRESH_GRACE_SECONDS } from "./lifetimes.ts";

/** For so long a refresh token that was used is remembered, so that a thief's use of it is noticed. */
const USED_DAYS = 7;

/** Found by another name than their id, which has to be kept then: these are in memory only. */
const FOUND_OTHERWISE: ReadonlySet<string> = new Set(["Session", "DeviceCode"]);

/** What `oidc-provider`'s models keep, on the artifacts. One adapter for each model; `Client` has its own. */
export class ArtifactAdapter implements Adapter {
  readonly #kind: string;
  readonly #artifacts: Artifacts;
  readonly #uses: TokenUses;

  constructor(kind: string, artifacts: Artifacts, uses: TokenUses) {
    this.#kind = kind;
    this.#artifacts = artifacts;
    this.#uses = uses;
  }

  async upsert(id: string, { jti, ...payload }: AdapterPayload, expiresIn?: number): Promise<void> {
    const ends = expiresIn === undefined ? {} : { ends_at: Date.now() + expiresIn * 1_000 };
    const kept = (FOUND_OTHERWISE.has(this.#kind) ? { ...payload, jti } : payload) as ArtifactPayload;
    // There is one live chain for each sign-in: a retry's new token takes the place of the one that got lost.
    if (this.#kind === "RefreshToken" && kept.grantId !== undefined)
      this.#artifacts.endUnusedRefreshTokens(kept.grantId);
    this.#artifacts.put(id, { kind: this.#kind, payload: kept, ...ends });
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const artifact = this.#artifacts.get(this.#kind, id);
    if (!artifact) return undefined;
    const isUsed = this.#kind === "RefreshToken" && artifact.payload.consumed !== undefined;
    const payload = isUsed ? this.#usedRefreshToken(id, artifact) : artifact.payload;
    return payload && ({ ...payload, jti: id } as AdapterPayload);
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.#artifacts.byUid(uid)?.payload as AdapterPayload | undefined;
  }

  async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return this.#artifacts.byUserCode(userCode)?.payload as AdapterPayload | undefined;
  }

  /** @throws what `TokenUses.secondUse` throws when another request was quicker: one use is one use. */
  async consume(id: string): Promise<void> {
    const artifact = this.#artifacts.get(this.#kind, id);
    if (!artifact || artifact.payload.consumed !== undefined) throw this.#uses.secondUse(this.#kind, artifact?.payload);
    const payload = { ...artifact.payload, consumed: Math.floor(Date.now() / 1_000) };
    const ends_at = Math.min(artifact.ends_at ?? Number.POSITIVE_INFINITY, Date.now() + USED_DAYS * 24 * 60 * 60_000);
    this.#artifacts.put(id, { ...artifact, payload, ends_at });
    if (this.#kind === "RefreshToken") this.#uses.used(id);
  }

  async destroy(id: string): Promise<void> {
    this.#artifacts.delete(this.#kind, id);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    this.#artifacts.deleteOfGrant(grantId, ({ kind }) => kind === this.#kind);
  }

  /**
   * A refresh token that was used before: for a moment that may be a client whose answer got lost (SECURITY 28).
   * @returns as unused where it is to be rotated again; undefined where it is refused and nothing else happens; as used
   *   where `oidc-provider` is to end the whole sign-in.
   */
  #usedRefreshToken(id: string, artifact: Artifact): ArtifactPayload | undefined {
    const { payload } = artifact;
    if (!this.#uses.isExchange(payload)) return payload;
    const { consumed = 0, grantId = "", rotations = 0 } = payload;
    if (Date.now() / 1_000 - consumed > REFRESH_GRACE_SECONDS) {
      this.#uses.reused(payload);
      return payload;
    }
    if (this.#uses.isAnswered(id)) return undefined;
    const later = this.#artifacts
      .ofGrant(grantId)
      .filter(({ kind, payload }) => kind === "RefreshToken" && (payload.rotations ?? 0) > rotations);
    if (later.some(({ payload }) => payload.consumed !== undefined)) return undefined;
    const { consumed: _consumed, ...unused } = payload;
    this.#artifacts.put(id, { ...artifact, payload: unused });
    return unused;
  }
}

/** Who follows what becomes of tokens that are good for one use. */
export interface TokenUses {
  /** Whether the client that has the token exchanges it now: to ask about one, or to give it up, is no use of it. */
  isExchange(payload: ArtifactPayload): boolean;
  /** A refresh token is being exchanged. */
  used(id: string): void;
  /** Whether its answer is still known, or on its way. */
  isAnswered(id: string): boolean;
  /** A refresh token came again after its time: its sign-in ends. */
  reused(payload: ArtifactPayload): void;
  /** The error for a code or token that another request has just used. */
  secondUse(kind: string, payload: ArtifactPayload | undefined): Error;
}
