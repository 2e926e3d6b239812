import { randomUUID } from "node:crypto";
import type {
  Application,
  createApplication,
  rotateApplicationSecret,
  updateApplication,
} from "../../protocol/applications.ts";
import type { ArgsOf } from "../../protocol/command.ts";
import { homeAssistantError, notFound } from "../../protocol/errors.ts";
import type { ReadyJson } from "../commands.ts";
import { Serialiser } from "../serialise.ts";
import type { Collection, Store } from "../store/store.ts";
import { ApplicationList } from "./application-list.ts";
import type { StoredApplication } from "./application-record.ts";
import { isLive, isSecretOf, newSecret } from "./client-secret.ts";

type NewApplication = ArgsOf<typeof createApplication>;

/** The most that a hub keeps; a list of that many is still quick. */
const MAX_APPLICATIONS = 20_000;

/** The hub's OAuth applications: PROTOCOL section 6. */
export class Applications {
  readonly #disk: Collection<StoredApplication>;
  readonly #list: ApplicationList;
  readonly #changes = new Serialiser();
  #sequence: number;

  static async load(store: Store): Promise<Applications> {
    const disk = store.collection<StoredApplication>("applications", { version: 1 });
    const records = (await disk.entries()).map(([, record]) => record).sort((a, b) => a.sequence - b.sequence);
    return new Applications(disk, records);
  }

  private constructor(disk: Collection<StoredApplication>, records: readonly StoredApplication[]) {
    this.#disk = disk;
    this.#list = new ApplicationList(records);
    this.#sequence = records.at(-1)?.sequence ?? 0;
  }

  listJson(): ReadyJson {
    return this.#list.listJson();
  }

  all(): Application[] {
    return this.#list.all().map(({ item }) => item);
  }

  known(id: string): Application | undefined {
    return this.#list.get(id)?.item;
  }

  withClientId(clientId: string): Application | undefined {
    return this.#list.withClientId(clientId)?.item;
  }

  /** @throws CommandError `not_found` */
  get(id: string): Application {
    return this.#existing(id).item;
  }

  /** Whether a confidential application shows one of its secrets; in constant time. */
  isSecretOf(clientId: string, given: string): boolean {
    return isSecretOf(this.#list.withClientId(clientId)?.secrets ?? [], given);
  }

  /** @returns the application, and its secret where it is confidential: this once. */
  async create({ client_type, ...fields }: NewApplication): Promise<Application & { client_secret?: string }> {
    const made = client_type === "confidential" ? newSecret() : undefined;
    const at = new Date().toISOString();
    const item: Application = {
      id: newId(),
      ...fields,
      client_id: newId(),
      type: client_type,
      enabled: true,
      created_at: at,
      updated_at: at,
    };
    await this.add(item, made ? [made.stored] : []);
    return made ? { ...item, client_secret: made.secret } : item;
  }

  /** Keeps an application that has its id already. @throws CommandError `home_assistant_error` when there are too many. */
  async add(item: Application, secrets: StoredApplication["secrets"]): Promise<void> {
    if (this.#list.size >= MAX_APPLICATIONS)
      throw homeAssistantError(`There are ${MAX_APPLICATIONS} applications already: delete some that nobody uses.`);
    this.#sequence += 1;
    await this.#save({ item, sequence: this.#sequence, secrets });
  }

  /** @throws CommandError `not_found` */
  update({ application_id, ...changes }: ArgsOf<typeof updateApplication>): Promise<Application> {
    return this.#change(application_id, (record) => {
      const { item } = record;
      const { name = item.name, redirect_uris = item.redirect_uris, scopes = item.scopes } = changes;
      const { enabled = item.enabled } = changes;
      return {
        ...record,
        item: { ...item, name, redirect_uris, scopes, enabled, updated_at: new Date().toISOString() },
      };
    });
  }

  /** @throws CommandError `not_found` */
  delete(id: string): Promise<void> {
    return this.#changes.run(id, async () => {
      const record = this.#existing(id);
      await this.#disk.delete(id);
      this.#list.remove(record);
    });
  }

  /** @throws CommandError `not_found`; `home_assistant_error` for a public one. */
  async rotateSecret({ application_id, overlap_seconds }: ArgsOf<typeof rotateApplicationSecret>): Promise<string> {
    const { secret, stored } = newSecret();
    await this.#change(application_id, ({ secrets, ...record }) => {
      const [current] = secrets;
      if (!current) throw homeAssistantError("A public application has no secret");
      const ends_at = new Date(Date.now() + overlap_seconds * 1_000).toISOString();
      return { ...record, secrets: overlap_seconds === 0 ? [stored] : [stored, { ...current, ends_at }] };
    });
    return secret;
  }

  /** @throws CommandError `not_found` */
  async endPreviousSecret(id: string): Promise<void> {
    await this.#change(id, (record) => ({ ...record, secrets: record.secrets.slice(0, 1) }));
  }

  /** Notes that it was used, at most once a minute. */
  async used(id: string): Promise<void> {
    const { last_used_at } = this.#list.get(id)?.item ?? {};
    if (last_used_at !== undefined && Date.now() - Date.parse(last_used_at) < MINUTE) return;
    await this.#changes.run(id, async () => {
      const record = this.#list.get(id);
      if (record) await this.#save({ ...record, item: { ...record.item, last_used_at: new Date().toISOString() } });
    });
  }

  /** When the secret in use was made, and when the former one ends. */
  secretsOf(id: string): { readonly created_at?: string; readonly previous_ends_at?: string } {
    const [current, previous] = this.#existing(id).secrets.filter(isLive);
    return {
      ...(current && { created_at: current.created_at }),
      ...(previous?.ends_at !== undefined && { previous_ends_at: previous.ends_at }),
    };
  }

  /** First every application as `added`, then each change. @returns what ends it. */
  subscribe(send: (event: ReadyJson | object[]) => void): () => void {
    send(this.#list.addedJson());
    return this.#list.watch(send);
  }

  /** Hears of each change once it is on disk. @returns what ends it. */
  watch(listener: Parameters<ApplicationList["watch"]>[0]): () => void {
    return this.#list.watch(listener);
  }

  /** Changes a record in the queue of its writers. */
  async #change(id: string, change: (record: StoredApplication) => StoredApplication): Promise<Application> {
    return this.#changes.run(id, async () => (await this.#save(change(this.#existing(id)))).item);
  }

  async #save(record: StoredApplication): Promise<StoredApplication> {
    await this.#disk.put(record.item.id, record);
    this.#list.set(record);
    return record;
  }

  #existing(id: string): StoredApplication {
    const record = this.#list.get(id);
    if (!record) throw notFound(`Unable to find application_id ${id}`);
    return record;
  }
}

const MINUTE = 60_000;
const newId = (): string => randomUUID().replaceAll("-", "");
