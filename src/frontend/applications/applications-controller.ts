import type { Application, ApplicationChange } from "../../protocol/applications.ts";
import type { Client } from "../client.ts";
import { ClientController } from "../client-controller.ts";

/** A row of the table. */
export interface ApplicationRow {
  readonly id: string;
  readonly application: Application;
}

/** All applications, kept current while the host element is in the page; undefined until they are there. */
export class ApplicationsController extends ClientController {
  rows: readonly ApplicationRow[] | undefined;
  error: unknown;
  #items = new Map<string, ApplicationRow>();
  #end: Promise<() => void> | undefined;
  /** The next event holds every application: it begins anew. */
  #whole = true;

  retry(): void {
    this.hostDisconnected();
    this.host.requestUpdate();
  }

  protected begin(client: Client): void {
    this.error = undefined;
    this.#whole = true;
    client.connection.addEventListener("disconnected", this.#onLost);
    this.#end = client.subscribe("application_credentials/application/subscribe", {}, (changes) => {
      if (client === this.client) this.#apply(changes);
    });
    this.#end.catch((error: unknown) => {
      if (client !== this.client) return;
      this.error = error;
      this.host.requestUpdate();
    });
  }

  protected end({ connection }: Client): void {
    connection.removeEventListener("disconnected", this.#onLost);
    this.#end?.then((unsubscribe) => unsubscribe()).catch(() => undefined);
    this.#end = undefined;
  }

  readonly #onLost = (): void => {
    this.#whole = true;
  };

  #apply(changes: readonly ApplicationChange[]): void {
    if (this.#whole) this.#items = new Map();
    this.#whole = false;
    for (const { change_type, application_id, item } of changes) {
      if (change_type === "removed") this.#items.delete(application_id);
      else this.#items.set(application_id, { id: application_id, application: item });
    }
    this.rows = [...this.#items.values()];
    this.host.requestUpdate();
  }
}
