import { randomUUID } from "node:crypto";
import { notFound } from "../../protocol/errors.ts";
import type { Grant } from "../../protocol/grants.ts";
import { Serialiser } from "../serialise.ts";
import { Records } from "../store/records.ts";
import type { Store } from "../store/store.ts";

/** What is kept of a consent: the wire's grant without the names, which others know. */
export type StoredGrant = Omit<Grant, "application_name" | "user_name">;

/** What people let applications do: one grant for each person and application (RFC 6749, section 1.3, “resource owner's authorization”). */
export class Grants {
  readonly #records: Records<StoredGrant>;
  readonly #byOwner = new Map<string, StoredGrant>();
  readonly #changes = new Serialiser();
  readonly #ended: ((grant: StoredGrant) => Promise<void> | void)[] = [];

  static async load(store: Store): Promise<Grants> {
    return new Grants(await Records.load<StoredGrant>(store, "grants", ({ created_at }) => created_at));
  }

  private constructor(records: Records<StoredGrant>) {
    this.#records = records;
    for (const grant of records.values()) this.#byOwner.set(ownerKey(grant.user_id, grant.application_id), grant);
  }

  all(): StoredGrant[] {
    return this.#records.values();
  }

  get(grantId: string): StoredGrant | undefined {
    return this.#records.get(grantId);
  }

  of(userId: string, applicationId: string): StoredGrant | undefined {
    return this.#byOwner.get(ownerKey(userId, applicationId));
  }

  /** Adds these scopes to what the person allowed before. */
  allow(userId: string, applicationId: string, scopes: readonly string[]): Promise<StoredGrant> {
    const key = ownerKey(userId, applicationId);
    return this.#changes.run(key, async () => {
      const now = new Date().toISOString();
      const before = this.#byOwner.get(key);
      const grant: StoredGrant = {
        ...(before ?? { grant_id: newId(), application_id: applicationId, user_id: userId, created_at: now }),
        scopes: [...new Set([...(before?.scopes ?? []), ...scopes])],
        last_used_at: now,
      };
      await this.#put(grant);
      return grant;
    });
  }

  /** Notes that it was used, and from where as far as that is known; at most once a minute on disk, or when it moved. */
  async used(grantId: string, last_used_address?: string): Promise<void> {
    const grant = this.get(grantId);
    if (!grant) return;
    const isNoted = Date.now() - Date.parse(grant.last_used_at ?? grant.created_at) < MINUTE;
    if (isNoted && (last_used_address ?? grant.last_used_address) === grant.last_used_address) return;
    const key = ownerKey(grant.user_id, grant.application_id);
    await this.#changes.run(key, async () => {
      const now = this.get(grantId);
      const use = { last_used_at: new Date().toISOString(), ...(last_used_address && { last_used_address }) };
      if (now) await this.#put({ ...now, ...use });
    });
  }

  /** @throws CommandError `not_found` */
  async revoke(grantId: string): Promise<void> {
    const grant = this.get(grantId);
    if (!grant) throw notFound(`Unable to find grant_id ${grantId}`);
    await this.#end(grant);
  }

  /** Ends every grant that is meant: of an application or a person that is gone. */
  async endAll(isMeant: (grant: StoredGrant) => boolean): Promise<void> {
    await Promise.all(
      this.all()
        .filter(isMeant)
        .map((grant) => this.#end(grant)),
    );
  }

  /** Hears of each grant that has ended, once that is on disk: what was given out for it is of no use any more. */
  onEnd(listener: (grant: StoredGrant) => Promise<void> | void): void {
    this.#ended.push(listener);
  }

  #end(grant: StoredGrant): Promise<void> {
    const key = ownerKey(grant.user_id, grant.application_id);
    return this.#changes.run(key, async () => {
      await this.#records.delete(grant.grant_id);
      this.#byOwner.delete(key);
      for (const ended of this.#ended) await ended(grant);
    });
  }

  async #put(grant: StoredGrant): Promise<void> {
    await this.#records.put(grant.grant_id, grant);
    this.#byOwner.set(ownerKey(grant.user_id, grant.application_id), grant);
  }
}

const MINUTE = 60_000;
const ownerKey = (userId: string, applicationId: string): string => `${userId} ${applicationId}`;
const newId = (): string => randomUUID().replaceAll("-", "");
