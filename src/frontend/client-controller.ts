import type { LitElement, ReactiveController } from "lit";
import type { Client } from "./client.ts";

export type ClientHost = LitElement & { readonly client: Client };

/**
 * Does something with the hub's connection while its host element is in the page: `begin` whenever there is a connection
 * to use, `end` when the element leaves or gets another one.
 */
export abstract class ClientController implements ReactiveController {
  protected readonly host: ClientHost;
  #client: Client | undefined;

  constructor(host: ClientHost) {
    this.host = host;
    host.addController(this);
  }

  /** Undefined while the host element is not in the page. */
  protected get client(): Client | undefined {
    return this.#client;
  }

  protected abstract begin(client: Client): void;
  protected abstract end(client: Client): void;

  hostConnected(): void {
    this.host.requestUpdate();
  }

  /** The host has its client before its first update, not before it is connected. */
  hostUpdate(): void {
    const { client, isConnected } = this.host;
    if (!client || client === this.#client || !isConnected) return;
    this.hostDisconnected();
    this.#client = client;
    this.begin(client);
  }

  hostDisconnected(): void {
    if (this.#client) this.end(this.#client);
    this.#client = undefined;
  }
}
