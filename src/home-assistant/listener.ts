import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { ListenOptions } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { StartError } from "../backend/start-error.ts";

const PATH = "/bridge";
/** An application's websocket, which Home Assistant passes on. */
const APPLICATION_PATH = "/application/websocket";
/** Where the token of a backend on another machine stands in requests of applications, which have an Authorization of their own. */
const TOKEN_HEADER = "x-application-credentials-token";
/** In bytes; an application's frames and bodies. */
const LONGEST_OF_APPLICATIONS = 1024 * 1024;
/** Bytes of one frame: an adoption's chunk of 200 credentials with the longest fields that there are. */
const LONGEST_FRAME = 16 * 1024 * 1024;

export interface Listener {
  close(): Promise<void>;
}

export interface ListenerOptions {
  /** A Unix socket's path, or host and port. */
  readonly at: ListenOptions;
  /** What a caller has to show; absent on a Unix socket, which its folder protects. */
  readonly token: string | undefined;
  readonly onConnection: (socket: WebSocket) => void;
  /** What applications send: HTTP requests and websockets. */
  readonly applications: {
    serve(request: IncomingMessage, response: ServerResponse): void;
    welcome(socket: WebSocket, request: IncomingMessage): Promise<void>;
  };
}

/**
 * Waits for Home Assistant's Python.
 * @throws StartError `options` when it can't listen there.
 */
export async function listen({ at, token, onConnection, applications }: ListenerOptions): Promise<Listener> {
  const server = createServer((request, response) => {
    if (isPassedOn(request, token)) applications.serve(request, response);
    else response.writeHead(404).end();
  });
  const others = new WebSocketServer({
    noServer: true,
    maxPayload: LONGEST_OF_APPLICATIONS,
    perMessageDeflate: false,
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LONGEST_FRAME, perMessageDeflate: false });
  server.on("upgrade", (request, socket, head) => {
    if (request.url === APPLICATION_PATH && isPassedOn(request, token)) {
      others.handleUpgrade(request, socket, head, (found) => {
        void applications.welcome(found, request).catch(() => found.terminate());
      });
      return;
    }
    const refusal = refuse(request, token);
    if (refusal) return end(socket, refusal);
    sockets.handleUpgrade(request, socket, head, onConnection);
  });
  await begin(server, at);
  return {
    async close() {
      for (const socket of [...sockets.clients, ...others.clients]) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A request that Home Assistant's Python passed on; on a Unix socket nobody else can send any. */
const isPassedOn = ({ headers }: IncomingMessage, token: string | undefined): boolean =>
  token === undefined || isSame(String(headers[TOKEN_HEADER] ?? ""), token);

function refuse({ url, headers }: IncomingMessage, token: string | undefined): string | undefined {
  if (url !== PATH) return "404 Not Found";
  // A browser names its page; Python does not.
  if (headers.origin !== undefined) return "403 Forbidden";
  if (token !== undefined && !isSame(headers.authorization ?? "", `Bearer ${token}`)) return "401 Unauthorized";
  return undefined;
}

const isSame = (given: string, wanted: string): boolean => timingSafeEqual(digest(given), digest(wanted));
const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

function end(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

async function begin(server: Server, at: ListenOptions): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const place = at.path ?? `${at.host}:${at.port}`;
      reject(new StartError(`The bridge can't listen at ${place} (${error.code}).`, { cause: error }));
    });
    server.listen(at, resolve);
  });
}
