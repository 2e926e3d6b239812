import { randomUUID } from "node:crypto";
import { ReadyJson } from "../backend/commands.ts";
import type { Log } from "../backend/host.ts";

type Listener = (event: ReadyJson) => void;

/** The hub's events, in the shape of Home Assistant's `Event.as_dict` (homeassistant/core.py). */
export class EventBus {
  readonly #listeners = new Map<Listener, string | undefined>();
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Tells every listener of this type; serialised once for all of them. */
  fire(eventType: string, data: Readonly<Record<string, unknown>>): void {
    const listeners = [...this.#listeners].filter(([, type]) => type === undefined || type === eventType);
    if (listeners.length === 0) return;
    const event = new ReadyJson(
      JSON.stringify({
        event_type: eventType,
        data,
        origin: "LOCAL",
        time_fired: new Date().toISOString(),
        context: { id: randomUUID(), parent_id: null, user_id: null },
      }),
    );
    for (const [listener] of listeners) this.#tell(listener, event);
  }

  /**
   * @param eventType `undefined` listens to every type.
   * @returns the function that ends it.
   */
  listen(eventType: string | undefined, listener: Listener): () => void {
    this.#listeners.set(listener, eventType);
    return () => void this.#listeners.delete(listener);
  }

  #tell(listener: Listener, event: ReadyJson): void {
    try {
      listener(event);
    } catch (error) {
      this.#log.error("A listener of an event failed", error);
    }
  }
}
