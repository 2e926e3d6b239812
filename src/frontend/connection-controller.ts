import type { Client } from "./client.ts";
import { ClientController, type ClientHost } from "./client-controller.ts";

/** Tells its host whether the page's connection to the hub is lost, and when it is back. */
export class ConnectionController extends ClientController {
  readonly #onBack: (() => void) | undefined;

  constructor(host: ClientHost, onBack?: () => void) {
    super(host);
    this.#onBack = onBack;
  }

  get lost(): boolean {
    return this.client?.connected === false;
  }

  protected begin({ connection }: Client): void {
    connection.addEventListener("ready", this.#back);
    connection.addEventListener("disconnected", this.#gone);
  }

  protected end({ connection }: Client): void {
    connection.removeEventListener("ready", this.#back);
    connection.removeEventListener("disconnected", this.#gone);
  }

  readonly #gone = (): void => this.host.requestUpdate();

  readonly #back = (): void => {
    this.#onBack?.();
    this.host.requestUpdate();
  };
}
