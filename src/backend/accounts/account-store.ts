import type { TokenSet } from "../connect/token-endpoint.ts";
import type { TokenKeeper } from "../moves/token-keeper.ts";
import { Serialiser } from "../serialise.ts";
import type { Keyring } from "../store/keyring.ts";
import { Records } from "../store/records.ts";
import type { Store } from "../store/store.ts";

/** Which entry an account is of, and what it was made with. */
export interface AccountBase {
  readonly entry_id: string;
  readonly domain: string;
  /** `auth_domain ?? id` of the credential it was made with. */
  readonly implementation: string;
  /** Granted, or asked for where the provider does not say. */
  readonly scope: string;
  /** The name of the hub's service whose ready-made client it was made with. */
  readonly service?: string;
}

/** An account that somebody connected: one for each config entry. */
export interface Account extends AccountBase {
  readonly token_type: string;
  /** Milliseconds since 1970. */
  readonly expires_at: number;
  /** The provider did not say how long its token lives. */
  readonly expiry_assumed: boolean;
  readonly has_refresh_token: boolean;
  /** When somebody signed in, when the access token came, and when the refresh token did; not known of old accounts. */
  readonly signed_in_at?: number;
  readonly issued_at?: number;
  readonly refresh_token_issued_at?: number;
  /** As the provider told it. */
  readonly refresh_token_expires_at?: number;
  /** Set once the provider rejected the refresh token: why somebody has to sign in again. */
  readonly rejected?: string;
  /** Sealed JSON of the access and the refresh token. */
  readonly sealed_tokens: string;
}

export interface Secrets {
  readonly access_token: string;
  readonly refresh_token?: string;
}

/**
 * Accounts in memory and on disk; their tokens sealed in both.
 * A refresh and a new sign-in may end at the same time: what began with an account changes only that very account.
 */
export class AccountStore implements TokenKeeper {
  readonly #keyring: Keyring;
  readonly #byEntry: Records<Account>;
  readonly #queue = new Serialiser();

  static async load(store: Store, keyring: Keyring): Promise<AccountStore> {
    return new AccountStore(keyring, await Records.load<Account>(store, "accounts"));
  }

  private constructor(keyring: Keyring, byEntry: Records<Account>) {
    this.#keyring = keyring;
    this.#byEntry = byEntry;
  }

  all(): Account[] {
    return this.#byEntry.values();
  }

  get(entryId: string): Account | undefined {
    return this.#byEntry.get(entryId);
  }

  /** Keeps a new sign-in's tokens, whatever was there. Resolves when they are on disk. */
  async connect(base: AccountBase, tokens: TokenSet): Promise<void> {
    const now = Date.now();
    const times = { signed_in_at: now, issued_at: now, refresh_token_issued_at: now };
    await this.#queue.run(base.entry_id, async () => this.#put({ ...(await this.#seal(base, tokens)), ...times }));
  }

  /**
   * Keeps refreshed tokens; resolves when they are on disk, and only then may they be used.
   * @param rotated whether there is a new refresh token among them
   * @returns the account as it is now: another one when somebody signed in again meanwhile, none when it was removed.
   */
  async refresh(before: Account, tokens: TokenSet, rotated: boolean): Promise<Account | undefined> {
    return this.#replace(before, async (now) => ({
      ...kept(now, rotated),
      ...(await this.#seal(now, tokens)),
      issued_at: Date.now(),
    }));
  }

  /** As `refresh`, for a refresh token that the provider rejected. */
  async reject(before: Account, rejected: string): Promise<Account | undefined> {
    return this.#replace(before, async (now) => ({ ...now, rejected }));
  }

  /** @throws SealError */
  async secrets({ entry_id, sealed_tokens }: Account): Promise<Secrets> {
    return JSON.parse(await this.#keyring.unseal(sealed_tokens, tokensOf(entry_id))) as Secrets;
  }

  /** `TokenKeeper.implementationOf` */
  implementationOf(entryId: string): string | undefined {
    return this.get(entryId)?.implementation;
  }

  /** `TokenKeeper.repoint` */
  async repoint(entryId: string, implementation: string): Promise<void> {
    await this.#queue.run(entryId, async () => {
      const now = this.#byEntry.get(entryId);
      if (now) await this.#put({ ...now, implementation });
    });
  }

  async delete(entryId: string): Promise<void> {
    await this.#queue.run(entryId, () => this.#byEntry.delete(entryId));
  }

  /** `Resealable`. */
  sealedRecords(): [string, Account][] {
    return this.#byEntry.entries();
  }

  async replaceSealed(entryId: string, reseal: <Value extends object>(record: Value) => Promise<Value>): Promise<void> {
    await this.#queue.run(entryId, async () => {
      const before = this.#byEntry.get(entryId);
      if (before) await this.#put(await reseal(before));
    });
  }

  /**
   * It is the same account as long as its tokens are; it may have gone to another credential meanwhile, or have been
   * sealed anew.
   */
  #replace(before: Account, make: (now: Account) => Promise<Account>): Promise<Account | undefined> {
    return this.#queue.run(before.entry_id, async () => {
      const now = this.#byEntry.get(before.entry_id);
      return now && this.#keyring.isSame(now.sealed_tokens, before.sealed_tokens) ? this.#put(await make(now)) : now;
    });
  }

  async #seal({ entry_id, domain, implementation, scope, service }: AccountBase, tokens: TokenSet): Promise<Account> {
    const { access_token, refresh_token, token_type, expires_at, expiry_assumed } = tokens;
    const secrets: Secrets = { access_token, ...(refresh_token && { refresh_token }) };
    return {
      entry_id,
      domain,
      implementation,
      scope: tokens.scope ?? scope,
      ...(service && { service }),
      token_type,
      expires_at,
      expiry_assumed,
      has_refresh_token: refresh_token !== undefined,
      ...(tokens.refresh_token_expires_at !== undefined && {
        refresh_token_expires_at: tokens.refresh_token_expires_at,
      }),
      sealed_tokens: await this.#keyring.seal(JSON.stringify(secrets), tokensOf(entry_id)),
    };
  }

  async #put(account: Account): Promise<Account> {
    await this.#byEntry.put(account.entry_id, account);
    return account;
  }
}

/** What a refresh leaves as it was: a refresh token that goes on keeps its dates. */
function kept(before: Account, rotated: boolean) {
  const { signed_in_at, refresh_token_issued_at, refresh_token_expires_at } = before;
  const issued = rotated ? Date.now() : refresh_token_issued_at;
  return {
    ...(signed_in_at !== undefined && { signed_in_at }),
    ...(issued !== undefined && { refresh_token_issued_at: issued }),
    ...(!rotated && refresh_token_expires_at !== undefined && { refresh_token_expires_at }),
  };
}

const tokensOf = (entryId: string) => ({ record: `accounts/${entryId}`, field: "tokens" });
