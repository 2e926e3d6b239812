import type { ResultOf } from "../../protocol/command.ts";
import type { accessToken } from "../../protocol/connect.ts";
import {
  type CommandError,
  homeAssistantError,
  invalidConfigEntryId,
  providerUnavailable,
  reauthRequired,
} from "../../protocol/errors.ts";
import type { ClientDirectory } from "../connect/client-directory.ts";
import type { ProviderError } from "../connect/provider-error.ts";
import { DEFAULT_EXPIRES_IN_S, refreshTokens, type TokenSet } from "../connect/token-endpoint.ts";
import type { EntryAccess, Host } from "../host.ts";
import type { Account, AccountBase, AccountStore } from "./account-store.ts";

type AccessToken = ResultOf<typeof accessToken>;

/** A token with less life left than this is refreshed before it is handed out. */
const MARGIN_MS = 20_000;

/** The accounts that people connected, and their tokens: PROTOCOL section 5. */
export class Accounts {
  readonly #host: Host;
  readonly #store: AccountStore;
  readonly #clients: ClientDirectory;
  /** Refreshes under way: whoever asks meanwhile waits for the same one. */
  readonly #refreshes = new Map<string, Promise<Account>>();

  constructor(host: Host, store: AccountStore, clients: ClientDirectory) {
    this.#host = host;
    this.#store = store;
    this.#clients = clients;
  }

  /** Keeps the tokens of a finished sign-in; resolves when they are on disk. */
  async connect(base: AccountBase, tokens: TokenSet): Promise<void> {
    await this.#store.connect(base, tokens);
  }

  /** Drops an entry's tokens. */
  async forget(entryId: string): Promise<void> {
    await this.#store.delete(entryId);
  }

  /** Drops tokens whose entry was never made: the hub was killed between the two. */
  async forgetOrphans(): Promise<void> {
    for (const entryId of this.#store.entryIds()) {
      if (this.#host.entry(entryId)) continue;
      this.#host.log.warn(`The account ${entryId} has no entry; its tokens are removed.`);
      await this.forget(entryId);
    }
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
    const valid = await this.#valid(this.#usable(entryId));
    const { access_token } = await this.#store.secrets(valid);
    return {
      access_token,
      token_type: valid.token_type,
      expires_at: new Date(valid.expires_at).toISOString(),
      scope: valid.scope,
    };
  }

  #usable(entryId: string): Account {
    const account = this.#store.get(entryId);
    if (!account) throw invalidConfigEntryId("There is no connected account with this entry_id");
    if (account.rejected) throw reauthRequired(account.rejected);
    return account;
  }

  async #valid(account: Account): Promise<Account> {
    if (account.expires_at - Date.now() >= MARGIN_MS) return account;
    // Nobody said that this token ends; that it did is for the provider's API to say.
    const mayGoOn = account.expiry_assumed && !account.has_refresh_token;
    if (mayGoOn) return { ...account, expires_at: Date.now() + DEFAULT_EXPIRES_IN_S * 1_000 };
    return this.#refreshOnce(account);
  }

  #refreshOnce(account: Account): Promise<Account> {
    const { entry_id } = account;
    const underWay = this.#refreshes.get(entry_id);
    if (underWay) return underWay;
    const refresh = this.#refresh(account).finally(() => this.#refreshes.delete(entry_id));
    this.#refreshes.set(entry_id, refresh);
    return refresh;
  }

  async #refresh(account: Account): Promise<Account> {
    const { refresh_token } = await this.#store.secrets(account);
    if (!refresh_token) {
      return this.#rejected(account, "The provider gave no refresh token, and the access token has ended.");
    }
    const client = await this.#clients.find(account.domain, account.implementation);
    let tokens: TokenSet;
    try {
      tokens = await refreshTokens(client, refresh_token);
    } catch (error) {
      return this.#refreshFailed(account, error as ProviderError, client.credential_name);
    }
    return (await this.#store.refresh(account, tokens)) ?? this.#usable(account.entry_id);
  }

  async #refreshFailed(account: Account, error: ProviderError, credential: string): Promise<Account> {
    if (error.kind === "invalid_grant") return this.#rejected(account, error.message);
    this.#host.log.warn(`The token of entry ${account.entry_id} was not refreshed: ${error.message}`);
    throw errorFor(error, credential);
  }

  /** Asks for the person, unless they signed in again while the provider was asked. */
  async #rejected(account: Account, reason: string): Promise<Account> {
    const now = await this.#store.reject(account, reason);
    if (!now?.rejected) return this.#usable(account.entry_id);
    await this.#host.requireReauth(account.entry_id, reason);
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
