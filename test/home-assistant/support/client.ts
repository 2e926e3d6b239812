import { type Connection, createConnection, createLongLivedTokenAuth } from "home-assistant-js-websocket";
import type { CommandType, InputOfType, ResultOfType } from "../../../src/protocol/index.ts";
import type { Tokens } from "./session.ts";

/** What a failed command was answered with. */
export interface WireError {
  /** A number where the connection itself failed. */
  readonly code: string;
  readonly message: string;
}

/** A signed-in user of a Home Assistant: its own websocket client, unmodified, and its REST calls. */
export class Client {
  readonly connection: Connection;
  #received = "";
  readonly #origin: string;
  readonly #tokens: Tokens;

  private constructor(origin: string, tokens: Tokens, connection: Connection) {
    this.#origin = origin;
    this.#tokens = tokens;
    this.connection = connection;
    connection.socket?.addEventListener("message", ({ data }) => {
      this.#received += data;
    });
  }

  /** Every message of the server since it signed in, as it came. */
  received = (): string => this.#received;

  static async connect(origin: string, tokens: Tokens): Promise<Client> {
    const auth = createLongLivedTokenAuth(origin, tokens.access_token);
    return new Client(origin, tokens, await createConnection({ auth, setupRetry: 0 }));
  }

  /** @throws WireError when the answer is a failure. */
  call<Type extends CommandType>(type: Type, ...[args]: Arguments<Type>): Promise<ResultOfType<Type>>;
  call<Result>(type: string, args?: object): Promise<Result>;
  call(type: string, args: object = {}): Promise<unknown> {
    return this.connection.sendMessagePromise({ type, ...args });
  }

  /** The error that a command is expected to be answered with. */
  async refusal(type: string, args: object = {}): Promise<WireError> {
    const outcome: { error: WireError } | { result: unknown } = await this.call(type, args).then(
      (result) => ({ result }),
      (error: WireError) => ({ error }),
    );
    if ("error" in outcome) return outcome.error;
    throw new Error(`${type} was not refused: ${JSON.stringify(outcome.result)}`);
  }

  /** The events of a subscription so far, in a list that grows. */
  async subscribe<Event>(type: string, args: object = {}): Promise<{ events: Event[]; end: () => Promise<void> }> {
    const events: Event[] = [];
    const end = await this.connection.subscribeMessage<Event>((event) => events.push(event), { type, ...args });
    return { events, end };
  }

  /** REST below `/api/`, with the header from which Home Assistant makes the redirect URI. */
  async rest<Result>(method: string, path: string, body?: unknown): Promise<{ status: number; body: Result }> {
    const response = await fetch(`${this.#origin}/api/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#tokens.access_token}`,
        "content-type": "application/json",
        "HA-Frontend-Base": this.#origin,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (isJson(response) ? JSON.parse(text) : text) as Result };
  }

  close(): void {
    this.connection.close();
  }
}

type Arguments<Type extends CommandType> =
  object extends InputOfType<Type> ? [args?: InputOfType<Type>] : [args: InputOfType<Type>];

const isJson = (response: Response) => response.headers.get("content-type")?.startsWith("application/json") ?? false;
