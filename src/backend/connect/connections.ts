import type { ResultOf } from "../../protocol/command.ts";
import type { accessToken } from "../../protocol/connect.ts";
import {
  type CommandError,
  homeAssistantError,
  invalidConfigEntryId,
  providerUnavailable,
  reauthRequired,
} from "../../protocol/errors.ts";
import type { EntryAccess, Host } from "../host.ts";
import type { ClientDirectory } from "./client-directory.ts";
import type { Connection, ConnectionStore } from "./connection-store.ts";
import type { ProviderError } from "./provider-error.ts";
import { refreshTokens, type TokenSet } from "./token-endpoint.ts";

type AccessToken = ResultOf<typeof accessToken>;

/** A token with less life left than this is refreshed before it is handed out. */
const MARGIN_MS = 20_000;

/** The accounts that people connected, and their tokens: PROTOCOL section 5. */
export class Connections {
  readonly #host: Host;
  readonly #store: ConnectionStore;
  readonly #clients: ClientDirectory;
  /** Refreshes under way: whoever asks meanwhile waits for the same one. */
  readonly #refreshes = new Map<string, Promise<Connection>>();

  constructor(host: Host, store: ConnectionStore, clients: ClientDirectory) {
    this.#host = host;
    this.#store = store;
    this.#clients = clients;
  }

  /** Keeps the tokens of a finished authorization; resolves when they are on disk. */
  async connect(
    base: Pick<Connection, "entry_id" | "domain" | "implementation" | "scope">,
    tokens: TokenSet,
  ): Promise<void> {
    await this.#store.save(base, tokens);
  }

  /** Drops an entry's tokens. */
  async forget(entryId: string): Promise<void> {
    // A refresh under way would write the record again after it was deleted.
    await this.#refreshes.get(entryId)?.catch(() => {});
    await this.#store.delete(entryId);
  }

  /** For an integration in the process. */
  access(entryId: string): EntryAccess {
    return {
      entry_id: entryId,
      token: async () => (await this.token(entryId)).access_token,
      renew: async () => {
        const renewed = await this.#refreshOnce(this.#usable(entryId));
        return (await this.#store.secrets(renewed)).access_token;
      },
    };
  }

  /**
   * A token with at least 20 s of life.
   * @throws CommandError `reauth_required`, `provider_unavailable`, `invalid_config_entry_id`, or
   * `home_assistant_error` where the credential is to blame.
   */
  async token(entryId: string): Promise<AccessToken> {
    const connection = this.#usable(entryId);
    const valid = connection.expires_at - Date.now() >= MARGIN_MS ? connection : await this.#refreshOnce(connection);
    const { access_token } = await this.#store.secrets(valid);
    return {
      access_token,
      token_type: valid.token_type,
      expires_at: new Date(valid.expires_at).toISOString(),
      scope: valid.scope,
    };
  }

  #usable(entryId: string): Connection {
    const connection = this.#store.get(entryId);
    if (!connection) throw invalidConfigEntryId("There is no connected account with this entry_id");
    if (connection.rejected) throw reauthRequired(connection.rejected);
    return connection;
  }

  #refreshOnce(connection: Connection): Promise<Connection> {
    const { entry_id } = connection;
    const underWay = this.#refreshes.get(entry_id);
    if (underWay) return underWay;
    const refresh = this.#refresh(connection).finally(() => this.#refreshes.delete(entry_id));
    this.#refreshes.set(entry_id, refresh);
    return refresh;
  }

  async #refresh(connection: Connection): Promise<Connection> {
    const { refresh_token } = await this.#store.secrets(connection);
    if (!refresh_token) {
      return this.#requireReauth(connection, "The provider gave no refresh token, and the access token has ended.");
    }
    const client = await this.#clients.find(connection.domain, connection.implementation);
    let tokens: TokenSet;
    try {
      tokens = await refreshTokens(client, refresh_token);
    } catch (error) {
      return this.#refreshFailed(connection, error as ProviderError, client.credential_name);
    }
    return this.#store.save(connection, tokens);
  }

  async #refreshFailed(connection: Connection, error: ProviderError, credential: string): Promise<never> {
    if (error.kind === "invalid_grant") return this.#requireReauth(connection, error.message);
    this.#host.log.warn(`The token of entry ${connection.entry_id} was not refreshed: ${error.message}`);
    throw errorFor(error, credential);
  }

  async #requireReauth(connection: Connection, reason: string): Promise<never> {
    await this.#store.markRejected(connection.entry_id, reason);
    await this.#host.requireReauth(connection.entry_id, reason);
    throw reauthRequired(reason);
  }
}

function errorFor(error: ProviderError, credential: string): CommandError {
  if (error.kind === "unavailable") return providerUnavailable(error.message);
  if (error.kind === "invalid_client") {
    return homeAssistantError(
      `The credential “${credential}” is not accepted: ${error.message} Edit it, then try again.`,
    );
  }
  return homeAssistantError(error.message);
}
