import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Log } from "../../backend/host.ts";
import { StartError } from "../../backend/start-error.ts";
import { StoreError } from "../../backend/store/store.ts";
import { LAST_ANSWERS } from "../../backend/within.ts";
import { CommandError } from "../../protocol/errors.ts";
import { HttpError, message as messageAnswer } from "./answers.ts";
import { isLocalRequest, senderOf } from "./local-address.ts";
import { checkOrigin, needsOriginCheck } from "./origin-check.ts";
import type { Router } from "./router.ts";
import { requestUrl, sendWebResponse, toWebRequest } from "./web-standard.ts";

export interface HttpServerOptions {
  readonly router: Router;
  /** Whether requests are served yet; until then they get 503. */
  readonly isReady: () => boolean;
  /** The hub's public origin. */
  readonly origin: () => string;
  /** Origins that may call the API beside the request's own host. */
  readonly allowedOrigins: ReadonlySet<string>;
  /** What answers the paths that applications ask, by itself; false for any other. */
  readonly applications: { serve(message: IncomingMessage, out: ServerResponse): boolean };
  readonly log: Log;
}

/** The hub's HTTP server, not listening yet. */
export function createHttpServer(options: HttpServerOptions): Server {
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 15_000 }, (message, out) => {
    if (options.isReady() && options.applications.serve(message, out)) return;
    void answer(message, options)
      .then((response) => {
        // A server that stops does not wait for the next request of a connection.
        out.shouldKeepAlive &&= server.listening;
        return sendWebResponse(response, message, out);
      })
      .catch((error: unknown) => giveUp(error, out, options.log));
  });
  return server;
}

async function answer(message: IncomingMessage, options: HttpServerOptions): Promise<Response> {
  try {
    return await route(message, options);
  } catch (error) {
    return failure(error, message, options.log);
  }
}

async function route(message: IncomingMessage, { router, isReady, origin, allowedOrigins }: HttpServerOptions) {
  const url = requestUrl(message, origin());
  const method = message.method ?? "GET";
  if (!isReady()) throw new HttpError(503, "The hub is starting", { "retry-after": "1" });
  if (needsOriginCheck(method, url.pathname)) checkOrigin(message, allowedOrigins);
  const { handler, params } = router.find(method, url.pathname);
  const request = await toWebRequest(message, url);
  const address = message.socket.remoteAddress ?? "";
  return handler({ request, url, params, address, from: senderOf(message), isLocal: isLocalRequest(message) });
}

function failure(error: unknown, message: IncomingMessage, log: Log): Response {
  if (error instanceof HttpError) return messageAnswer(error.status, error.message, error.headers);
  const path = (message.url ?? "").split("?", 1)[0];
  if (error instanceof CommandError) {
    log.warn(`${message.method} ${path}: ${error.message}`);
    return messageAnswer(error.code === "backend_unavailable" ? 503 : 400, error.message);
  }
  log.error(`${message.method} ${path} failed`, error);
  if (error instanceof StoreError) return messageAnswer(503, error.message);
  return messageAnswer(500, "Internal server error");
}

function giveUp(error: unknown, out: ServerResponse, log: Log): void {
  log.error("An answer could not be sent", error);
  out.destroy();
}

/**
 * Opens the port.
 * @param port 0 takes a free one.
 * @returns the port that was taken.
 * @throws StartError when it is busy, forbidden or the address is not this machine's.
 */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen({ host, port }, resolve);
  try {
    await promise;
  } catch (error) {
    throw new StartError(listenProblem(error, host, port));
  } finally {
    server.off("error", reject);
  }
  return (server.address() as AddressInfo).port;
}

function listenProblem(error: unknown, host: string, port: number): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE")
    return `Port ${port} on ${host} is in use: stop the program that uses it, or choose another with --port.`;
  if (code === "EACCES") return `Port ${port} may not be opened by this user: choose one above 1023 with --port.`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
    return `${host} is not an address of this machine: choose another with --host.`;
  return `The hub can't listen on ${host}:${port} (${String(code ?? "unknown reason")}).`;
}

/** Takes no more connections; answers under way have some time. Upgraded sockets are not the server's. */
export async function closeServer(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), LAST_ANSWERS);
  await promise;
  clearTimeout(timer);
}
