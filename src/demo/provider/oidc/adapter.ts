import { createHash } from "node:crypto";
import type { Adapter, AdapterPayload } from "oidc-provider";
import type { Database } from "../database.ts";

/** Kinds whose id is a bearer's secret: on disk they lie under its digest, so that a copy of the file opens nothing. */
const BEARERS: ReadonlySet<string> = new Set(["AccessToken", "AuthorizationCode", "RefreshToken"]);

/** What `oidc-provider` keeps, on the provider's database. One adapter for each of its models. */
export class OidcAdapter implements Adapter {
  readonly #kind: string;
  readonly #database: Database;

  constructor(kind: string, database: Database) {
    this.#kind = kind;
    this.#database = database;
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    const { jti, ...withoutId } = payload;
    const kept = BEARERS.has(this.#kind) || jti === undefined ? withoutId : { ...withoutId, jti };
    await this.#database.put(this.#kind, this.#key(id), kept, expiresIn);
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const payload = await this.#database.get<AdapterPayload>(this.#kind, this.#key(id));
    return payload && BEARERS.has(this.#kind) ? { ...payload, jti: id } : payload;
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.#first((payload) => payload.uid === uid);
  }

  async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return this.#first((payload) => payload.userCode === userCode);
  }

  async consume(id: string): Promise<void> {
    const payload = await this.find(id);
    if (!payload) return;
    const now = Math.floor(Date.now() / 1_000);
    await this.upsert(id, { ...payload, consumed: now }, payload.exp && Math.max(payload.exp - now, 1));
  }

  async destroy(id: string): Promise<void> {
    await this.#database.delete(this.#kind, this.#key(id));
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [key, payload] of await this.#database.entries<AdapterPayload>(this.#kind)) {
      if (payload.grantId === grantId) await this.#database.delete(this.#kind, key);
    }
  }

  async #first(matches: (payload: AdapterPayload) => boolean): Promise<AdapterPayload | undefined> {
    const all = await this.#database.entries<AdapterPayload>(this.#kind);
    return all.find(([, payload]) => matches(payload))?.[1];
  }

  #key(id: string): string {
    return BEARERS.has(this.#kind) ? createHash("sha256").update(id).digest("base64url") : id;
  }
}
