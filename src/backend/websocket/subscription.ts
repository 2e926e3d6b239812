import type { Outbox } from "./outbox.ts";
import { eventFrame } from "./wire-messages.ts";

/** The events of one message that subscribed; held back until its result is out, silent after its end. */
export class Subscription {
  readonly #id: number;
  readonly #outbox: Outbox;
  #held: unknown[] | undefined = [];
  #unsubscribe: (() => void) | undefined;
  #ended = false;

  constructor(id: number, outbox: Outbox) {
    this.#id = id;
    this.#outbox = outbox;
  }

  send(event: unknown): void {
    if (this.#ended) return;
    if (this.#held) this.#held.push(event);
    else this.#outbox.send(eventFrame(this.#id, event));
  }

  /** The result is out: what was held back follows. */
  begin(unsubscribe: () => void): void {
    this.#unsubscribe = unsubscribe;
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const event of held) this.send(event);
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#unsubscribe?.();
  }
}
