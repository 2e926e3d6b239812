import { notFound } from "../../protocol/errors.ts";
import type { AuthorizationServer } from "../../protocol/fields.ts";
import type { CredentialsHost } from "../host.ts";
import type { Store } from "../store/store.ts";
import { AllowedHosts } from "./allowed-hosts.ts";
import { discover } from "./discovery.ts";
import { HostGuard, type Resolve } from "./host-guard.ts";
import { ProviderFactsStore, shownFacts } from "./provider-facts.ts";
import { guardedFetch, type ProviderFetch } from "./provider-fetch.ts";

/** Providers that an administrator named: what is known of them, and the one way to ask them. */
export class Providers {
  readonly allowed: AllowedHosts;
  readonly guard: HostGuard;
  readonly facts: ProviderFactsStore;
  /** For every request to an address that was typed or discovered. */
  readonly fetch: ProviderFetch;

  /** @param resolve for tests of what names lead to */
  static async load(
    store: Store,
    host: Pick<CredentialsHost, "describeIntegrations">,
    resolve?: Resolve,
  ): Promise<Providers> {
    const [allowed, facts] = await Promise.all([AllowedHosts.load(store), ProviderFactsStore.load(store)]);
    return new Providers(allowed, facts, new HostGuard(allowed, host, resolve));
  }

  private constructor(allowed: AllowedHosts, facts: ProviderFactsStore, guard: HostGuard) {
    this.allowed = allowed;
    this.facts = facts;
    this.guard = guard;
    this.fetch = guardedFetch(guard);
  }

  /** Finds an issuer's endpoints, and keeps what its metadata promise. @throws CommandError as `discover` */
  async discover(issuer: string): Promise<AuthorizationServer> {
    const facts = await discover(issuer, this.fetch);
    await this.guard.assertServer(facts.server);
    await this.facts.keep(facts);
    return facts.server;
  }

  /** @throws CommandError `not_found` */
  factsOf(issuer: string) {
    const facts = this.facts.get(issuer);
    if (!facts) throw notFound(`The issuer ${issuer} was not discovered yet`);
    return shownFacts(facts);
  }
}
