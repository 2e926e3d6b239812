import type { WebSocket } from "ws";
import { type Frame, frameLength, wireData } from "./wire-messages.ts";

/** What the operating system has not taken yet, in bytes; above it, further messages wait here. */
const FULL = 4 * 1024 * 1024;
/** What may wait, in characters. Long lists share their text, so that they cost less than they count. */
const MOST_WAITING = 256 * 1024 * 1024;
/** A client that took nothing for so long, while something waits for it, does not read. In milliseconds. */
const STALLED_AFTER = 5_000;

/**
 * Sends text to one socket. A client that asks for much at once is read from more slowly; one that does not read
 * is dropped before it costs memory.
 */
export class Outbox {
  readonly #socket: WebSocket;
  #coalesce = false;
  #turn: string[] = [];
  #waiting: Frame[] = [];
  #waitingLength = 0;
  #stallCheck: NodeJS.Timeout | undefined;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("close", () => clearInterval(this.#stallCheck));
  }

  /** The client reads several messages as one JSON array from now on. */
  coalesce(): void {
    this.#coalesce = true;
  }

  /** @param frame One message. */
  send(frame: Frame): void {
    if (!this.#coalesce || typeof frame !== "string") {
      this.flush();
      this.#write(frame);
      return;
    }
    this.#turn.push(frame);
    // What one turn of the event loop answers leaves together, right after it.
    if (this.#turn.length === 1) setImmediate(() => this.flush());
  }

  /** Sends what this turn has gathered. */
  flush(): void {
    const messages = this.#turn;
    this.#turn = [];
    if (messages.length > 0) this.#write(messages.length === 1 ? (messages[0] ?? "") : `[${messages.join(",")}]`);
  }

  #write(frame: Frame): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#waiting.length > 0 || this.#socket.bufferedAmount > FULL) this.#wait(frame);
    else this.#hand(frame);
  }

  #hand(frame: Frame): void {
    this.#socket.send(wireData(frame), { binary: false }, () => this.#sendWaiting());
  }

  #wait(frame: Frame): void {
    this.#waiting.push(frame);
    this.#waitingLength += frameLength(frame);
    if (this.#waitingLength > MOST_WAITING) this.#socket.terminate();
    if (this.#waiting.length > 1) return;
    // Whoever is behind with reading need not be listened to: what they ask for would only wait too.
    this.#socket.pause();
    this.#watchForStall();
  }

  #sendWaiting(): void {
    while (this.#waiting.length > 0 && this.#socket.bufferedAmount <= FULL) {
      const frame = this.#waiting.shift() ?? "";
      this.#waitingLength -= frameLength(frame);
      if (this.#waiting.length === 0) this.#caughtUp();
      this.#hand(frame);
    }
  }

  #caughtUp(): void {
    clearInterval(this.#stallCheck);
    this.#socket.resume();
  }

  #watchForStall(): void {
    let before = this.#left();
    clearInterval(this.#stallCheck);
    this.#stallCheck = setInterval(() => {
      const now = this.#left();
      if (now >= before) this.#socket.terminate();
      before = now;
    }, STALLED_AFTER).unref();
  }

  #left(): number {
    return this.#socket.bufferedAmount + this.#waitingLength;
  }
}
