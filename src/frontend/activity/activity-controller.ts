import { type ActivityItem, MAX_ACTIVITY_PAGE } from "../../protocol/activity.ts";
import { type Client, isLost } from "../client.ts";
import { ClientController } from "../client-controller.ts";

/** What is on the screen first comes in a short page. */
const FIRST_PAGE = 100;
const KNOWN_DELAY_MS = 200;

/** The records that are still there, by their ids, and the names of integrations. */
export interface KnownRecords {
  readonly credentials: ReadonlySet<string>;
  /** Config entries. */
  readonly accounts: ReadonlySet<string>;
  readonly names: Readonly<Record<string, { readonly name: string }>>;
}

const NOTHING_KNOWN: KnownRecords = { credentials: new Set(), accounts: new Set(), names: {} };

/**
 * Every line of the activity, newest first, page by page from the newest; kept current while the host element is in
 * the page. `items` is undefined until the first page is there.
 */
export class ActivityController extends ClientController {
  items: readonly ActivityItem[] | undefined;
  known: KnownRecords = NOTHING_KNOWN;
  /** Why there is nothing to show. */
  error: unknown;
  /** Older lines are on their way. */
  loading = false;
  /** Older lines could not be had. */
  olderFailed = false;
  #ids = new Set<string>();
  /** Where the lines that are not loaded yet begin. */
  #next: string | undefined;
  #ends: Promise<() => void> | undefined;
  #knownTimer: ReturnType<typeof setTimeout> | undefined;

  retry(): void {
    this.hostDisconnected();
    this.host.requestUpdate();
  }

  /** Goes on with the older lines where that failed. */
  loadOlder(): void {
    if (this.client) void this.#loadOlder(this.client);
  }

  protected begin(client: Client): void {
    Object.assign(this, { items: undefined, error: undefined, olderFailed: false, loading: false });
    this.#ids = new Set();
    this.#next = undefined;
    client.connection.addEventListener("ready", this.#onBack);
    // First, so that no line falls between the list and what follows it.
    this.#ends = client.subscribe("application_credentials/activity/subscribe", {}, (items) => {
      if (client === this.client) this.#addNewer(items);
    });
    void this.#start(client, this.#ends);
  }

  protected end({ connection }: Client): void {
    clearTimeout(this.#knownTimer);
    connection.removeEventListener("ready", this.#onBack);
    this.#ends?.then((unsubscribe) => unsubscribe()).catch(() => undefined);
  }

  async #start(client: Client, subscribed: Promise<unknown>): Promise<void> {
    try {
      await subscribed;
      await this.#loadKnown(client);
      const { items, next } = await client.call("application_credentials/activity/list", { limit: FIRST_PAGE });
      if (client !== this.client) return;
      this.#next = next;
      this.items = this.#merged(this.items ?? [], this.#unknown(items));
      this.host.requestUpdate();
      await this.#loadOlder(client);
    } catch (error) {
      if (client !== this.client) return;
      this.error = error;
      this.host.requestUpdate();
    }
  }

  async #loadOlder(client: Client): Promise<void> {
    if (this.loading) return;
    this.loading = true;
    this.olderFailed = false;
    try {
      while (this.#next !== undefined) {
        this.host.requestUpdate();
        const args = { before: this.#next, limit: MAX_ACTIVITY_PAGE };
        const { items, next } = await client.call("application_credentials/activity/list", args);
        if (client !== this.client) return;
        this.#next = next;
        this.items = [...(this.items ?? []), ...this.#unknown(items)];
      }
    } catch (error) {
      // A lost connection goes on by itself when it is back.
      if (client === this.client) this.olderFailed = !isLost(error);
    }
    if (client !== this.client) return;
    this.loading = false;
    this.host.requestUpdate();
  }

  /** What was written while the connection was lost, and what was not loaded before it was. */
  async #catchUp(client: Client): Promise<void> {
    const missed: ActivityItem[] = [];
    let before: string | undefined;
    do {
      const args = { limit: MAX_ACTIVITY_PAGE, ...(before !== undefined && { before }) };
      const { items, next } = await client.call("application_credentials/activity/list", args);
      if (client !== this.client) return;
      const unknown = this.#unknown(items);
      missed.push(...unknown);
      before = unknown.length === items.length ? next : undefined;
    } while (before !== undefined);
    this.items = this.#merged(missed, this.items ?? []);
    this.#knownSoon();
    this.host.requestUpdate();
    await this.#loadOlder(client);
  }

  readonly #onBack = (): void => {
    const { client } = this;
    if (!client) return;
    if (this.items === undefined) this.retry();
    else void this.#catchUp(client).catch(() => undefined);
  };

  #addNewer(items: readonly ActivityItem[]): void {
    this.items = this.#merged(this.#unknown(items), this.items ?? []);
    this.#knownSoon();
    this.host.requestUpdate();
  }

  /** Newest first; two lists that hold none twice. */
  #merged(newer: readonly ActivityItem[], older: readonly ActivityItem[]): ActivityItem[] {
    return [...newer, ...older].sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  #unknown(items: readonly ActivityItem[]): ActivityItem[] {
    const unknown = items.filter(({ id }) => !this.#ids.has(id));
    for (const { id } of unknown) this.#ids.add(id);
    return unknown;
  }

  /** A line may tell of a record that came or went. */
  #knownSoon(): void {
    clearTimeout(this.#knownTimer);
    this.#knownTimer = setTimeout(() => this.client && void this.#loadKnown(this.client), KNOWN_DELAY_MS);
  }

  /** Once: every sentence is made anew for other names. */
  async #loadNames(client: Client): Promise<KnownRecords["names"]> {
    if (this.known.names !== NOTHING_KNOWN.names) return this.known.names;
    const config = await client.call("application_credentials/config", {}).catch(() => undefined);
    return config?.integrations ?? NOTHING_KNOWN.names;
  }

  /** Without it lines have no links, and domains in the place of names. */
  async #loadKnown(client: Client): Promise<void> {
    const [usage, entries, names] = await Promise.all([
      client.call("application_credentials/usage", {}).catch(() => ({})),
      client.call("config_entries/get", {}).catch(() => []),
      this.#loadNames(client),
    ]);
    if (client !== this.client) return;
    this.known = {
      credentials: new Set(Object.keys(usage)),
      accounts: new Set(entries.map(({ entry_id }) => entry_id)),
      names,
    };
    this.host.requestUpdate();
  }
}
