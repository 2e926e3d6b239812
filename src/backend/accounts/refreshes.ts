import { CommandError, reauthRequired } from "../../protocol/errors.ts";
import type { ClientDirectory, KnownClient } from "../connect/client-directory.ts";
import { ProviderError } from "../connect/provider-error.ts";
import { refreshTokens, type TokenSet } from "../connect/token-endpoint.ts";
import type { Host } from "../host.ts";
import { SealError } from "../store/keyring.ts";
import type { AccountEvents } from "./account-events.ts";
import type { Account, AccountStore, Secrets } from "./account-store.ts";
import type { PassingKind } from "./back-off.ts";
import { errorOf, type RefreshFailures } from "./refresh-failures.ts";
import type { RefreshTokenLives } from "./refresh-token-life.ts";

export interface RefreshParts {
  readonly host: Host;
  readonly store: AccountStore;
  readonly clients: ClientDirectory;
  readonly failures: RefreshFailures;
  readonly lives: RefreshTokenLives;
  readonly events: AccountEvents;
}

/** Refreshes accounts, each once at a time, however many ask: callers, the background, and a person. */
export class Refreshes {
  readonly #parts: RefreshParts;
  readonly #underWay = new Map<string, Promise<Account>>();

  constructor(parts: RefreshParts) {
    this.#parts = parts;
  }

  /**
   * Joins the refresh under way, or begins one, unless the provider is left alone for now.
   * @param evenSo a person asks: no failure stands in the way
   * @returns the account with its new token, which is on disk.
   * @throws CommandError `reauth_required`, `provider_unavailable`, or `home_assistant_error` where the credential, or
   * what is asked of the provider, is to blame.
   */
  run(account: Account, evenSo = false): Promise<Account> {
    const { entry_id } = account;
    const underWay = this.#underWay.get(entry_id);
    if (underWay) return underWay;
    const refresh = this.#refresh(account, evenSo).finally(() => this.#underWay.delete(entry_id));
    this.#underWay.set(entry_id, refresh);
    return refresh;
  }

  /**
   * An account's tokens in clear. Those that do not open can't come back: their person is asked.
   * @throws CommandError `reauth_required`
   */
  async secrets(account: Account): Promise<Secrets> {
    const { store, host } = this.#parts;
    try {
      return await store.secrets(account);
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      host.log.error(`The tokens of entry ${account.entry_id} do not open`, error);
      return this.secrets(await this.#rejected(account, TOKENS_LOST));
    }
  }

  /** Whether a failure keeps the provider from being asked now. */
  async mustWait({ entry_id, domain, implementation }: Account): Promise<boolean> {
    const { failures, clients } = this.#parts;
    if (!failures.get(entry_id)) return false;
    return failures.standing(entry_id, await clients.find(domain, implementation)) !== undefined;
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay.values());
  }

  async settledOf(entryId: string): Promise<void> {
    await this.#underWay.get(entryId)?.catch(() => {});
  }

  /** Whether the hub's service that an account was connected through is not offered any more: nobody can refresh it. */
  isStranded({ domain, implementation, service }: Account): boolean {
    return service !== undefined && !this.#parts.clients.offers(domain, implementation);
  }

  async #refresh(account: Account, evenSo: boolean): Promise<Account> {
    const { host, clients, failures } = this.#parts;
    if (this.isStranded(account)) return this.#rejected(account, withoutService(account, host.name));
    const { refresh_token } = await this.secrets(account);
    if (!refresh_token)
      return this.#rejected(account, "The provider gave no refresh token, and the access token has ended.");
    const client = await clients.find(account.domain, account.implementation);
    const standing = evenSo ? undefined : failures.standing(account.entry_id, client);
    if (standing) {
      this.#parts.host.log.debug(
        `The provider of entry ${account.entry_id} is left alone for now: ${standing.message}`,
      );
      throw errorOf(standing);
    }
    let tokens: TokenSet;
    try {
      tokens = await refreshTokens(client, refresh_token);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      return this.#failed(account, client, error);
    }
    return this.#succeeded(account, tokens, tokens.refresh_token !== refresh_token);
  }

  async #succeeded(account: Account, tokens: TokenSet, rotated: boolean): Promise<Account> {
    const { store, failures, lives, events } = this.#parts;
    const { entry_id, domain } = account;
    const now = (await store.refresh(account, tokens, rotated)) ?? gone();
    if (now.rejected !== undefined) throw reauthRequired(now.rejected);
    await lives.wasUsed(account);
    const recovered = await failures.clear(entry_id);
    events.tell({ type: "refreshed", entry_id, domain });
    if (recovered) events.tell({ type: "recovered", entry_id, domain });
    return now;
  }

  async #failed(account: Account, client: KnownClient, error: ProviderError): Promise<Account> {
    const { host, failures, lives, events } = this.#parts;
    const { entry_id, domain } = account;
    if (!isPassing(error)) {
      await lives.died(account, client);
      return this.#rejected(account, error.message);
    }
    const { failure, news } = await failures.add(entry_id, client, error);
    host.log.warn(`The token of entry ${entry_id} was not refreshed: ${error.message}`);
    if (news) events.tell({ type: "refresh_failed", entry_id, domain, reason: failure.message });
    else events.changed(entry_id);
    throw errorOf(failure);
  }

  /** Asks for the person, unless they signed in again while the provider was asked. */
  async #rejected(account: Account, why: string): Promise<Account> {
    const { host, store, failures, events } = this.#parts;
    const { entry_id, domain } = account;
    const reason = rejection(host.entry(entry_id)?.title ?? entry_id, why);
    const now = (await store.reject(account, reason)) ?? gone();
    if (now.rejected === undefined) return now;
    await failures.clear(entry_id);
    events.tell({ type: "rejected", entry_id, domain, reason });
    await host.requireReauth(entry_id, reason);
    throw reauthRequired(reason);
  }
}

const TOKENS_LOST =
  "Its tokens do not open any more: the hub was restored without its key, or what it had stored was altered.";

/** Names the account, why, and what to do. */
const rejection = (title: string, why: string): string =>
  `The sign-in of ${title} has ended: ${why} Sign in again, and everything goes on as before.`;

const withoutService = ({ service }: Account, hub: string): string =>
  `${service}, through which it was connected, is not offered by ${hub} any more; a client ID and a secret of your own take its place.`;

const isPassing = (error: ProviderError): error is ProviderError & { readonly kind: PassingKind } =>
  error.kind !== "invalid_grant";

function gone(): never {
  throw new CommandError("invalid_config_entry_id", "The account was removed while its token was refreshed");
}
