import type { WebSocket } from "ws";
import { notFound } from "../../protocol/errors.ts";
import { supportedFeatures, unsubscribeEvents } from "../../protocol/home-assistant.ts";
import { type CommandHandler, dispatch, handle, type WireMessage } from "../commands.ts";
import type { Caller, Log } from "../host.ts";
import { LAST_ANSWERS, within } from "../within.ts";
import { Outbox } from "./outbox.ts";
import type { Session } from "./session.ts";
import { Subscription } from "./subscription.ts";
import { errorFrame, readFrame, resultFrame } from "./wire-messages.ts";

/** One signed-in socket: runs its messages, side by side, and keeps its subscriptions. */
export class Connection {
  readonly session: Session;
  readonly #socket: WebSocket;
  readonly #handlers: ReadonlyMap<string, CommandHandler>;
  readonly #log: Log;
  readonly #outbox: Outbox;
  readonly #own: ReadonlyMap<string, CommandHandler>;
  readonly #subscriptions = new Map<number, Subscription>();
  readonly #running = new Set<Promise<void>>();
  #lastId = 0;
  #ended = false;

  constructor(socket: WebSocket, session: Session, handlers: ReadonlyMap<string, CommandHandler>, log: Log) {
    this.session = session;
    this.#socket = socket;
    this.#handlers = handlers;
    this.#log = log;
    this.#outbox = new Outbox(socket);
    this.#own = this.#ownHandlers();
    socket.on("message", (data: Buffer, isBinary: boolean) => this.receive(data, isBinary));
    socket.on("close", () => this.#end());
  }

  get caller(): Caller {
    return this.session.caller;
  }

  /** Takes no more messages, answers those that run, then closes. */
  async close(code: number, reason: string): Promise<void> {
    this.#end();
    await within(LAST_ANSWERS, Promise.allSettled(this.#running));
    this.#closeSocket(code, reason);
  }

  /** The caller may no longer be here: what still runs is not answered. */
  disconnect(): void {
    this.#end();
    this.#closeSocket(1008, "The sign-in has ended");
  }

  #closeSocket(code: number, reason: string): void {
    this.#outbox.flush();
    this.#socket.close(code, reason);
  }

  /** Takes one frame. */
  receive(data: Buffer, isBinary: boolean): void {
    if (this.#ended) return;
    for (const incoming of readFrame(data, isBinary)) {
      if ("refusal" in incoming) this.#outbox.send(incoming.refusal);
      else this.#accept(incoming.message);
    }
  }

  #accept(message: WireMessage): void {
    const { id, type } = message;
    if (id <= this.#lastId) {
      this.#outbox.send(errorFrame(id, "id_reuse", "Identifier values have to increase."));
      return;
    }
    this.#lastId = id;
    if (type !== "ping") this.#begin(message);
    else if (Object.keys(message).length > 2) this.#outbox.send(errorFrame(id, "invalid_format", "ping has no fields"));
    else this.#outbox.send(`{"id":${id},"type":"pong"}`);
  }

  #begin(message: WireMessage): void {
    const running = this.#run(message).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #run(message: WireMessage): Promise<void> {
    const { id, type } = message;
    const subscription = new Subscription(id, this.#outbox);
    const handlers = this.#own.has(type) ? this.#own : this.#handlers;
    const outcome = await dispatch(handlers, message, this.caller, (event) => subscription.send(event), this.#log);
    this.#outbox.send(resultFrame(id, outcome));
    if (!outcome.success || !outcome.unsubscribe) return;
    subscription.begin(outcome.unsubscribe);
    if (this.#ended) subscription.end();
    else this.#subscriptions.set(id, subscription);
  }

  #end(): void {
    this.#ended = true;
    for (const subscription of this.#subscriptions.values()) subscription.end();
    this.#subscriptions.clear();
  }

  /** The commands that are about this connection. */
  #ownHandlers(): ReadonlyMap<string, CommandHandler> {
    const own = [
      handle(supportedFeatures, ({ features }) => {
        if (features.coalesce_messages) this.#outbox.coalesce();
        return null;
      }),
      handle(unsubscribeEvents, ({ subscription: id }) => {
        const subscription = this.#subscriptions.get(id);
        if (!subscription) throw notFound("Subscription not found.");
        this.#subscriptions.delete(id);
        subscription.end();
        return null;
      }),
    ];
    return new Map(own.map((handler) => [handler.command.type, handler]));
  }
}
