import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Hass, PageConnection } from "../../../protocol/page.ts";

type Host = ReactiveControllerHost & { readonly hass?: Hass };

/** How a subscription of the hub becomes a map. */
interface LiveMapOptions<Change, Item> {
  readonly message: { readonly type: string };
  /** `type: null` marks what is there already; an event of such changes only begins the map anew. Others need no type. */
  key(change: Change): string;
  /** Undefined when the change takes the item away. */
  item(change: Change): Item | undefined;
}

/**
 * Records of the hub by id, kept current by a subscription while the host element is in the page.
 * `items` is undefined until the first event; `error` holds why there is none.
 */
export class LiveMap<Change extends object, Item> implements ReactiveController {
  items: ReadonlyMap<string, Item> | undefined;
  error: unknown;
  readonly #host: Host;
  readonly #options: LiveMapOptions<Change, Item>;
  #connection: PageConnection | undefined;
  #unsubscribe: Promise<() => Promise<void>> | undefined;

  constructor(host: Host, options: LiveMapOptions<Change, Item>) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  /**
   * The host's `hass` may come later than its connection to the page, and brings another one after a new sign-in.
   * These records are for administrators; anybody else's subscription would only be refused.
   */
  hostUpdate(): void {
    const { connection, user } = this.#host.hass ?? {};
    if (!connection || !user?.is_admin || connection === this.#connection) return;
    this.#end();
    this.#begin(connection);
  }

  hostConnected(): void {
    this.hostUpdate();
  }

  hostDisconnected(): void {
    this.#end();
  }

  retry(): void {
    this.#end();
    this.hostUpdate();
    this.#host.requestUpdate();
  }

  #begin(connection: PageConnection): void {
    this.#connection = connection;
    this.error = undefined;
    const subscription = connection.subscribeMessage<Change[]>((changes) => {
      if (this.#unsubscribe === subscription) this.#apply(changes);
    }, this.#options.message);
    this.#unsubscribe = subscription;
    subscription.catch((error: unknown) => {
      if (this.#unsubscribe !== subscription) return;
      this.error = error;
      this.#host.requestUpdate();
    });
  }

  #end(): void {
    // The hub ends the subscription itself when the connection is gone.
    this.#unsubscribe?.then((unsubscribe) => unsubscribe()).catch(() => undefined);
    this.#unsubscribe = undefined;
    this.#connection = undefined;
  }

  #apply(changes: readonly Change[]): void {
    const anew = changes.every((change) => "type" in change && change.type === null);
    const items = new Map(anew ? [] : this.items);
    for (const change of changes) {
      const item = this.#options.item(change);
      if (item === undefined) items.delete(this.#options.key(change));
      else items.set(this.#options.key(change), item);
    }
    this.items = items;
    this.#host.requestUpdate();
  }
}
