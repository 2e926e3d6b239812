import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { AllClientMetadata } from "oidc-provider";
import type { Database } from "./database.ts";
import { endTokensOfClient } from "./tokens.ts";

/** A client as the console shows it. */
export interface ListedClient {
  readonly client_id: string;
  readonly name: string;
  readonly redirect_uris: readonly string[];
  /** ISO 8601. */
  readonly created_at: string;
  /** Made by the provider for an integration that brings its credential; can't be deleted. */
  readonly own: boolean;
}

/** The only answer that ever holds the secret. */
export interface NewClient extends ListedClient {
  readonly client_secret: string;
}

/** `oidc-provider` reads clients from the collection of this name. */
const KIND = "Client";

/** Its metadata (OpenID Connect Registration, section 2), and two fields of ours that `oidc-provider` passes over. */
type ClientRecord = AllClientMetadata & { readonly created_at: string; readonly own: boolean };

/** Everybody who may ask for tokens. Of a secret only the digest is kept: it is 256 random bits. */
export class Clients {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Makes or renews the provider's own client; its redirect URI follows the hub's. */
  async putOwn(client: { client_id: string; client_secret: string; name: string; redirectUri: string }): Promise<void> {
    const known = await this.#database.get<ClientRecord>(KIND, client.client_id);
    const created_at = known?.created_at ?? new Date().toISOString();
    await this.#put(metadata({ ...client, created_at, own: true }));
  }

  async create(name: string, redirectUri: string): Promise<NewClient> {
    const client_id = `mail-${randomBytes(9).toString("hex")}`;
    const client_secret = randomBytes(32).toString("base64url");
    const record = metadata({
      client_id,
      client_secret,
      name,
      redirectUri,
      created_at: new Date().toISOString(),
      own: false,
    });
    await this.#put(record);
    return { ...listed(record), client_secret };
  }

  /** A new secret in the place of the old one, which ends at once. @returns undefined where there is none to renew. */
  async renewSecret(clientId: string): Promise<NewClient | undefined> {
    const record = await this.#database.get<ClientRecord>(KIND, clientId);
    if (!record || record.own) return undefined;
    const client_secret = randomBytes(32).toString("base64url");
    const renewed = { ...record, client_secret: digest(client_secret) };
    await this.#put(renewed);
    return { ...listed(renewed), client_secret };
  }

  /** In the order of their creation. */
  async list(): Promise<ListedClient[]> {
    const all = (await this.#database.entries<ClientRecord>(KIND)).map(([, record]) => listed(record));
    return all.sort((one, other) => one.created_at.localeCompare(other.created_at));
  }

  /** Ends what it was given, too. @returns whether there was one that may be deleted. */
  async delete(clientId: string): Promise<boolean> {
    const record = await this.#database.get<ClientRecord>(KIND, clientId);
    if (!record || record.own) return false;
    await this.#database.delete(KIND, clientId);
    await endTokensOfClient(this.#database, clientId);
    return true;
  }

  #put(record: ClientRecord): Promise<void> {
    return this.#database.put(KIND, record.client_id as string, record);
  }
}

/** Whether a secret that came in is the one whose digest is kept; in constant time. */
export function sameSecret(keptDigest: string | undefined, given: string): boolean {
  return keptDigest !== undefined && timingSafeEqual(Buffer.from(digest(given)), Buffer.from(keptDigest));
}

const digest = (secret: string) => createHash("sha256").update(secret).digest("base64url");

interface ClientFacts {
  readonly client_id: string;
  readonly client_secret: string;
  readonly name: string;
  readonly redirectUri: string;
  readonly created_at: string;
  readonly own: boolean;
}

const metadata = ({ client_id, client_secret, name, redirectUri, created_at, own }: ClientFacts): ClientRecord => ({
  client_id,
  client_secret: digest(client_secret),
  client_name: name,
  redirect_uris: [redirectUri],
  grant_types: ["authorization_code", "refresh_token"],
  response_types: ["code"],
  // It accepts the secret in the form as well (RFC 6749, section 2.3.1).
  token_endpoint_auth_method: "client_secret_basic",
  created_at,
  own,
});

const listed = (record: ClientRecord): ListedClient => ({
  client_id: record.client_id as string,
  name: record.client_name ?? "",
  redirect_uris: record.redirect_uris ?? [],
  created_at: record.created_at,
  own: record.own,
});
