import { digestOf } from "../digest.ts";
import { Serialiser } from "../serialise.ts";
import type { Keyring } from "../store/keyring.ts";
import { Records } from "../store/records.ts";
import type { Store } from "../store/store.ts";

/** An authorization request whose answer is awaited. Kept on disk, so that a restart in between does not end it. */
export interface Authorization {
  readonly flow_id: string;
  readonly domain: string;
  readonly implementation: string;
  /** For re-authentication: the entry that is mended. */
  readonly entry_id?: string;
  /** Who began it, and from where; for the activity. */
  readonly user_id?: string;
  readonly user_name: string;
  readonly address?: string;
  /** Exactly as it was sent: the token request has to repeat it (RFC 6749, section 4.1.3). */
  readonly redirect_uri: string;
  readonly scope: string;
  /** Digests of the browsers that may bring the answer. */
  readonly browsers: readonly string[];
  /** Sealed PKCE verifier. */
  readonly sealed_code_verifier: string;
  /** Milliseconds since 1970. */
  readonly expires_at: number;
}

/** How long a person may take at the provider. */
const AUTHORIZATION_LIFE_MS = 10 * 60_000;
/** An ended one is remembered for a while, so that a late answer is told that it is late. */
const REMEMBERED_MS = 60 * 60_000;

/** Authorizations by the digest of their `state`: who reads the disk can't answer for a provider. */
export class AuthorizationStore {
  readonly #keyring: Keyring;
  readonly #byState: Records<Authorization>;
  /** One state, one writer: an admission must not bring back what an answer has just taken. */
  readonly #queue = new Serialiser();

  static async load(store: Store, keyring: Keyring): Promise<AuthorizationStore> {
    return new AuthorizationStore(keyring, await Records.load<Authorization>(store, "authorizations"));
  }

  private constructor(keyring: Keyring, byState: Records<Authorization>) {
    this.#keyring = keyring;
    this.#byState = byState;
  }

  async add(
    state: string,
    codeVerifier: string,
    request: Omit<Authorization, "sealed_code_verifier" | "expires_at">,
  ): Promise<void> {
    await this.#sweep();
    const key = digestOf(state);
    const sealed_code_verifier = await this.#keyring.seal(codeVerifier, verifierOf(key));
    await this.#byState.put(key, { ...request, sealed_code_verifier, expires_at: Date.now() + AUTHORIZATION_LIFE_MS });
  }

  get(state: string): Authorization | undefined {
    return this.#byState.get(digestOf(state));
  }

  /** Lets one more browser bring the answer. */
  async admit(state: string, browser: string): Promise<void> {
    await this.#queue.run(digestOf(state), async () => {
      const authorization = this.get(state);
      if (!authorization || authorization.browsers.includes(browser)) return;
      await this.#byState.put(digestOf(state), { ...authorization, browsers: [...authorization.browsers, browser] });
    });
  }

  /**
   * Takes it out for good: a `state` is good for one answer. Two answers at once meet it once.
   * @returns the PKCE verifier, or undefined when another answer was first.
   */
  async take(state: string): Promise<string | undefined> {
    const key = digestOf(state);
    return this.#queue.run(key, async () => {
      const authorization = this.#byState.get(key);
      if (!authorization) return undefined;
      await this.#byState.delete(key);
      return this.#keyring.unseal(authorization.sealed_code_verifier, verifierOf(key));
    });
  }

  /** `Resealable`. */
  sealedRecords(): [string, Authorization][] {
    return this.#byState.entries();
  }

  async replaceSealed(key: string, reseal: <Value extends object>(record: Value) => Promise<Value>): Promise<void> {
    await this.#queue.run(key, async () => {
      const before = this.#byState.get(key);
      if (before) await this.#byState.put(key, await reseal(before));
    });
  }

  /** Ends whatever a flow began. */
  async endFlow(flowId: string): Promise<void> {
    await this.#remove(([, { flow_id }]) => flow_id === flowId);
  }

  async #sweep(): Promise<void> {
    const forgotten = Date.now() - REMEMBERED_MS;
    await this.#remove(([, { expires_at }]) => expires_at < forgotten);
  }

  async #remove(matches: (item: [string, Authorization]) => boolean): Promise<void> {
    const keys = this.#byState
      .entries()
      .filter(matches)
      .map(([key]) => key);
    await Promise.all(keys.map((key) => this.#queue.run(key, () => this.#byState.delete(key))));
  }
}

const verifierOf = (key: string) => ({ record: `authorizations/${key}`, field: "code_verifier" });
