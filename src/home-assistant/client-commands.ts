import type * as v from "valibot";
import { type CommandHandler, dispatch, type Outcome, type WireMessage } from "../backend/commands.ts";
import type { Caller, Log } from "../backend/host.ts";
import type { runCommand } from "../protocol/bridge.ts";
import { subscriptionEvent } from "../protocol/bridge-notices.ts";
import { callerOf } from "./bridge-caller.ts";
import type { BridgeConnection } from "./bridge-connection.ts";
import { clientAnswer } from "./client-answer.ts";
import type { Mirror } from "./mirror.ts";

export interface ClientCommandParts {
  readonly connection: BridgeConnection;
  readonly handlers: ReadonlyMap<string, CommandHandler>;
  readonly mirror: Mirror;
  readonly adopted: () => boolean;
  readonly log: Log;
}

/** Runs what Home Assistant's clients send, for as long as one connection of Python's lasts. */
export class ClientCommands {
  readonly #parts: ClientCommandParts;
  /** By the bridge's id of the command that began each. */
  readonly #subscriptions = new Map<number, () => void>();

  constructor(parts: ClientCommandParts) {
    this.#parts = parts;
  }

  /** @param frame the bridge's id of the command */
  async run({ message, caller }: v.InferOutput<(typeof runCommand)["args"]>, frame: number): Promise<void> {
    const { connection, mirror } = this.#parts;
    let answered = false;
    const early: unknown[] = [];
    const send = (event: unknown) => {
      if (answered) connection.tellEvent(subscriptionEvent, frame, event);
      else early.push(event);
    };
    const outcome = await this.#dispatch(message as WireMessage, callerOf(caller), send);
    await mirror.sent();
    if (outcome.success && outcome.unsubscribe) this.#subscriptions.set(frame, outcome.unsubscribe);
    connection.answerClient(frame, clientAnswer(message.id, outcome));
    answered = true;
    for (const event of early) send(event);
  }

  unsubscribe(frame: number): void {
    this.#subscriptions.get(frame)?.();
    this.#subscriptions.delete(frame);
  }

  close(): void {
    for (const frame of [...this.#subscriptions.keys()]) this.unsubscribe(frame);
  }

  async #dispatch(command: WireMessage, caller: Caller, send: (event: unknown) => void): Promise<Outcome> {
    const { adopted, handlers, log } = this.#parts;
    if (adopted()) return dispatch(handlers, command, caller, send, log);
    const message = "The credentials are being taken over. Try again soon.";
    return { success: false, error: { code: "backend_unavailable", message } };
  }
}
