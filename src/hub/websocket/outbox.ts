import type { WebSocket } from "ws";

/** What may wait for a client that does not read, in bytes; one message beyond it may be as long as it is. */
const MAX_BACKLOG = 16 * 1024 * 1024;

/** Sends text to one socket; drops a client that does not read before it costs memory. */
export class Outbox {
  readonly #socket: WebSocket;
  #coalesce = false;
  #waiting: string[] = [];
  #waitingLength = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /** The client reads several messages as one JSON array from now on. */
  coalesce(): void {
    this.#coalesce = true;
  }

  /** @param json One message. */
  send(json: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount + this.#waitingLength > MAX_BACKLOG) this.#drop();
    else if (this.#coalesce) this.#wait(json);
    else this.#socket.send(json);
  }

  #wait(json: string): void {
    this.#waiting.push(json);
    this.#waitingLength += json.length;
    // What one turn of the event loop answers leaves together, right after it.
    if (this.#waiting.length === 1) setImmediate(() => this.#flush());
  }

  /** Sends what waits, before a close. */
  flush(): void {
    if (this.#waiting.length > 0) this.#flush();
  }

  #flush(): void {
    const messages = this.#waiting;
    this.#waiting = [];
    this.#waitingLength = 0;
    if (messages.length === 0 || this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(messages.length === 1 ? (messages[0] ?? "") : `[${messages.join(",")}]`);
  }

  #drop(): void {
    this.#waiting = [];
    this.#waitingLength = 0;
    this.#socket.terminate();
  }
}
