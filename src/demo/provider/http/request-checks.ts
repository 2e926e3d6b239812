import type { IncomingMessage } from "node:http";
import { HttpError } from "./exchange.ts";

/**
 * Refuses what another site's page makes a browser send. Software that is no browser sends no `Origin`, and passes.
 * @throws HttpError 403
 */
export function requireSameOrigin({ headers }: IncomingMessage): void {
  const { origin, host } = headers;
  if (origin !== undefined && URL.parse(origin)?.host !== host?.toLowerCase()) throw new HttpError(403, "wrong_origin");
}

/**
 * Lets only this machine in, by an address of this machine: the name check stops a page elsewhere whose own name
 * was pointed here (DNS rebinding).
 * @throws HttpError 403
 */
export function requireLoopback({ socket, headers }: IncomingMessage): void {
  const name = URL.parse(`http://${headers.host}`)?.hostname ?? "";
  if (!isLoopbackAddress(socket.remoteAddress ?? "") || !isLoopbackName(name)) throw new HttpError(403, "not_local");
}

const isLoopbackAddress = (address: string) => /^(::ffff:)?127\.|^::1$/.test(address);

const isLoopbackName = (name: string) => name === "localhost" || name === "[::1]" || /^127(\.\d{1,3}){3}$/.test(name);
