import type { PageConnection } from "../../../src/protocol/page.ts";

export type Message = { type: string; [field: string]: unknown };
type Answer = (message: Message) => unknown;
type ConnectionEvent = "ready" | "disconnected" | "reconnect-error";

interface Subscription {
  readonly message: Message;
  readonly callback: (event: never) => void;
}

/** `home-assistant-js-websocket`'s code for a command whose answer the lost connection took away. */
export const LOST = { code: 3, message: "Connection lost" };

/**
 * The page's connection, with answers given by the test. As the real one it begins subscriptions anew after a lost
 * connection, before it says `ready`.
 */
export class FakeConnection implements PageConnection {
  connected = true;
  readonly sent: Message[] = [];
  readonly subscriptions = new Set<Subscription>();
  readonly #answers: Map<string, Answer>;
  readonly #listeners = new Map<ConnectionEvent, Set<() => void>>();

  constructor(answers: Readonly<Record<string, Answer>>) {
    this.#answers = new Map(Object.entries(answers));
  }

  /** Changes the answer to one command; a thrown value is the wire's error. */
  answer(type: string, answer: Answer): void {
    this.#answers.set(type, answer);
  }

  async sendMessagePromise<Result>(message: Message): Promise<Result> {
    if (!this.connected) throw LOST;
    this.sent.push(message);
    return structuredClone(await this.#answer(message)) as Result;
  }

  async subscribeMessage<Event>(callback: (event: Event) => void, message: Message): Promise<() => Promise<void>> {
    const subscription = { message, callback: callback as (event: never) => void };
    const first = await this.#answer(message);
    this.subscriptions.add(subscription);
    if (first !== undefined) queueMicrotask(() => callback(structuredClone(first) as Event));
    return async () => {
      this.subscriptions.delete(subscription);
    };
  }

  /** Sends an event to every subscription of a command. */
  push(type: string, event: unknown): void {
    for (const { message, callback } of this.subscriptions)
      if (message.type === type) callback(structuredClone(event) as never);
  }

  lose(): void {
    this.connected = false;
    this.#emit("disconnected");
  }

  async restore(): Promise<void> {
    this.connected = true;
    for (const { message, callback } of this.subscriptions) {
      const first = await this.#answer(message);
      if (first !== undefined) callback(structuredClone(first) as never);
    }
    this.#emit("ready");
  }

  addEventListener(type: ConnectionEvent, listener: () => void): void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners.add(listener));
  }

  removeEventListener(type: ConnectionEvent, listener: () => void): void {
    this.#listeners.get(type)?.delete(listener);
  }

  /** Listeners and subscriptions that nobody took back. */
  get heldCount(): number {
    return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, this.subscriptions.size);
  }

  async #answer(message: Message): Promise<unknown> {
    const answer = this.#answers.get(message.type);
    if (!answer) throw { code: "unknown_command", message: "Unknown command." };
    return answer(message);
  }

  #emit(type: ConnectionEvent): void {
    for (const listener of [...(this.#listeners.get(type) ?? [])]) listener();
  }
}
