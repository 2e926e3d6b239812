import type { Rotation } from "../../protocol/rotation.ts";
import type { Client } from "../client.ts";
import { ClientController } from "../client-controller.ts";

/**
 * The changes of client secrets that are under way or have just ended well; kept current while the host element is in
 * the page. Where they can't be had there are none: the list itself says what is wrong.
 */
export class RotationsController extends ClientController {
  rotations: readonly Rotation[] = [];
  #end: Promise<() => void> | undefined;

  retry(): void {
    this.hostDisconnected();
    this.host.requestUpdate();
  }

  protected begin(client: Client): void {
    this.#end = client.subscribe("application_credentials/rotate/subscribe", {}, (rotations) => {
      if (client !== this.client) return;
      this.rotations = rotations;
      this.host.requestUpdate();
    });
    this.#end.catch(() => undefined);
  }

  protected end(_client: Client): void {
    this.#end?.then((unsubscribe) => unsubscribe()).catch(() => undefined);
  }
}
