import * as v from "valibot";
import type { Accounts } from "../accounts.ts";
import { type Behaviour, BehaviourChange, type BehaviourSettings } from "../behaviour.ts";
import type { Clients, ListedClient, NewClient } from "../clients.ts";
import type { Database } from "../database.ts";
import { HttpError } from "../http/exchange.ts";
import { expireAccessTokens, revokeRefreshTokens } from "../tokens.ts";

const text = v.pipe(v.string(), v.trim(), v.minLength(1));
/** What a client's redirect URI may be: absolute, http or https, without a fragment (RFC 6749, section 3.1.2). */
const RedirectUri = v.pipe(
  text,
  v.maxLength(2_048),
  v.check((uri) => {
    const url = URL.parse(uri);
    return url !== null && /^https?:$/.test(url.protocol) && !uri.includes("#");
  }),
);
const NewClientFields = v.strictObject({ name: v.pipe(text, v.maxLength(100)), redirect_uri: v.optional(RedirectUri) });
const RevokeFields = v.strictObject({ user: v.optional(v.pipe(v.string(), v.maxLength(100))) });
const NoFields = v.strictObject({});

export interface ConsoleParts {
  readonly accounts: Accounts;
  readonly behaviour: Behaviour;
  readonly clients: Clients;
  readonly database: Database;
  /** The hub's, offered for new clients. */
  readonly redirectUri: string;
}

/** What can be done at the console, for its page and its JSON API alike. Fields come in unchecked. */
export class ConsoleActions {
  readonly #parts: ConsoleParts;

  constructor(parts: ConsoleParts) {
    this.#parts = parts;
  }

  listClients(): Promise<ListedClient[]> {
    return this.#parts.clients.list();
  }

  async createClient(fields: unknown): Promise<NewClient> {
    const { name, redirect_uri } = check(NewClientFields, fields);
    return this.#parts.clients.create(name, redirect_uri ?? this.#parts.redirectUri);
  }

  async renewSecret(clientId: string, fields: unknown): Promise<NewClient> {
    check(NoFields, fields);
    const renewed = await this.#parts.clients.renewSecret(clientId);
    if (!renewed) throw new HttpError(404, "not_found");
    return renewed;
  }

  async deleteClient(clientId: string): Promise<{ deleted: number }> {
    if (!(await this.#parts.clients.delete(clientId))) throw new HttpError(404, "not_found");
    return { deleted: 1 };
  }

  settings(): BehaviourSettings {
    return this.#parts.behaviour.settings;
  }

  changeBehaviour(fields: unknown): BehaviourSettings {
    this.#parts.behaviour.change(check(BehaviourChange, fields));
    return this.settings();
  }

  resetBehaviour(fields: unknown): BehaviourSettings {
    check(NoFields, fields);
    this.#parts.behaviour.reset();
    return this.settings();
  }

  async expireAccessTokens(fields: unknown): Promise<{ expired: number }> {
    check(NoFields, fields);
    return { expired: await expireAccessTokens(this.#parts.database) };
  }

  /** `user` is a name as it was signed in with; absent or blank: everybody. */
  async revokeRefreshTokens(fields: unknown): Promise<{ revoked: number }> {
    const { user = "" } = check(RevokeFields, fields);
    if (user === "") return { revoked: await revokeRefreshTokens(this.#parts.database) };
    const account = await this.#parts.accounts.findByName(user);
    if (!account) throw new HttpError(404, "not_found");
    return { revoked: await revokeRefreshTokens(this.#parts.database, account.sub) };
  }
}

function check<Schema extends v.GenericSchema>(schema: Schema, fields: unknown): v.InferOutput<Schema> {
  const checked = v.safeParse(schema, fields);
  if (!checked.success) throw new HttpError(400, "invalid_request");
  return checked.output;
}
