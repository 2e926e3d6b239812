import type { AdoptedCredential } from "../../protocol/bridge-values.ts";
import type { ArgsOf } from "../../protocol/command.ts";
import type {
  Credential,
  CredentialChange,
  createCredential,
  importCredential,
  updateCredential,
} from "../../protocol/credentials.ts";
import { homeAssistantError, invalidFormat } from "../../protocol/errors.ts";
import type { ReadyJson } from "../commands.ts";
import type { CredentialsHost } from "../host.ts";
import type { Keyring } from "../store/keyring.ts";
import type { Store } from "../store/store.ts";
import type { ClientAuthentication } from "./client-authentication.ts";
import type { CopyChange } from "./credential-list.ts";
import { CredentialRecords } from "./credential-records.ts";
import { rememberMethod } from "./remember-method.ts";
import { Rotations } from "./rotations.ts";
import { freeId } from "./slugify.ts";
import { hintOf, implementationOf, nameOf, secretOf, withoutRotation } from "./stored-credential.ts";
import { tellEntries } from "./tell-entries.ts";
import { isInUse } from "./usage.ts";

/** Home Assistant's name for a credential that an integration imported without one. */
const IMPORT_NAME = "Import from configuration.yaml";

type New = ArgsOf<typeof createCredential> & {
  readonly source: Credential["source"];
  /** The one that it had elsewhere: entries there record it. Kept where it is free. */
  readonly id?: string | undefined;
};

/** The hub's application credentials: PROTOCOL section 4. */
export class Credentials {
  readonly #host: CredentialsHost;
  readonly #records: CredentialRecords;
  readonly rotations: Rotations;
  /** Credentials with which a sign-in is being finished, by id: how many. */
  readonly #held = new Map<string, number>();
  /** Who else keeps credentials from being deleted. */
  readonly #keepers: ((id: string) => boolean)[] = [];
  /** Ids of creations that are on their way to the disk. */
  readonly #reserved = new Set<string>();
  #sequence: number;

  static async load(store: Store, keyring: Keyring, host: CredentialsHost): Promise<Credentials> {
    return new Credentials(host, await CredentialRecords.load(store, keyring));
  }

  private constructor(host: CredentialsHost, records: CredentialRecords) {
    this.#host = host;
    this.#records = records;
    this.rotations = new Rotations(records, host);
    this.#sequence = records.list.lastSequence;
  }

  listJson(): ReadyJson {
    return this.#records.list.listJson();
  }

  all(): Credential[] {
    return this.#records.list.all().map(({ item }) => item);
  }

  known(id: string): Credential | undefined {
    return this.#records.list.get(id)?.item;
  }

  /** @throws CommandError `not_found`. */
  get(id: string): Credential {
    return this.#records.get(id).item;
  }

  /** With what a flow of this domain can sign in; several credentials with one `auth_domain` are one implementation. */
  implementations(domain: string): { id: string; name: string }[] {
    const names = this.#ofDomain(domain).map((item) => [implementationOf(item), nameOf(item)] as const);
    return [...new Map(names.reverse())].map(([id, name]) => ({ id, name })).reverse();
  }

  /** The credential that `auth_implementation` of an entry means. */
  byImplementation(domain: string, implementation: string | undefined): Credential | undefined {
    return this.#ofDomain(domain).find((item) => implementationOf(item) === implementation);
  }

  /** The secret in clear, for the moment of a request to the provider. @throws CommandError `not_found`; SealError */
  async secret(id: string): Promise<string> {
    return (await this.authentication(id)).client_secret;
  }

  /** The same, and all else that a request needs to show which client asks. @throws CommandError `not_found`; SealError */
  async authentication(id: string): Promise<ClientAuthentication> {
    const record = this.#records.get(id);
    return {
      client_secret: await this.#records.keyring.unseal(record.sealed_client_secret, secretOf(id)),
      rotation: this.rotations.underWay(record),
      method: record.authentication_method,
      methodWorked: (method) => rememberMethod(this.#records, record, method, this.#host.log),
    };
  }

  /**
   * Keeps a credential from being deleted while work is done that will make an entry of it.
   * @throws CommandError `not_found` when it was deleted before.
   */
  async hold<Result>(id: string, work: () => Promise<Result>): Promise<Result> {
    await this.#records.inTurn(id, async () => {
      this.#records.get(id);
      this.#held.set(id, (this.#held.get(id) ?? 0) + 1);
    });
    try {
      return await work();
    } finally {
      const left = (this.#held.get(id) ?? 1) - 1;
      if (left > 0) this.#held.set(id, left);
      else this.#held.delete(id);
    }
  }

  /** Keeps a credential from being deleted as long as this says so: entries are on their way to it. */
  keepWhile(keeps: (id: string) => boolean): void {
    this.#keepers.push(keeps);
  }

  /** Sends every item as `added`, then each change; returns what ends it. */
  subscribe(send: (changes: ReadyJson | CredentialChange[]) => void): () => void {
    send(this.#records.list.addedJson());
    return this.#records.list.watch(send);
  }

  /** Each change with its secret, after it is on disk and before its command is answered: for a hub that keeps a copy. */
  keepCopy(take: (change: CopyChange) => void): void {
    this.#records.list.keepCopy(take);
  }

  /** Takes a credential over that another keeper had: id, source and times stay, and nothing of it is judged. */
  async adopt({ client_secret, ...given }: AdoptedCredential): Promise<void> {
    const sequence = ++this.#sequence;
    const now = new Date().toISOString();
    const source = given.source ?? (given.auth_domain === undefined ? "user" : "import");
    const { created_at = now, updated_at = now } = given;
    const item = { ...given, source, created_at, updated_at, client_secret_hint: hintOf(client_secret) };
    const sealed_client_secret = await this.#records.keyring.seal(client_secret, secretOf(item.id));
    const imported = source === "import" && { imported_fingerprint: this.#records.keyring.fingerprint(client_secret) };
    await this.#records.save({ item, sealed_client_secret, sequence, ...imported }, client_secret);
  }

  /** Forgets everything, in use or not: before another keeper's credentials are taken over from the start. */
  async clear(): Promise<void> {
    await Promise.all(this.all().map(({ id }) => this.#records.delete(id)));
  }

  /** @throws CommandError `invalid_format` where no integration or endpoint of its own would use it. */
  async create(args: ArgsOf<typeof createCredential>): Promise<Credential> {
    return this.#add({ ...args, source: "user" });
  }

  /** Takes one over from a file; `source` follows Home Assistant, where only imported ones have an `auth_domain`. @throws as `create` */
  async takeIn(item: Omit<New, "source">): Promise<Credential> {
    return this.#add({ ...item, source: item.auth_domain === undefined ? "user" : "import" });
  }

  /**
   * Home Assistant's `async_import_client_credential`, and what it lacks: a secret that the integration changed is
   * taken over, unless the one imported last is the same and a person edited it since.
   */
  async import(args: ArgsOf<typeof importCredential>): Promise<Credential> {
    const wanted = { ...args, auth_domain: args.auth_domain ?? args.domain, name: args.name || IMPORT_NAME };
    const key = JSON.stringify([wanted.domain, wanted.client_id, wanted.auth_domain]);
    return this.#records.inTurn(`import ${key}`, async () => {
      const same = this.#records.list.all().filter(({ item }) => isSameClient(item, wanted));
      const imported = same.find(({ item }) => item.source === "import" && item.auth_domain === wanted.auth_domain);
      const takenOver = imported && (await this.#takeOver(imported.item.id, wanted.client_secret));
      if (takenOver) return takenOver;
      const typedIn = same.find(({ item }) => item.source === "user");
      if (typedIn) return typedIn.item;
      return this.#add({ ...wanted, source: "import" });
    });
  }

  /** An absent or blank secret keeps the stored one. The id stays, so that entries go on. */
  async update({ application_credentials_id: id, ...changes }: ArgsOf<typeof updateCredential>): Promise<Credential> {
    return this.#records.inTurn(id, async () => {
      const before = this.#records.get(id);
      const { client_secret, name, client_id = before.item.client_id, ...rest } = changes;
      const item = { ...before.item, ...rest, client_id, updated_at: new Date().toISOString() };
      if (name) item.name = name;
      else if (name === "") delete item.name;
      // A secret of another client is no way back.
      const same = client_id === before.item.client_id ? before : withoutRotation(before);
      const saved = await this.#records.save(
        await this.#records.withSecret({ ...same, item }, client_secret),
        client_secret,
      );
      await tellEntries(this.#host, before.item, saved, !!client_secret);
      return saved;
    });
  }

  /** @throws CommandError `not_found`, or `home_assistant_error` when an entry uses it. */
  async delete(id: string): Promise<void> {
    await this.#records.inTurn(id, async () => {
      const { item } = this.#records.get(id);
      const isKept = this.#held.has(id) || this.#keepers.some((keeps) => keeps(id));
      if (isKept || isInUse(item, this.#host.entries())) {
        throw homeAssistantError(`Cannot delete credential in use by integration ${item.domain}`);
      }
      await this.#records.delete(id);
    });
  }

  /** The records, for whoever seals them anew. */
  get sealed(): CredentialRecords {
    return this.#records;
  }

  /** The ids of those whose secrets no key here opens, as after a restore without the key. */
  secretsLost(): string[] {
    return this.#records.secretsLost();
  }

  /** @returns what ends it. */
  watch(listener: (changes: CredentialChange[]) => void): () => void {
    return this.#records.list.watch(listener);
  }

  #ofDomain(domain: string): Credential[] {
    return this.all().filter((item) => item.domain === domain);
  }

  async #add({ client_secret, source, id: wanted, ...args }: New): Promise<Credential> {
    if (!args.authorization_server && !this.#host.takesCredentials(args.domain)) {
      throw invalidFormat(`No application_credentials platform for ${args.domain}`);
    }
    const isTaken = (taken: string) => this.#reserved.has(taken) || !!this.#records.list.get(taken);
    const id = wanted !== undefined && !isTaken(wanted) ? wanted : freeId(args.domain, args.client_id, isTaken);
    this.#reserved.add(id);
    const sequence = ++this.#sequence;
    const now = new Date().toISOString();
    const { name, ...fields } = args;
    const times = { created_at: now, updated_at: now };
    const item = { id, ...fields, ...(name && { name }), source, ...times, client_secret_hint: hintOf(client_secret) };
    const imported = source === "import" && { imported_fingerprint: this.#records.keyring.fingerprint(client_secret) };
    try {
      const sealed_client_secret = await this.#records.keyring.seal(client_secret, secretOf(id));
      return await this.#records.save({ item, sealed_client_secret, sequence, ...imported }, client_secret);
    } finally {
      this.#reserved.delete(id);
    }
  }

  /** @returns undefined when somebody deleted it meanwhile. */
  async #takeOver(id: string, secret: string): Promise<Credential | undefined> {
    return this.#records.inTurn(id, async () => {
      const before = this.#records.list.get(id);
      if (!before) return undefined;
      const imported_fingerprint = this.#records.keyring.fingerprint(secret);
      if (before.imported_fingerprint === imported_fingerprint) return before.item;
      const item = { ...before.item, updated_at: new Date().toISOString() };
      const saved = await this.#records.save(
        await this.#records.withSecret({ ...before, item, imported_fingerprint }, secret),
        secret,
      );
      await tellEntries(this.#host, before.item, saved, true);
      return saved;
    });
  }
}

const isSameClient = (item: Credential, wanted: { domain: string; client_id: string }): boolean =>
  item.domain === wanted.domain && item.client_id === wanted.client_id;
