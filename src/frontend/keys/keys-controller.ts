import type { KeyState } from "../../protocol/keys.ts";
import { type Client, isLost } from "../client.ts";
import { ClientController } from "../client-controller.ts";

/** The key's state, kept current while the host element is in the page; undefined until it is there. */
export class KeysController extends ClientController {
  state: KeyState | undefined;
  /** Why it can't be had. */
  error: unknown;
  #end: Promise<() => void> | undefined;

  retry(): void {
    this.hostDisconnected();
    this.host.requestUpdate();
  }

  protected begin(client: Client): void {
    this.error = undefined;
    this.#end = client.subscribe("application_credentials/key/subscribe", {}, (state) => {
      if (client !== this.client) return;
      this.state = state;
      this.host.requestUpdate();
    });
    this.#end.catch((error: unknown) => {
      if (client !== this.client || isLost(error)) return;
      this.error = error;
      this.host.requestUpdate();
    });
  }

  protected end(): void {
    this.#end?.then((unsubscribe) => unsubscribe()).catch(() => undefined);
    this.#end = undefined;
  }
}
