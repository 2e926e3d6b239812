import type { Keyring } from "../store/keyring.ts";
import type { Collection, Store } from "../store/store.ts";
import type { TokenSet } from "./token-endpoint.ts";

/** An account that somebody connected: one for each config entry. */
export interface Connection {
  readonly entry_id: string;
  readonly domain: string;
  /** `auth_domain ?? id` of the credential it was made with. */
  readonly implementation: string;
  /** Milliseconds since 1970. */
  readonly expires_at: number;
  readonly scope: string;
  readonly token_type: string;
  /** Set once the provider rejected the refresh token: why somebody has to sign in again. */
  readonly rejected?: string;
  /** Sealed JSON of the access and the refresh token. */
  readonly tokens: string;
}

interface Secrets {
  readonly access_token: string;
  readonly refresh_token?: string;
}

/** Connections in memory and on disk; their tokens sealed in both. */
export class ConnectionStore {
  readonly #keyring: Keyring;
  readonly #collection: Collection<Connection>;
  readonly #byEntry: Map<string, Connection>;

  static async load(store: Store, keyring: Keyring): Promise<ConnectionStore> {
    const collection = store.collection<Connection>("connections", { version: 1 });
    return new ConnectionStore(keyring, collection, new Map(await collection.entries()));
  }

  private constructor(keyring: Keyring, collection: Collection<Connection>, byEntry: Map<string, Connection>) {
    this.#keyring = keyring;
    this.#collection = collection;
    this.#byEntry = byEntry;
  }

  get(entryId: string): Connection | undefined {
    return this.#byEntry.get(entryId);
  }

  /** Resolves when the tokens are on disk; only then may they be used. */
  async save(
    base: Pick<Connection, "entry_id" | "domain" | "implementation" | "scope">,
    set: TokenSet,
  ): Promise<Connection> {
    const { access_token, refresh_token, token_type, expires_at, scope = base.scope } = set;
    const secrets: Secrets = { access_token, ...(refresh_token && { refresh_token }) };
    const tokens = await this.#keyring.seal(JSON.stringify(secrets), tokensOf(base.entry_id));
    const { entry_id, domain, implementation } = base;
    return this.#put({ entry_id, domain, implementation, scope, token_type, expires_at, tokens });
  }

  async markRejected(entryId: string, rejected: string): Promise<void> {
    const connection = this.#byEntry.get(entryId);
    if (connection) await this.#put({ ...connection, rejected });
  }

  /** @throws SealError */
  async secrets({ entry_id, tokens }: Connection): Promise<Secrets> {
    return JSON.parse(await this.#keyring.unseal(tokens, tokensOf(entry_id))) as Secrets;
  }

  async delete(entryId: string): Promise<void> {
    await this.#collection.delete(entryId);
    this.#byEntry.delete(entryId);
  }

  async #put(connection: Connection): Promise<Connection> {
    await this.#collection.put(connection.entry_id, connection);
    this.#byEntry.set(connection.entry_id, connection);
    return connection;
  }
}

const tokensOf = (entryId: string) => ({ record: `connections/${entryId}`, field: "tokens" });
