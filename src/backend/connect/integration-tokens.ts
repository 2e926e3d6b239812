import { randomBytes, randomUUID } from "node:crypto";
import type { IntegrationToken } from "../../protocol/connect.ts";
import { notFound } from "../../protocol/errors.ts";
import { digestOf } from "../digest.ts";
import type { Caller, Host } from "../host.ts";
import { Records } from "../store/records.ts";
import type { Store } from "../store/store.ts";

/** Only the digest of a token is kept: 256 random bits need no slow hash. */
interface StoredToken extends IntegrationToken {
  readonly digest: string;
}

/** Tells our tokens apart from a user's access token without a look-up. */
const PREFIX = "acit_";

/** Tokens with which software outside the process acts as one integration: PROTOCOL section 3. */
export class IntegrationTokens {
  readonly #host: Host;
  readonly #records: Records<StoredToken>;
  readonly #byDigest: Map<string, StoredToken>;

  static async load(store: Store, host: Host): Promise<IntegrationTokens> {
    const records = await Records.load<StoredToken>(store, "integration_tokens", ({ created_at }) => created_at);
    return new IntegrationTokens(host, records);
  }

  private constructor(host: Host, records: Records<StoredToken>) {
    this.#host = host;
    this.#records = records;
    this.#byDigest = new Map(records.values().map((record) => [record.digest, record]));
  }

  /** Who signs in with this token, if it is one of ours. */
  authenticate(token: string): Caller | undefined {
    if (!token.startsWith(PREFIX)) return undefined;
    const found = this.#byDigest.get(digestOf(token));
    return found && { kind: "integration", token_id: found.token_id, domain: found.domain, name: found.name };
  }

  known(tokenId: string): IntegrationToken | undefined {
    return this.#records.get(tokenId);
  }

  list(): IntegrationToken[] {
    return this.#records.values().map(({ digest: _digest, ...shown }) => shown);
  }

  async create(domain: string, name: string): Promise<{ token_id: string; token: string }> {
    const token = PREFIX + randomBytes(32).toString("base64url");
    const token_id = randomUUID().replaceAll("-", "");
    const record = { token_id, domain, name, created_at: new Date().toISOString(), digest: digestOf(token) };
    await this.#records.put(token_id, record);
    this.#byDigest.set(record.digest, record);
    return { token_id, token };
  }

  /** @throws CommandError `not_found` */
  async revoke(tokenId: string): Promise<void> {
    const record = this.#records.get(tokenId);
    if (!record) throw notFound(`Unable to find token_id ${tokenId}`);
    await this.#records.delete(tokenId);
    this.#byDigest.delete(record.digest);
    this.#host.disconnect((caller) => caller.kind === "integration" && caller.token_id === tokenId);
  }
}
