import type { Account as AccountItem } from "../../protocol/accounts.ts";
import type { ResultOf } from "../../protocol/command.ts";
import type { accessToken } from "../../protocol/connect.ts";
import { invalidConfigEntryId, reauthRequired } from "../../protocol/errors.ts";
import type { ClientDirectory } from "../connect/client-directory.ts";
import { DEFAULT_EXPIRES_IN_S, type TokenSet } from "../connect/token-endpoint.ts";
import type { EntryAccess, Host } from "../host.ts";
import type { Keyring } from "../store/keyring.ts";
import type { Store } from "../store/store.ts";
import { within } from "../within.ts";
import { type AccountEvent, AccountEvents } from "./account-events.ts";
import { toItem } from "./account-item.ts";
import type { Account, AccountBase, AccountStore } from "./account-store.ts";
import { BackgroundRefresh } from "./background-refresh.ts";
import { LastUse } from "./last-use.ts";
import { RefreshFailures } from "./refresh-failures.ts";
import { RefreshTokenLives } from "./refresh-token-life.ts";
import { Refreshes } from "./refreshes.ts";
import { isHeldElsewhere, revokeTokens } from "./revocation.ts";

type AccessToken = ResultOf<typeof accessToken>;

/** A token with less life left than this is refreshed before it is handed out. */
const MARGIN_MS = 20_000;
/** How long a removal waits for the provider; what takes longer goes on by itself. */
const REMOVAL_WAIT_MS = 3_000;

interface Kept {
  readonly accounts: AccountStore;
  readonly failures: RefreshFailures;
  readonly lives: RefreshTokenLives;
  readonly uses: LastUse;
  /** Takes what was deleted out of the store's files. */
  readonly purge: () => Promise<void>;
}

/** The accounts that people connected, and their tokens: PROTOCOL section 5. */
export class Accounts {
  readonly #host: Host;
  readonly #clients: ClientDirectory;
  readonly #kept: Kept;
  readonly #events: AccountEvents;
  readonly #refreshes: Refreshes;
  readonly #background: BackgroundRefresh;

  static async load(
    host: Host,
    { store, keyring, tokens }: { store: Store; keyring: Keyring; tokens: AccountStore },
    clients: ClientDirectory,
  ): Promise<Accounts> {
    return new Accounts(host, clients, {
      accounts: tokens,
      failures: await RefreshFailures.load(store, keyring),
      lives: await RefreshTokenLives.load(store),
      uses: await LastUse.load(store, host.log),
      purge: () => store.purge(),
    });
  }

  private constructor(host: Host, clients: ClientDirectory, kept: Kept) {
    const { accounts, failures, lives, uses } = kept;
    this.#host = host;
    this.#clients = clients;
    this.#kept = kept;
    this.#events = new AccountEvents(host.log);
    this.#refreshes = new Refreshes({ host, clients, store: accounts, failures, lives, events: this.#events });
    this.#background = new BackgroundRefresh({
      accounts: () => accounts.all(),
      lastUse: (entryId) => uses.get(entryId),
      nextTry: (entryId) => failures.get(entryId)?.next_try,
      refresh: (account) => this.#refreshes.run(account),
      log: host.log,
    });
  }

  /** From now on tokens in use are refreshed ahead. */
  start(): void {
    this.#background.start();
  }

  /** Begins nothing more, and waits for the refreshes under way: a rotated refresh token has to reach the disk. */
  async close(): Promise<void> {
    await this.#background.stop();
    await this.#refreshes.settled();
  }

  /** What becomes of accounts from now on. @returns what ends it. */
  watch(listener: (event: AccountEvent) => void): () => void {
    return this.#events.watch(listener);
  }

  /** Keeps the tokens of a finished sign-in; resolves when they are on disk. */
  async connect(base: AccountBase, tokens: TokenSet): Promise<void> {
    const { accounts, failures, uses } = this.#kept;
    const { entry_id, domain } = base;
    const wasRejected = accounts.get(entry_id)?.rejected !== undefined;
    await accounts.connect(base, tokens);
    uses.touch(entry_id);
    const hadFailed = await failures.clear(entry_id);
    this.#events.tell({ type: "connected", entry_id, domain });
    if (wasRejected || hadFailed) this.#events.tell({ type: "recovered", entry_id, domain });
  }

  /**
   * Erases an entry's tokens, from the disk too, and ends them at the provider as far as it lets us.
   * A provider that is away delays it by three seconds at most.
   */
  async forget(entryId: string): Promise<void> {
    const { accounts, failures, uses } = this.#kept;
    await within(REMOVAL_WAIT_MS, this.#refreshes.settledOf(entryId));
    const account = accounts.get(entryId);
    if (!account) return;
    const secrets = await accounts.secrets(account).catch(() => undefined);
    await accounts.delete(entryId);
    await Promise.all([failures.clear(entryId), uses.forget(entryId)]);
    await this.purge();
    this.#events.tell({ type: "removed", entry_id: entryId, domain: account.domain });
    if (!secrets || isHeldElsewhere(this.#host, account.domain, this.#host.entry(entryId)?.unique_id, entryId)) return;
    await within(REMOVAL_WAIT_MS, revokeTokens(this.#clients, this.#host.log, account, secrets));
  }

  /** Takes what was erased out of the store's files. */
  async purge(): Promise<void> {
    try {
      await this.#kept.purge();
    } catch (error) {
      this.#host.log.error("Erased tokens are still in the database's log", error);
    }
  }

  /** Drops tokens whose entry was never made: the hub was killed between the two. */
  async forgetOrphans(): Promise<void> {
    for (const { entry_id } of this.#kept.accounts.all()) {
      if (this.#host.entry(entry_id)) continue;
      this.#host.log.warn(`The account ${entry_id} has no entry; its tokens are removed.`);
      await this.forget(entry_id);
    }
  }

  /** For an integration in the process. */
  access(entryId: string): EntryAccess {
    return {
      entry_id: entryId,
      token: async () => (await this.token(entryId)).access_token,
      renew: async () => {
        const renewed = await this.#refreshes.run(this.#usable(entryId));
        return (await this.#refreshes.secrets(renewed)).access_token;
      },
    };
  }

  /**
   * A token with at least 20 s of life; while its provider is left alone, one that is still valid.
   * @throws CommandError `reauth_required`, `provider_unavailable`, `invalid_config_entry_id`, or
   * `home_assistant_error` where the credential is to blame.
   */
  async token(entryId: string): Promise<AccessToken> {
    this.#kept.uses.touch(entryId);
    const valid = await this.#valid(this.#usable(entryId));
    const { access_token } = await this.#refreshes.secrets(valid);
    return {
      access_token,
      token_type: valid.token_type,
      expires_at: new Date(valid.expires_at).toISOString(),
      scope: valid.scope,
    };
  }

  /** Refreshes because a person asks, whatever failed before. @throws CommandError as `token` */
  async refreshNow(entryId: string): Promise<AccountItem> {
    await this.#refreshes.run(this.#usable(entryId), true);
    return this.#item(this.#usable(entryId));
  }

  /** How each account is doing. */
  list(): AccountItem[] {
    return this.#kept.accounts.all().map((account) => this.#item(account));
  }

  /** Tells of each change of what `list` gives; `item` is absent when the account is gone. @returns what ends it. */
  watchItems(listener: (entryId: string, item: AccountItem | undefined) => unknown): () => void {
    return this.#events.watchChanges((entryId) => {
      const account = this.#kept.accounts.get(entryId);
      listener(entryId, account && this.#item(account));
    });
  }

  #item(account: Account): AccountItem {
    const { failures, lives, uses } = this.#kept;
    const { entry_id } = account;
    return toItem(account, {
      failure: failures.get(entry_id),
      forecast: lives.forecast(account),
      lastUse: uses.get(entry_id),
      nextRefresh: this.#background.due(account),
    });
  }

  #usable(entryId: string): Account {
    const account = this.#kept.accounts.get(entryId);
    if (!account) throw invalidConfigEntryId("There is no connected account with this entry_id");
    if (account.rejected) throw reauthRequired(account.rejected);
    return account;
  }

  async #valid(account: Account): Promise<Account> {
    // Said at once, not when the last token ends.
    if (this.#refreshes.isStranded(account)) return this.#refreshes.run(account);
    const left = account.expires_at - Date.now();
    if (left >= MARGIN_MS) return account;
    // Nobody said that this token ends; that it did is for the provider's API to say.
    const mayGoOn = account.expiry_assumed && !account.has_refresh_token;
    if (mayGoOn) return { ...account, expires_at: Date.now() + DEFAULT_EXPIRES_IN_S * 1_000 };
    if (left > 0 && (await this.#refreshes.mustWait(account))) return account;
    return this.#refreshes.run(account);
  }
}
