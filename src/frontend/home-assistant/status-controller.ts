import type { EventOfType } from "../../protocol/index.ts";
import type { Client } from "../client.ts";
import { ClientController } from "../client-controller.ts";

export type IntegrationStatus = EventOfType<"application_credentials/home_assistant/subscribe_status">;

/** Whether a change of a credential can be carried out. */
export const isWritable = ({ serving, backend }: IntegrationStatus): boolean =>
  serving === "backend" && backend.state === "connected";

/**
 * The integration's state, kept current while the host element is in the page. Undefined until it is there, and where it
 * can't be had: for users who are no administrators.
 */
export class StatusController extends ClientController {
  status: IntegrationStatus | undefined;
  #end: Promise<() => void> | undefined;

  protected begin(client: Client): void {
    this.#end = client.subscribe("application_credentials/home_assistant/subscribe_status", {}, (status) => {
      this.status = status;
      this.host.requestUpdate();
    });
    this.#end.catch(() => undefined);
  }

  protected end(): void {
    this.#end?.then((unsubscribe) => unsubscribe()).catch(() => undefined);
  }
}
