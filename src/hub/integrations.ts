import type { Integration } from "../backend/host.ts";
import type { Plugin } from "../backend/running-plugin.ts";
import type { OwnProviderParts } from "./own-provider/integration.ts";
import { ownProviderIntegration } from "./own-provider/integration.ts";

/** The integrations that a person can add, by domain; read as a map is. */
export type Integrations = Pick<ReadonlyMap<string, Integration>, "get" | "has" | "keys" | "values">;

/** Those that were loaded, and “Other OAuth account” for each domain that only credentials know; the latter come and go. */
export class AllIntegrations implements Integrations {
  readonly #loaded: ReadonlyMap<string, Integration>;
  readonly #ownDomains: Plugin["ownDomains"];
  readonly #parts: OwnProviderParts;

  /** @param ownDomains none as long as the plugin starts */
  constructor(loaded: ReadonlyMap<string, Integration>, ownDomains: Plugin["ownDomains"], parts: OwnProviderParts) {
    this.#loaded = loaded;
    this.#ownDomains = ownDomains;
    this.#parts = parts;
  }

  get(domain: string): Integration | undefined {
    return this.#loaded.get(domain) ?? this.#own().get(domain);
  }

  has(domain: string): boolean {
    return this.get(domain) !== undefined;
  }

  keys() {
    return this.#all().keys();
  }

  values() {
    return this.#all().values();
  }

  #all(): Map<string, Integration> {
    return new Map([...this.#loaded, ...this.#own()]);
  }

  #own(): Map<string, Integration> {
    return new Map(this.#ownDomains().map((own) => [own.domain, ownProviderIntegration(own, this.#parts)]));
  }
}
