import type { CommandType, EventOfType, InputOfType, ResultOfType, SubscriptionType } from "../protocol/index.ts";
import type { PageConnection } from "../protocol/page.ts";

/** Why a command failed: the wire's stable code and its sentence, or `connection_lost`. */
export class CallError extends Error {
  override readonly name = "CallError";
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** `home-assistant-js-websocket`'s `ERR_CONNECTION_LOST`: the command may or may not have been carried out. */
const ERR_CONNECTION_LOST = 3;

/** The protocol's commands, typed by its table. */
export class Client {
  readonly connection: PageConnection;

  constructor(connection: PageConnection) {
    this.connection = connection;
  }

  /** @throws CallError */
  async call<T extends CommandType>(type: T, args: InputOfType<T>): Promise<ResultOfType<T>> {
    try {
      return await this.connection.sendMessagePromise<ResultOfType<T>>({ type, ...args });
    } catch (error) {
      throw asCallError(error);
    }
  }

  /**
   * Every event of a subscription, from the one that is begun again after a lost connection too.
   * @returns its end.
   * @throws CallError
   */
  async subscribe<T extends SubscriptionType>(
    type: T,
    args: InputOfType<T>,
    onEvent: (event: EventOfType<T>) => void,
  ): Promise<() => void> {
    try {
      const end = await this.connection.subscribeMessage<EventOfType<T>>(onEvent, { type, ...args });
      // The hub ends the subscription itself when the connection is gone.
      return () => void end().catch(() => undefined);
    } catch (error) {
      throw asCallError(error);
    }
  }

  get connected(): boolean {
    return this.connection.connected;
  }

  /** Resolves when there is a connection. */
  async whenConnected(signal?: AbortSignal): Promise<void> {
    const { connection } = this;
    if (connection.connected) return;
    await new Promise<void>((resolve, reject) => {
      const end = () => {
        connection.removeEventListener("ready", onReady);
        signal?.removeEventListener("abort", onAbort);
      };
      const onReady = () => {
        end();
        resolve();
      };
      const onAbort = () => {
        end();
        reject(signal?.reason);
      };
      connection.addEventListener("ready", onReady);
      signal?.addEventListener("abort", onAbort);
    });
  }
}

function asCallError(error: unknown): CallError {
  if (error === ERR_CONNECTION_LOST) return new CallError("connection_lost", "");
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  if (code === ERR_CONNECTION_LOST) return new CallError("connection_lost", "");
  return new CallError(typeof code === "string" ? code : "unknown_error", typeof message === "string" ? message : "");
}

/** Whether the answer is missing because the connection is. */
export const isLost = (error: unknown): boolean => error instanceof CallError && error.code === "connection_lost";
