import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { CommandHandler } from "../../backend/commands.ts";
import type { Log } from "../../backend/host.ts";
import { authPhase, sayAuthOk } from "../../backend/websocket/auth-phase.ts";
import { Connection } from "../../backend/websocket/connection.ts";
import type { Session } from "../../backend/websocket/session.ts";
import { HttpError } from "../http/answers.ts";
import { isLocalRequest, senderOf } from "../http/local-address.ts";
import { checkOrigin } from "../http/origin-check.ts";

const PATH = "/api/websocket";
/** In bytes; a longer frame closes the socket with 1009. */
const MAX_FRAME = 1024 * 1024;
const PING_INTERVAL = 30_000;
/** Lists go out twice as fast uncompressed. `closeTimeout`, in milliseconds, is not in the types yet. */
const SERVER_OPTIONS = { noServer: true, maxPayload: MAX_FRAME, perMessageDeflate: false, closeTimeout: 2_000 };
/** Sockets that have not signed in yet. */
const MAX_ANONYMOUS = 1_000;

export interface WebSocketDoorOptions {
  readonly handlers: ReadonlyMap<string, CommandHandler>;
  readonly authenticate: (token: string, isLocal: boolean) => Promise<Session | undefined>;
  readonly isReady: () => boolean;
  readonly allowedOrigins: ReadonlySet<string>;
  readonly log: Log;
}

/** `/api/websocket`: lets sockets in, keeps them alive, and knows who is there. */
export class WebSocketDoor {
  readonly #options: WebSocketDoorOptions;
  readonly #sockets = new WebSocketServer(SERVER_OPTIONS);
  readonly #connections = new Set<Connection>();
  readonly #silent = new WeakSet<WebSocket>();
  readonly #pinging = setInterval(() => this.#pingAll(), PING_INTERVAL).unref();

  constructor(server: Server, options: WebSocketDoorOptions) {
    this.#options = options;
    server.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** Closes the sockets of these sessions. */
  disconnect(matches: (session: Session) => boolean): void {
    for (const connection of this.#connections) if (matches(connection.session)) connection.disconnect();
  }

  /** Answers what runs, then closes every socket with 1001. */
  async close(): Promise<void> {
    clearInterval(this.#pinging);
    const sockets = [...this.#sockets.clients];
    const gone = sockets.map((socket) => new Promise((resolve) => socket.once("close", resolve)));
    await Promise.all([...this.#connections].map((connection) => connection.close(1001, "The hub is stopping")));
    for (const socket of sockets) socket.close(1001, "The hub is stopping");
    await Promise.all(gone);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on("error", () => socket.destroy());
    const refusal = this.#refusalOf(request);
    if (refusal) {
      refuseUpgrade(socket, refusal);
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      void this.#welcome(webSocket, request).catch((error: unknown) => {
        this.#options.log.error("A websocket failed", error);
        webSocket.terminate();
      });
    });
  }

  #refusalOf(request: IncomingMessage): HttpError | undefined {
    if (request.url?.split("?", 1)[0] !== PATH) return new HttpError(404, "Not found");
    const anonymous = this.#sockets.clients.size - this.#connections.size;
    if (!this.#options.isReady() || anonymous > MAX_ANONYMOUS) return new HttpError(503, "The hub is busy");
    try {
      checkOrigin(request, this.#options.allowedOrigins);
      return undefined;
    } catch (error) {
      return error instanceof HttpError ? error : new HttpError(400, "Bad request");
    }
  }

  async #welcome(socket: WebSocket, request: IncomingMessage): Promise<void> {
    // A frame that breaks the protocol is answered by a close frame; there is nothing else to do about it.
    socket.on("error", () => {});
    socket.on("pong", () => this.#silent.delete(socket));
    // A socket that is gone has no address any more.
    const [isLocal, address] = [isLocalRequest(request), senderOf(request)];
    const signedIn = await authPhase(socket, (token) => this.#options.authenticate(token, isLocal));
    if (!signedIn || socket.readyState !== socket.OPEN) return;
    sayAuthOk(socket);
    const early = signedIn.takeEarly();
    const session = { ...signedIn.session, caller: { ...signedIn.session.caller, address } };
    const connection = new Connection(socket, session, this.#options.handlers, this.#options.log);
    this.#connections.add(connection);
    socket.on("close", () => this.#connections.delete(connection));
    for (const [data, isBinary] of early) connection.receive(data, isBinary);
  }

  #pingAll(): void {
    for (const socket of this.#sockets.clients) {
      if (this.#silent.has(socket)) {
        socket.terminate();
        continue;
      }
      this.#silent.add(socket);
      socket.ping();
    }
  }
}

function refuseUpgrade(socket: Duplex, { status, message }: HttpError): void {
  const body = JSON.stringify({ message });
  socket.end(
    `HTTP/1.1 ${status} ${message}\r\nConnection: close\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
