import type { AuthorizationServer } from "../../protocol/fields.ts";
import type { ServerFacts } from "../../protocol/providers.ts";
import type { ProviderEndpoints } from "../host.ts";
import { Records } from "../store/records.ts";
import type { Store } from "../store/store.ts";

/** What an issuer's metadata said when it was discovered last. */
export interface ProviderFacts extends Omit<ServerFacts, "userinfo"> {
  readonly server: AuthorizationServer;
  readonly userinfo_url?: string;
}

/** Facts by issuer: a credential keeps only the endpoints, and a callback has to know whether `iss` was promised. */
export class ProviderFactsStore {
  readonly #byIssuer: Records<ProviderFacts>;

  static async load(store: Store): Promise<ProviderFactsStore> {
    return new ProviderFactsStore(await Records.load<ProviderFacts>(store, "provider_facts"));
  }

  private constructor(byIssuer: Records<ProviderFacts>) {
    this.#byIssuer = byIssuer;
  }

  get(issuer: string): ProviderFacts | undefined {
    return this.#byIssuer.get(issuer);
  }

  async keep(facts: ProviderFacts): Promise<void> {
    await this.#byIssuer.put(facts.issuer, facts);
  }

  /** A credential's endpoints with what its issuer promises for the callback (RFC 9207). */
  endpointsOf(server: AuthorizationServer): ProviderEndpoints {
    const facts = server.issuer === undefined ? undefined : this.get(server.issuer);
    return facts?.iss ? { ...server, authorization_response_iss_parameter_supported: true } : server;
  }

  /** Where the account of a token can be asked for. Only of the server that made the token: no other may see it. */
  userinfoOf(server: AuthorizationServer): string | undefined {
    const facts = server.issuer === undefined ? undefined : this.get(server.issuer);
    return facts?.server.token_url === server.token_url ? facts.userinfo_url : undefined;
  }
}

/** What clients see of it. */
export const shownFacts = ({ server: _server, userinfo_url, ...facts }: ProviderFacts): ServerFacts => ({
  ...facts,
  userinfo: userinfo_url !== undefined,
});
