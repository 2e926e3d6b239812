import { lookup } from "node:dns/promises";
import { invalidFormat } from "../../protocol/errors.ts";
import type { AuthorizationServer } from "../../protocol/fields.ts";
import type { CredentialsHost } from "../host.ts";
import { type AddressKind, addressIn, hostOf, isLocalName, kindOfAddress } from "./address.ts";
import type { AllowedHosts } from "./allowed-hosts.ts";

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Every address of a name, as `dns.lookup` with `all` gives them. */
export type Resolve = (host: string) => Promise<readonly ResolvedAddress[]>;

export interface Verdict {
  /** `ask`: refused until an administrator allows the host. */
  readonly verdict: "ok" | "ask" | "refused";
  /** A sentence that begins with a verb, to follow the field's name or the address. */
  readonly message: string;
}

/** A request that was not sent, because of where it would have gone. */
export class HostRefused extends Error {
  override readonly name = "HostRefused";
}

const OK: Verdict = { verdict: "ok", message: "" };
const refused = (message: string): Verdict => ({ verdict: "refused", message });
const ask = (host: string): Verdict => ({
  verdict: "ask",
  message: `leads to ${host}, which is on your own network or this machine: allow this host by name first`,
});

/**
 * Decides where the hub goes by an address that somebody typed or a discovery brought (SECURITY 7): https to public
 * hosts; this machine and private networks only by hosts that an administrator allowed by name, or where an
 * integration of this hub has its own provider.
 */
export class HostGuard {
  readonly #allowed: Pick<AllowedHosts, "has">;
  readonly #host: Pick<CredentialsHost, "describeIntegrations">;
  readonly #resolve: Resolve;

  constructor(
    allowed: Pick<AllowedHosts, "has">,
    host: Pick<CredentialsHost, "describeIntegrations">,
    resolve: Resolve = (name) => lookup(name, { all: true }),
  ) {
    this.#allowed = allowed;
    this.#host = host;
    this.#resolve = resolve;
  }

  /** @throws CommandError `invalid_format` naming the field. Names are not resolved: the provider may be away now. */
  async assertServer(server: AuthorizationServer | undefined): Promise<void> {
    for (const [field, value] of Object.entries(server ?? {})) {
      if (value === undefined) continue;
      const url = parseEndpoint(`authorization_server.${field}`, value);
      const { verdict, message } = await this.#judgeWords(url);
      if (verdict !== "ok") throw invalidFormat(`authorization_server.${field} ${message}`);
    }
  }

  /** Judges an address as a request would, with its name resolved. */
  async judge(value: string): Promise<Verdict & { host: string }> {
    const url = URL.parse(value);
    if (!url) return { host: "", ...refused("is no absolute URL") };
    const host = hostOf(url);
    const words = await this.#judgeWords(url);
    if (words.verdict !== "ok") return { host, ...words };
    try {
      await this.addressesOf(url);
      return { host, ...OK };
    } catch (error) {
      const { message } = error as Error;
      // A name without an address may have one later; that it has none now is for the request to say.
      if (!(error instanceof HostRefused)) return { host, ...OK };
      return { host, verdict: error.cause === "ask" ? "ask" : "refused", message };
    }
  }

  /**
   * The addresses to which a request to this URL may connect: all of the name's, each checked.
   * @throws HostRefused; what the name's resolution throws.
   */
  async addressesOf(url: URL): Promise<readonly ResolvedAddress[]> {
    const host = hostOf(url);
    const words = await this.#judgeWords(url);
    if (words.verdict !== "ok") throw new HostRefused(words.message, { cause: words.verdict });
    const literal = addressIn(host);
    const addresses = literal
      ? [{ address: literal, family: literal.includes(":") ? 6 : 4 }]
      : await this.#resolve(host);
    const kinds = new Set(addresses.map(({ address }) => kindOfAddress(address)));
    const { verdict, message } = await this.#judgeAddresses(url, kinds);
    if (verdict !== "ok") throw new HostRefused(message, { cause: verdict });
    return addresses;
  }

  /** What the URL alone tells. */
  async #judgeWords(url: URL): Promise<Verdict> {
    const host = hostOf(url);
    if (url.protocol !== "https:" && url.protocol !== "http:") return refused("must be https");
    const literal = addressIn(host);
    const kind = literal && kindOfAddress(literal);
    if (kind === "never") return refused(`leads to ${host}, an address where no provider is`);
    const isLocal = kind === "local" || (!literal && isLocalName(host));
    if (url.protocol === "https:" && !isLocal) return OK;
    if (await this.#isAllowed(url)) return OK;
    return isLocal ? ask(host) : refused("must be https; http is only for hosts on your own network that you allow");
  }

  async #judgeAddresses(url: URL, kinds: ReadonlySet<AddressKind>): Promise<Verdict> {
    const host = hostOf(url);
    if (kinds.size === 0 || kinds.has("never")) {
      return refused(`leads to ${host}, which has an address where no provider is`);
    }
    if (kinds.has("public") && url.protocol !== "https:") {
      return refused(`leads to ${host} outside your network, and is not https`);
    }
    return kinds.has("local") && !(await this.#isAllowed(url)) ? ask(host) : OK;
  }

  async #isAllowed(url: URL): Promise<boolean> {
    return this.#allowed.has(hostOf(url)) || (await this.#isOfIntegration(url));
  }

  /** An integration's own provider is asked anyway, at exactly this scheme, host and port. */
  async #isOfIntegration({ origin }: URL): Promise<boolean> {
    const described = await this.#host.describeIntegrations().catch(() => undefined);
    return Object.values(described?.integrations ?? {}).some(
      ({ authorization_server: server }) => server && URL.parse(server.token_url)?.origin === origin,
    );
  }
}

function parseEndpoint(field: string, value: string): URL {
  const url = URL.parse(value);
  if (!url) throw invalidFormat(`${field} must be an absolute URL`);
  if (url.username || url.password) throw invalidFormat(`${field} must not hold a user name or password`);
  if (url.hash) throw invalidFormat(`${field} must not have a fragment`);
  return url;
}
