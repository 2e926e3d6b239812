import type { LitElement, ReactiveController } from "lit";
import type { EventOfType } from "../../protocol/index.ts";
import type { Client } from "../client.ts";

export type IntegrationStatus = EventOfType<"application_credentials/home_assistant/subscribe_status">;

type Host = LitElement & { readonly client: Client };

/** Whether a change of a credential can be carried out. */
export const isWritable = ({ serving, backend }: IntegrationStatus): boolean =>
  serving === "backend" && backend.state === "connected";

/**
 * The integration's state, kept current while the host element is in the page. Undefined until it is there, and where it
 * can't be had: for users who are no administrators.
 */
export class StatusController implements ReactiveController {
  status: IntegrationStatus | undefined;
  readonly #host: Host;
  #client: Client | undefined;
  #end: Promise<() => void> | undefined;

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostUpdate(): void {
    const { client, isConnected } = this.#host;
    if (!client || client === this.#client || !isConnected) return;
    this.hostDisconnected();
    this.#client = client;
    this.#end = client.subscribe("application_credentials/home_assistant/subscribe_status", {}, (status) => {
      this.status = status;
      this.#host.requestUpdate();
    });
    this.#end.catch(() => undefined);
  }

  hostDisconnected(): void {
    this.#end?.then((unsubscribe) => unsubscribe()).catch(() => undefined);
    this.#end = undefined;
    this.#client = undefined;
  }
}
