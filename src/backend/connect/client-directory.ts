import type { Credential } from "../../protocol/credentials.ts";
import { homeAssistantError } from "../../protocol/errors.ts";
import type { AuthorizationServer } from "../../protocol/fields.ts";
import type { ClientAuthentication } from "../credentials/client-authentication.ts";
import type { Credentials } from "../credentials/credentials.ts";
import { nameOf } from "../credentials/stored-credential.ts";
import { assertIntegrationServer } from "../endpoints.ts";
import type { Host, ProviderEndpoints } from "../host.ts";
import { directFetch } from "../providers/provider-fetch.ts";
import type { Providers } from "../providers/providers.ts";
import type { ReadyMadeClient } from "../ready-made.ts";
import { SealError } from "../store/keyring.ts";
import type { ClientAtProvider } from "./token-endpoint.ts";

/** A credential together with the provider where it is known. */
export interface KnownClient extends ClientAtProvider {
  /** Blank where the client is ready-made. */
  readonly credential_id: string;
  /** The credential's name for people; a ready-made client's is its service's. */
  readonly credential_name: string;
  readonly scopes: readonly string[];
  /** What the provider wants beside the standard parameters of an authorization request. */
  readonly authorization_parameters: Readonly<Record<string, string>>;
}

/** What a flow can sign in with; `id` is what an entry stores as `auth_implementation`. */
export interface Implementation {
  readonly id: string;
  readonly name: string;
  /** The hub offers it: nothing has to be set up at the provider. */
  readonly ready_made?: boolean;
}

/** Finds, for an entry or a flow, the client it signs in with: its credential and its provider's endpoints. */
export class ClientDirectory {
  readonly #credentials: Credentials;
  readonly #host: Host;
  readonly #providers: Providers;

  constructor(credentials: Credentials, host: Host, providers: Providers) {
    this.#credentials = credentials;
    this.#host = host;
    this.#providers = providers;
  }

  /**
   * @param implementation what the entry records: `auth_domain ?? id`
   * @throws CommandError `home_assistant_error` when the credential is gone or the provider's endpoints can't be had.
   */
  async find(domain: string, implementation: string): Promise<KnownClient> {
    const ready_made = this.#readyMade(domain, implementation);
    if (ready_made) return this.#throughService(domain, ready_made);
    const credential = this.#credentials.byImplementation(domain, implementation);
    if (!credential) {
      throw homeAssistantError(
        `The credential ${implementation} is not there any more. Add it, or choose another one.`,
      );
    }
    const integration = this.#host.integrations.get(domain);
    return {
      provider: integration?.name ?? domain,
      ...(await this.#serverOf(domain, credential.authorization_server)),
      client_id: credential.client_id,
      ...(await this.#authentication(credential)),
      credential_id: credential.id,
      credential_name: nameOf(credential),
      scopes: credential.scopes ?? integration?.scopes ?? [],
      authorization_parameters: integration?.authorizationParameters ?? {},
    };
  }

  /** While `work` runs the credential stays, though no entry uses it yet. */
  hold<Result>({ credential_id, ready_made }: KnownClient, work: () => Promise<Result>): Promise<Result> {
    return ready_made ? work() : this.#credentials.hold(credential_id, work);
  }

  /** Everything with which a flow of this domain can sign in: what the hub offers ready-made goes before people's own. */
  implementations(domain: string): Implementation[] {
    const readyMade = this.#host.readyMade(domain).map(({ id, name }) => ({ id, name, ready_made: true }));
    const taken = new Set(readyMade.map(({ id }) => id));
    return [...readyMade, ...this.#credentials.implementations(domain).filter(({ id }) => !taken.has(id))];
  }

  /** Whether a client that the hub offered ready-made is offered still. */
  offers(domain: string, implementation: string): boolean {
    return this.#readyMade(domain, implementation) !== undefined;
  }

  #readyMade(domain: string, implementation: string): ReadyMadeClient | undefined {
    return this.#host.readyMade(domain).find(({ id }) => id === implementation);
  }

  async #throughService(domain: string, ready_made: ReadyMadeClient): Promise<KnownClient> {
    const integration = this.#host.integrations.get(domain);
    return {
      provider: integration?.name ?? domain,
      endpoints: await this.#endpointsOf(domain),
      fetch: directFetch,
      client_id: ready_made.id,
      client_secret: "",
      rotation: undefined,
      credential_id: "",
      credential_name: ready_made.name,
      scopes: integration?.scopes ?? [],
      authorization_parameters: {},
      ready_made,
    };
  }

  async #authentication(credential: Credential): Promise<ClientAuthentication> {
    try {
      return await this.#credentials.authentication(credential.id);
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      throw homeAssistantError(
        `The secret of the credential “${nameOf(credential)}” can't be opened: the hub was restored without its key, or what it had stored was altered. Edit the credential and enter its secret again.`,
        error,
      );
    }
  }

  /** A provider that the credential names itself is asked with more care than one that an integration brings. */
  async #serverOf(domain: string, own: AuthorizationServer | undefined) {
    if (!own) return { endpoints: await this.#endpointsOf(domain), fetch: directFetch };
    return { endpoints: this.#providers.facts.endpointsOf(own), fetch: this.#providers.fetch };
  }

  async #endpointsOf(domain: string): Promise<ProviderEndpoints> {
    const integration = this.#host.integrations.get(domain);
    if (!integration) throw homeAssistantError(`There is no integration ${domain}.`);
    try {
      const endpoints = await integration.authorizationServer();
      const { authorization_response_iss_parameter_supported: _flag, ...urls } = endpoints;
      assertIntegrationServer(urls);
      return endpoints;
    } catch (cause) {
      throw homeAssistantError(`${integration.name} does not say where its provider is. Try again later.`, cause);
    }
  }
}
