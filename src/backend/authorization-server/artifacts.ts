import { digestOf } from "../digest.ts";
import type { Log } from "../host.ts";
import type { Collection, Store } from "../store/store.ts";

/** A model of `oidc-provider`'s as it is kept: its payload, and when it ends. */
export interface Artifact {
  readonly kind: string;
  /** Without the id where that is a bearer's secret. */
  readonly payload: ArtifactPayload;
  /** Milliseconds since 1970; absent: never. */
  readonly ends_at?: number;
}

/** What the store needs to know of a payload; everything else is `oidc-provider`'s. */
export interface ArtifactPayload {
  readonly [field: string]: unknown;
  readonly grantId?: string;
  readonly accountId?: string;
  readonly clientId?: string;
  readonly scope?: string;
  readonly uid?: string;
  readonly userCode?: string;
  readonly consumed?: number;
  readonly rotations?: number;
}

/** Kinds that a restart may end: what has not become a grant yet, and what anybody can make without signing in. */
const VOLATILE: ReadonlySet<string> = new Set([
  "Session",
  "Interaction",
  "DeviceCode",
  "PushedAuthorizationRequest",
  "ReplayDetection",
]);
/** How many of each volatile kind are kept; the oldest goes first. */
const MOST_VOLATILE = 5_000;
const SWEEP_MS = 5 * 60_000;
/** How long a commit waits for other requests that are being answered (as PostgreSQL's `commit_delay`). */
const GATHER_MS = 2;

/**
 * Everything that the authorization server gave out, in memory, and what has to survive on disk. Ids are bearers'
 * secrets: on disk lies their digest, so that a copy of the file opens nothing.
 *
 * A change is seen at once and on disk when `written` resolves: the answer waits for that, so that all changes of one
 * request, and of requests that come together, are one commit.
 */
export class Artifacts {
  readonly #disk: Collection<Artifact>;
  readonly #byKey = new Map<string, Artifact>();
  readonly #byGrant = new Map<string, Set<string>>();
  /** By their grant; a sign-in that goes on for long has thousands of used ones beside. */
  readonly #unusedRefreshTokens = new Map<string, Set<string>>();
  readonly #byUid = new Map<string, string>();
  readonly #byUserCode = new Map<string, string>();
  readonly #volatile = new Map<string, Set<string>>();
  #changed = new Set<string>();
  #writing: Promise<void> | undefined;
  #atWork = 0;
  readonly #sweeping: NodeJS.Timeout;

  static async load(store: Store, log: Log): Promise<Artifacts> {
    const disk = store.collection<Artifact>("provider_artifacts", { version: 1 });
    return new Artifacts(disk, await disk.entries(), log);
  }

  private constructor(disk: Collection<Artifact>, entries: readonly [string, Artifact][], log: Log) {
    this.#disk = disk;
    for (const [key, artifact] of entries) this.#keep(key, artifact);
    this.#sweeping = setInterval(() => {
      this.sweep();
      this.written().catch((error: unknown) => log.error("Ended tokens could not be removed from the disk", error));
    }, SWEEP_MS).unref();
  }

  get(kind: string, id: string): Artifact | undefined {
    return this.#live(keyOf(kind, id));
  }

  byUid(uid: string): Artifact | undefined {
    return this.#live(this.#byUid.get(uid) ?? "");
  }

  byUserCode(userCode: string): Artifact | undefined {
    return this.#live(this.#byUserCode.get(userCode) ?? "");
  }

  /** What was given out in one sign-in (`oidc-provider`'s grant). */
  ofGrant(grantId: string): Artifact[] {
    return [...(this.#byGrant.get(grantId) ?? [])].flatMap((key) => this.#live(key) ?? []);
  }

  put(id: string, artifact: Artifact): void {
    const key = keyOf(artifact.kind, id);
    this.#drop(key);
    this.#keep(key, artifact);
    this.#touched(key, artifact.kind);
  }

  delete(kind: string, id: string): void {
    this.#remove(keyOf(kind, id));
  }

  /** Whether one that has not ended is meant. */
  some(isMeant: (artifact: Artifact) => boolean): boolean {
    for (const [key, artifact] of this.#byKey) if (this.#live(key) && isMeant(artifact)) return true;
    return false;
  }

  /** Ends whatever is meant. */
  deleteAll(isMeant: (artifact: Artifact) => boolean): void {
    for (const [key, artifact] of this.#byKey) if (isMeant(artifact)) this.#remove(key);
  }

  deleteOfGrant(grantId: string, isMeant: (artifact: Artifact) => boolean = () => true): void {
    for (const key of [...(this.#byGrant.get(grantId) ?? [])]) {
      const artifact = this.#byKey.get(key);
      if (artifact && isMeant(artifact)) this.#remove(key);
    }
  }

  /** Ends the refresh tokens of a sign-in that were not used yet. */
  endUnusedRefreshTokens(grantId: string): void {
    for (const key of [...(this.#unusedRefreshTokens.get(grantId) ?? [])]) this.#remove(key);
  }

  /** Forgets what has ended. */
  sweep(now = Date.now()): void {
    this.deleteAll(({ ends_at }) => ends_at !== undefined && ends_at <= now);
  }

  /** Answers a request. Resolves when what that changed is on disk. @throws what `work` throws; StoreError */
  async during(work: () => Promise<void>): Promise<void> {
    this.#atWork += 1;
    try {
      await work();
    } finally {
      this.#atWork -= 1;
    }
    await this.written();
  }

  /** Resolves when every change before the call is on disk. @throws StoreError; what failed is written with the next. */
  async written(): Promise<void> {
    while (this.#writing) await this.#writing.catch(() => {});
    if (this.#changed.size === 0) return;
    this.#writing = this.#write().finally(() => {
      this.#writing = undefined;
    });
    await this.#writing;
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeping);
    await this.written();
  }

  async #write(): Promise<void> {
    if (this.#atWork > 0) await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    const keys = this.#changed;
    this.#changed = new Set();
    try {
      await Promise.all(
        [...keys].map((key) => {
          const artifact = this.#byKey.get(key);
          return artifact ? this.#disk.put(key, artifact) : this.#disk.delete(key);
        }),
      );
    } catch (error) {
      for (const key of keys) this.#changed.add(key);
      throw error;
    }
  }

  #live(key: string): Artifact | undefined {
    const artifact = this.#byKey.get(key);
    return artifact && (artifact.ends_at ?? Number.POSITIVE_INFINITY) > Date.now() ? artifact : undefined;
  }

  #remove(key: string): void {
    const artifact = this.#drop(key);
    if (artifact) this.#touched(key, artifact.kind);
  }

  #touched(key: string, kind: string): void {
    if (!VOLATILE.has(kind)) this.#changed.add(key);
  }

  #keep(key: string, artifact: Artifact): void {
    const { kind, payload } = artifact;
    this.#byKey.set(key, artifact);
    if (payload.grantId !== undefined) setOf(this.#byGrant, payload.grantId).add(key);
    if (isUnusedRefreshToken(artifact)) setOf(this.#unusedRefreshTokens, payload.grantId ?? "").add(key);
    if (payload.uid !== undefined && kind === "Session") this.#byUid.set(payload.uid, key);
    if (payload.userCode !== undefined) this.#byUserCode.set(payload.userCode, key);
    if (VOLATILE.has(kind)) this.#limit(setOf(this.#volatile, kind).add(key));
  }

  #limit(keys: Set<string>): void {
    const [oldest] = keys;
    if (keys.size > MOST_VOLATILE && oldest !== undefined) this.#drop(oldest);
  }

  #drop(key: string): Artifact | undefined {
    const artifact = this.#byKey.get(key);
    if (!artifact) return undefined;
    const { kind, payload } = artifact;
    this.#byKey.delete(key);
    this.#volatile.get(kind)?.delete(key);
    if (payload.uid !== undefined && this.#byUid.get(payload.uid) === key) this.#byUid.delete(payload.uid);
    if (payload.userCode !== undefined) this.#byUserCode.delete(payload.userCode);
    takeFrom(this.#byGrant, payload.grantId, key);
    takeFrom(this.#unusedRefreshTokens, payload.grantId, key);
    return artifact;
  }
}

/** Sign-ins are named in their tokens: their ids open nothing. */
const keyOf = (kind: string, id: string): string => `${kind}:${kind === "Grant" ? id : digestOf(id)}`;

function setOf(sets: Map<string, Set<string>>, key: string): Set<string> {
  const known = sets.get(key) ?? new Set();
  sets.set(key, known);
  return known;
}

function takeFrom(sets: Map<string, Set<string>>, key: string | undefined, value: string): void {
  const known = sets.get(key ?? "");
  if (known?.delete(value) && known.size === 0) sets.delete(key ?? "");
}

const isUnusedRefreshToken = ({ kind, payload }: Artifact): boolean =>
  kind === "RefreshToken" && payload.consumed === undefined;
