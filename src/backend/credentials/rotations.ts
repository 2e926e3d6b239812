import { isDeepStrictEqual } from "node:util";
import type { ArgsOf } from "../../protocol/command.ts";
import type { Credential } from "../../protocol/credentials.ts";
import { homeAssistantError } from "../../protocol/errors.ts";
import type { Rotation, rotateSecret } from "../../protocol/rotation.ts";
import { ExpiringMap } from "../expiring-map.ts";
import type { CredentialsHost } from "../host.ts";
import type { Binding } from "../store/keyring.ts";
import type { CredentialRecords } from "./credential-records.ts";
import { previousSecretOf, type StoredCredential, secretOf, withoutRotation } from "./stored-credential.ts";
import { tellEntries } from "./tell-entries.ts";

/** How long it is told that a new secret worked, in milliseconds. */
const WORKED_TOLD_MS = 10 * 60_000;
const MOST_TOLD = 1_000;

/** What a request to the provider's token endpoint needs while the secret it is made with is being changed. */
export interface RotationUnderWay {
  /** The secret from before; undefined when it does not open any more, which is in the log. */
  previousSecret(): Promise<string | undefined>;
  /** The provider accepted the new secret. */
  worked(): void;
  /** It did not. @param reason its words, without anything secret */
  rejected(reason: string): void;
}

/**
 * Changes of client secrets that may be taken back (F4): the new secret is used at once, and the one before is kept,
 * sealed, until the provider accepted the new one.
 */
export class Rotations {
  readonly #records: CredentialRecords;
  readonly #host: CredentialsHost;
  /** When those that ended well began, by the credential's id. */
  readonly #worked = new ExpiringMap<string>(WORKED_TOLD_MS, MOST_TOLD);
  readonly #listeners = new Set<(rotations: Rotation[]) => void>();
  /** What the listeners were told last, as JSON. */
  #told = "";

  constructor(records: CredentialRecords, host: CredentialsHost) {
    this.#records = records;
    this.#host = host;
    records.list.watch(() => this.#tell());
  }

  /** In the order of the credentials' creation. */
  all(): Rotation[] {
    return this.#records.list.all().flatMap((record) => this.#shown(record) ?? []);
  }

  /** Sends all of them at once and after each change; returns what ends it. */
  subscribe(send: (rotations: Rotation[]) => void): () => void {
    const rotations = this.all();
    send(rotations);
    // Others have been told the same already.
    this.#told = JSON.stringify(rotations);
    this.#listeners.add(send);
    return () => this.#listeners.delete(send);
  }

  /**
   * The same secret again changes nothing; another one takes the place of one that has not worked yet.
   * @throws CommandError `not_found`
   */
  async rotate({
    application_credentials_id: id,
    client_secret,
  }: ArgsOf<typeof rotateSecret>): Promise<Rotation | null> {
    return this.#records.inTurn(id, async () => {
      const before = this.#records.get(id);
      const stored = await this.#open(before.sealed_client_secret, secretOf(id));
      if (client_secret === stored) return this.#shown(before) ?? null;
      this.#worked.take(id);
      await this.#use(before, client_secret, await this.#toKeep(before, client_secret, stored));
      return this.#shown(this.#records.get(id)) ?? null;
    });
  }

  /**
   * The secret from before is the one in use again.
   * @throws CommandError `not_found`, or `home_assistant_error` when there is none any more.
   */
  async backOut(id: string): Promise<Credential> {
    return this.#records.inTurn(id, async () => {
      const before = this.#records.get(id);
      const previous = this.underWay(before);
      if (!previous) {
        throw homeAssistantError("There is nothing to back out of: the new secret has worked, or was replaced.");
      }
      const secret = await previous.previousSecret();
      if (secret === undefined) {
        throw homeAssistantError("The secret from before can't be opened any more, so there is no way back to it.");
      }
      return this.#use(before, secret, undefined);
    });
  }

  /** For a request with the secret of this record; undefined where it is not being changed. */
  underWay(record: StoredCredential): RotationUnderWay | undefined {
    const { item, sealed_previous_client_secret: sealed, rotation } = record;
    if (sealed === undefined || rotation === undefined) return undefined;
    const note = (what: string, change: () => StoredCredential) =>
      void this.#note(record, change).catch((error: unknown) =>
        this.#host.log.error(`That the new secret of ${item.id} ${what} was not stored`, error),
      );
    return {
      previousSecret: () => this.#open(sealed, previousSecretOf(item.id)),
      worked: () => {
        note("worked", () => {
          this.#worked.set(item.id, rotation.since);
          return withoutRotation(this.#records.get(item.id));
        });
      },
      rejected: (reason) => {
        note("was rejected", () => ({
          ...this.#records.get(item.id),
          rotation: { since: rotation.since, rejected: reason },
        }));
      },
    };
  }

  /** For a hub that keeps a copy and asks providers itself. Undefined where nothing is being changed. */
  async forCopy(id: string): Promise<{ since: string; previous_client_secret: string } | undefined> {
    const record = this.#records.list.get(id);
    const underWay = record && this.underWay(record);
    if (!underWay || !record.rotation) return undefined;
    const previous_client_secret = await underWay.previousSecret();
    return previous_client_secret === undefined ? undefined : { since: record.rotation.since, previous_client_secret };
  }

  /** What such a hub has seen of the rotation that began then. @param reason what the provider answered */
  seen(id: string, since: string, outcome: "worked" | "rejected", reason: string): void {
    const record = this.#records.list.get(id);
    if (record?.rotation?.since !== since) return;
    if (outcome === "worked") this.underWay(record)?.worked();
    else this.underWay(record)?.rejected(reason);
  }

  /** Stores what a request has shown, unless the credential has another secret by now. */
  async #note({ item: { id }, sealed_client_secret }: StoredCredential, change: () => StoredCredential): Promise<void> {
    await this.#records.inTurn(id, async () => {
      const now = this.#records.list.get(id);
      if (!now?.rotation || !this.#records.keyring.isSame(now.sealed_client_secret, sealed_client_secret)) return;
      const changed = change();
      if (isDeepStrictEqual(changed, now)) return;
      await this.#records.save(changed);
      if (!changed.rotation) await this.#records.purge();
    });
  }

  /** The secret that is known to have worked: never one that was itself not used yet. */
  async #toKeep(before: StoredCredential, wanted: string, stored: string | undefined): Promise<string | undefined> {
    const known = (await this.underWay(before)?.previousSecret()) ?? stored;
    return known === wanted ? undefined : known;
  }

  async #use(before: StoredCredential, secret: string, toKeep: string | undefined): Promise<Credential> {
    const { id } = before.item;
    const item = { ...before.item, updated_at: new Date().toISOString() };
    const record = await this.#records.withSecret({ ...withoutRotation(before), item }, secret);
    const kept = toKeep !== undefined && {
      sealed_previous_client_secret: await this.#records.keyring.seal(toKeep, previousSecretOf(id)),
      rotation: { since: item.updated_at },
    };
    const saved = await this.#records.save({ ...record, ...kept }, secret);
    await tellEntries(this.#host, before.item, saved, true);
    return saved;
  }

  /** One that does not open any more is replaced, and can't be kept. */
  async #open(sealed: string, binding: Binding): Promise<string | undefined> {
    try {
      return await this.#records.keyring.unseal(sealed, binding);
    } catch (error) {
      this.#host.log.error(`A secret of ${binding.record} is lost to its rotation`, error);
      return undefined;
    }
  }

  #shown({ item, rotation }: StoredCredential): Rotation | undefined {
    const application_credentials_id = item.id;
    if (rotation) {
      const { since, rejected: reason } = rotation;
      if (reason === undefined) return { application_credentials_id, since, state: "unused" };
      return { application_credentials_id, since, state: "rejected", reason };
    }
    const since = this.#worked.get(item.id);
    return since === undefined ? undefined : { application_credentials_id, since, state: "worked" };
  }

  #tell(): void {
    if (this.#listeners.size === 0) return;
    const rotations = this.all();
    const told = JSON.stringify(rotations);
    if (told === this.#told) return;
    this.#told = told;
    for (const listener of this.#listeners) listener(rotations);
  }
}
