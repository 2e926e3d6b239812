import type { LitElement, ReactiveController } from "lit";
import type { Client } from "./client.ts";

type Host = LitElement & { readonly client: Client };

/** Tells its host whether the page's connection to the hub is lost, and when it is back. */
export class ConnectionController implements ReactiveController {
  readonly #host: Host;
  readonly #onBack: (() => void) | undefined;
  #client: Client | undefined;

  constructor(host: Host, onBack?: () => void) {
    this.#host = host;
    this.#onBack = onBack;
    host.addController(this);
  }

  get lost(): boolean {
    return this.#client?.connected === false;
  }

  /** The host has its client before its first update, not before it is connected. */
  hostUpdate(): void {
    const { client } = this.#host;
    if (!client || client === this.#client || !this.#host.isConnected) return;
    this.hostDisconnected();
    this.#client = client;
    client.connection.addEventListener("ready", this.#back);
    client.connection.addEventListener("disconnected", this.#gone);
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#client?.connection.removeEventListener("ready", this.#back);
    this.#client?.connection.removeEventListener("disconnected", this.#gone);
    this.#client = undefined;
  }

  readonly #gone = (): void => this.#host.requestUpdate();

  readonly #back = (): void => {
    this.#onBack?.();
    this.#host.requestUpdate();
  };
}
