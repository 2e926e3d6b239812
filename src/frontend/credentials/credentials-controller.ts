import type { Credential, CredentialChange } from "../../protocol/credentials.ts";
import type { ResultOfType } from "../../protocol/index.ts";
import type { Client } from "../client.ts";
import { ClientController } from "../client-controller.ts";

export type Usage = ResultOfType<"application_credentials/usage">;
export type CredentialsConfig = ResultOfType<"application_credentials/config">;
export type EntryUsage = Usage[string][number];

const NO_CONFIG: CredentialsConfig = { domains: [], integrations: {} };
const USAGE_DELAY_MS = 100;

/**
 * Every credential, which entries use each, and the integrations that take one; kept current while the host element
 * is in the page. `items` is undefined until they are there; `error` says that they can't be had.
 */
export class CredentialsController extends ClientController {
  items: ReadonlyMap<string, Credential> | undefined;
  usage: Usage | undefined;
  config: CredentialsConfig = NO_CONFIG;
  error: unknown;
  #ends: Promise<() => void>[] = [];
  /** The next event holds every credential: it begins the map anew. */
  #whole = true;
  #usageTimer: ReturnType<typeof setTimeout> | undefined;

  retry(): void {
    this.hostDisconnected();
    this.host.requestUpdate();
  }

  protected begin(client: Client): void {
    this.error = undefined;
    this.#whole = true;
    client.connection.addEventListener("disconnected", this.#onLost);
    const config = client.call("application_credentials/config", {}).catch(() => NO_CONFIG);
    this.#ends = [
      client.subscribe("application_credentials/subscribe", {}, async (changes) => {
        // The names of integrations come first, so that rows do not move when they arrive.
        this.config = await config;
        if (client === this.client) this.#apply(changes);
      }),
      client.subscribe("config_entries/subscribe", {}, () => this.#usageSoon()),
    ];
    this.#ends[0]?.catch((error: unknown) => this.#fail(client, error));
    // Without it the usage is only as fresh as the last change of a credential.
    this.#ends[1]?.catch(() => undefined);
  }

  #fail(client: Client, error: unknown): void {
    if (client !== this.client) return;
    this.error = error;
    this.host.requestUpdate();
  }

  protected end({ connection }: Client): void {
    clearTimeout(this.#usageTimer);
    connection.removeEventListener("disconnected", this.#onLost);
    for (const end of this.#ends) end.then((unsubscribe) => unsubscribe()).catch(() => undefined);
    this.#ends = [];
  }

  readonly #onLost = (): void => {
    this.#whole = true;
  };

  #apply(changes: readonly CredentialChange[]): void {
    const items = new Map(this.#whole ? [] : this.items);
    this.#whole = false;
    for (const { change_type, application_credentials_id, item } of changes) {
      if (change_type === "removed") items.delete(application_credentials_id);
      else items.set(application_credentials_id, item);
    }
    this.items = items;
    this.#usageSoon();
    this.host.requestUpdate();
  }

  /** Changes that come together are followed by one question. */
  #usageSoon(): void {
    clearTimeout(this.#usageTimer);
    this.#usageTimer = setTimeout(() => void this.#loadUsage(), this.usage ? USAGE_DELAY_MS : 0);
  }

  async #loadUsage(): Promise<void> {
    const client = this.client;
    // What is known stays when it can't be had; the next change asks again.
    const usage = await client?.call("application_credentials/usage", {}).catch(() => undefined);
    if (!usage || client !== this.client) return;
    this.usage = usage;
    this.host.requestUpdate();
  }
}
