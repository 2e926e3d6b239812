import * as v from "valibot";
import type { Credential } from "../../protocol/credentials.ts";
import type { AccountStore } from "../accounts/account-store.ts";
import type { Credentials } from "../credentials/credentials.ts";
import { nameOf } from "../credentials/stored-credential.ts";
import type { Host } from "../host.ts";
import type { Providers } from "../providers/providers.ts";
import { cleanWords } from "./provider-error.ts";

/** A domain that no integration has, and that credentials with a provider of their own make usable. */
export interface OwnDomain {
  readonly domain: string;
  /** The name of its first credential, else the domain. */
  readonly name: string;
}

/** Who signed in, as far as the provider tells (OpenID Connect Core, section 5.1). */
export interface OwnAccount {
  readonly title: string;
  readonly unique_id: string | null;
}

const Claims = v.object({
  sub: v.string(),
  name: v.optional(v.string()),
  preferred_username: v.optional(v.string()),
  email: v.optional(v.string()),
});

/** What a hub's generic integration asks about providers of one's own. */
export class OwnAccounts {
  readonly #credentials: Credentials;
  readonly #providers: Providers;
  readonly #accounts: AccountStore;
  readonly #host: Host;

  constructor(credentials: Credentials, providers: Providers, accounts: AccountStore, host: Host) {
    this.#credentials = credentials;
    this.#providers = providers;
    this.#accounts = accounts;
    this.#host = host;
  }

  domains(): OwnDomain[] {
    const names = new Map<string, string>();
    for (const { domain, name, authorization_server } of this.#credentials.all()) {
      const own = authorization_server && !this.#host.takesCredentials(domain);
      if (own && !names.has(domain)) names.set(domain, name ?? domain);
    }
    return [...names].map(([domain, name]) => ({ domain, name }));
  }

  /** The account's own name where the provider has a userinfo endpoint, else the credential's. */
  async who(entryId: string, token: string): Promise<OwnAccount> {
    const account = this.#accounts.get(entryId);
    const credential = account && this.#credentials.byImplementation(account.domain, account.implementation);
    if (!credential) return { title: account?.domain ?? entryId, unique_id: null };
    return (await this.#ask(credential, token)) ?? { title: nameOf(credential), unique_id: null };
  }

  async #ask(credential: Credential, token: string): Promise<OwnAccount | undefined> {
    const server = credential.authorization_server;
    const url = server && this.#providers.facts.userinfoOf(server);
    if (!url) return undefined;
    try {
      const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
      const claims = v.parse(Claims, await (await this.#providers.fetch(url, { headers })).json());
      const title = cleanWords(claims.name ?? claims.preferred_username ?? claims.email ?? claims.sub);
      return { title: title || nameOf(credential), unique_id: claims.sub };
    } catch (error) {
      // By name only: what a provider sent is no text for a log.
      this.#host.log.warn(`${nameOf(credential)} does not say who signed in: ${(error as Error).name}`);
      return undefined;
    }
  }
}
