import type { LitElement, ReactiveController } from "lit";
import { CallError } from "./client.ts";

/** A command on its way, and how it ended. It is given up when the host element leaves the page. */
export class SaveController implements ReactiveController {
  busy = false;
  /** Why the last one failed. */
  error: CallError | undefined;
  readonly #host: LitElement;
  #abort = new AbortController();

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#abort = new AbortController();
  }

  hostDisconnected(): void {
    this.#abort.abort();
  }

  /** @returns what `command` gives; undefined when it failed, was given up, or another one is on its way. */
  async run<Result>(command: (signal: AbortSignal) => Promise<Result>): Promise<Result | undefined> {
    if (this.busy) return undefined;
    this.#set(true, undefined);
    const { signal } = this.#abort;
    try {
      const result = await command(signal);
      this.#set(false, undefined);
      return result;
    } catch (error) {
      if (!signal.aborted)
        this.#set(false, error instanceof CallError ? error : new CallError("unknown_error", `${error}`));
      else this.busy = false;
      return undefined;
    }
  }

  #set(busy: boolean, error: CallError | undefined): void {
    this.busy = busy;
    this.error = error;
    this.#host.requestUpdate();
  }
}
