import type { ClientDirectory } from "../connect/client-directory.ts";
import type { TokenSet } from "../connect/token-endpoint.ts";
import type { AccountAtProvider, Host } from "../host.ts";
import { Serialiser } from "../serialise.ts";
import type { Keyring } from "../store/keyring.ts";
import { Records } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import { within } from "../within.ts";
import type { AccountBase } from "./account-store.ts";
import type { Accounts } from "./accounts.ts";
import { isHeldElsewhere, revokeTokens } from "./revocation.ts";

/** A sign-in with another account than the entry's, until a person says what becomes of it. */
interface SetAside extends AccountBase {
  readonly account: AccountAtProvider;
  /** Sealed JSON of the token set. */
  readonly sealed_tokens: string;
  /** Milliseconds since 1970. */
  readonly expires_at: number;
}

/** How long the person at the provider's last page waits for the account's name, in milliseconds. */
const ACCOUNT_LIMIT_MS = 5_000;
/** Nobody has said anything for so long: the entry asks for its sign-in again. */
const LIFE_MS = 24 * 60 * 60_000;

export interface OtherAccountsParts {
  readonly host: Host;
  readonly clients: ClientDirectory;
  readonly accounts: Accounts;
  readonly keyring: Keyring;
}

/**
 * Re-authentications in which somebody signed in with another account. Nothing of the entry is replaced before a person
 * decides; the new tokens are kept sealed and aside, by the flow that asks, also across a restart.
 */
export class OtherAccounts {
  readonly #parts: OtherAccountsParts;
  readonly #byFlow: Records<SetAside>;
  /** What was dropped must not come back when it is sealed anew. */
  readonly #queue = new Serialiser();

  static async load(store: Store, parts: OtherAccountsParts): Promise<OtherAccounts> {
    const others = new OtherAccounts(parts, await Records.load<SetAside>(store, "accounts_aside"));
    for (const [flowId, { expires_at }] of others.#byFlow.entries()) {
      if (expires_at < Date.now()) await others.drop(flowId);
    }
    return others;
  }

  private constructor(parts: OtherAccountsParts, byFlow: Records<SetAside>) {
    this.#parts = parts;
    this.#byFlow = byFlow;
  }

  /** Who signed in, where that is somebody else than before. Entries whose account nobody can name take anybody. */
  async notice({ entry_id, domain }: AccountBase, tokens: TokenSet): Promise<AccountAtProvider | undefined> {
    const { host } = this.#parts;
    const expected = host.entry(entry_id)?.unique_id;
    const integration = host.integrations.get(domain);
    if (expected === undefined || !integration?.account) return undefined;
    try {
      const account = await within(ACCOUNT_LIMIT_MS, integration.account(tokens.access_token, entry_id));
      return account && account.unique_id !== null && account.unique_id !== expected ? account : undefined;
    } catch (error) {
      host.log.error(`${integration.name} could not tell whose account was signed in to`, error);
      return undefined;
    }
  }

  /** Keeps a sign-in aside; on disk when it resolves. */
  async setAside(flowId: string, base: AccountBase, tokens: TokenSet, account: AccountAtProvider): Promise<void> {
    const sealed_tokens = await this.#parts.keyring.seal(JSON.stringify(tokens), tokensOf(flowId));
    const aside = { ...base, account, sealed_tokens, expires_at: Date.now() + LIFE_MS };
    await this.#queue.run(flowId, () => this.#byFlow.put(flowId, aside));
  }

  /** Whose sign-in waits for a decision. */
  get(flowId: string): AccountAtProvider | undefined {
    const aside = this.#byFlow.get(flowId);
    return aside && aside.expires_at > Date.now() ? aside.account : undefined;
  }

  /** The entry is the other account's from now on: its tokens are replaced when this resolves. */
  async use(flowId: string): Promise<{ readonly base: AccountBase; readonly account: AccountAtProvider } | undefined> {
    const aside = this.get(flowId) && this.#byFlow.get(flowId);
    if (!aside) return undefined;
    const { entry_id, domain, implementation, scope, account } = aside;
    const base = { entry_id, domain, implementation, scope };
    await this.#parts.accounts.connect(base, await this.#tokens(flowId, aside));
    await this.#queue.run(flowId, () => this.#byFlow.delete(flowId));
    return { base, account };
  }

  /** The other account is not wanted: its tokens are erased, and ended at the provider as far as it lets us. */
  async drop(flowId: string): Promise<void> {
    const { host, clients } = this.#parts;
    const aside = this.#byFlow.get(flowId);
    if (!aside) return;
    const tokens = await this.#tokens(flowId, aside).catch(() => undefined);
    await this.#queue.run(flowId, () => this.#byFlow.delete(flowId));
    await this.#parts.accounts.purge();
    // Who has an entry of their own would lose its sign-in too.
    if (!tokens || isHeldElsewhere(host, aside.domain, aside.account.unique_id ?? undefined)) return;
    void revokeTokens(clients, host.log, aside, tokens);
  }

  /** `Resealable`. */
  sealedRecords(): [string, SetAside][] {
    return this.#byFlow.entries();
  }

  async replaceSealed(flowId: string, reseal: <Value extends object>(record: Value) => Promise<Value>): Promise<void> {
    await this.#queue.run(flowId, async () => {
      const before = this.#byFlow.get(flowId);
      if (before) await this.#byFlow.put(flowId, await reseal(before));
    });
  }

  async #tokens(flowId: string, { sealed_tokens }: SetAside): Promise<TokenSet> {
    return JSON.parse(await this.#parts.keyring.unseal(sealed_tokens, tokensOf(flowId))) as TokenSet;
  }
}

const tokensOf = (flowId: string) => ({ record: `accounts_aside/${flowId}`, field: "tokens" });
