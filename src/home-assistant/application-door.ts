import type { IncomingMessage, ServerResponse } from "node:http";
import * as v from "valibot";
import type { WebSocket } from "ws";
import type { CommandHandler } from "../backend/commands.ts";
import type { Caller } from "../backend/host.ts";
import { authPhase, sayAuthOk } from "../backend/websocket/auth-phase.ts";
import { Connection } from "../backend/websocket/connection.ts";
import { BridgeCaller } from "../protocol/bridge-values.ts";
import type { BridgeApplicationsHost } from "./applications-host.ts";
import { callerOf } from "./bridge-caller.ts";

/** Home Assistant's Python says in these who sent a request; it takes them away from what comes from outside. */
export const CALLER_HEADER = "x-application-credentials-caller";
export const ADDRESS_HEADER = "x-application-credentials-address";
/** There when the sender is in the own network. */
export const LOCAL_HEADER = "x-application-credentials-local";

/** The way of applications to the plugin, through Home Assistant: their HTTP requests, and their websockets. */
export class ApplicationDoor {
  readonly #host: BridgeApplicationsHost;
  readonly #handlers: ReadonlyMap<string, CommandHandler>;
  readonly #connections = new Set<Connection>();

  constructor(host: BridgeApplicationsHost, handlers: ReadonlyMap<string, CommandHandler>) {
    this.#host = host;
    this.#handlers = handlers;
    host.disconnect = (matches) => {
      for (const connection of this.#connections) if (matches(connection.caller)) connection.disconnect();
    };
  }

  /** Answers one HTTP request. */
  serve(request: IncomingMessage, response: ServerResponse): void {
    const from = { caller: personIn(request), address: addressIn(request) };
    if (!this.#host.answer(request, response, from)) response.writeHead(503).end();
  }

  /** A websocket in Home Assistant's framing, for an application's access token: the plugin's commands alone. */
  async welcome(socket: WebSocket, request: IncomingMessage): Promise<void> {
    socket.on("error", () => {});
    const address = addressIn(request);
    const signedIn = await authPhase(socket, async (token) => {
      const caller = this.#host.authenticate(token, request.headers[LOCAL_HEADER] !== undefined);
      return caller && { caller };
    });
    if (!signedIn || socket.readyState !== socket.OPEN) return;
    sayAuthOk(socket);
    const early = signedIn.takeEarly();
    const session = { caller: { ...signedIn.session.caller, address } };
    const connection = new Connection(socket, session, this.#handlers, this.#host.log);
    this.#connections.add(connection);
    socket.on("close", () => this.#connections.delete(connection));
    for (const [data, isBinary] of early) connection.receive(data, isBinary);
  }
}

function personIn({ headers }: IncomingMessage): Caller | undefined {
  const text = headers[CALLER_HEADER];
  if (typeof text !== "string") return undefined;
  try {
    const parsed = v.safeParse(BridgeCaller, JSON.parse(text));
    return parsed.success ? callerOf(parsed.output) : undefined;
  } catch {
    return undefined;
  }
}

function addressIn({ headers }: IncomingMessage): string | undefined {
  const address = headers[ADDRESS_HEADER];
  return typeof address === "string" && address !== "" ? address : undefined;
}
