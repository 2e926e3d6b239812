import type { WebSocket } from "ws";
import { HA_VERSION } from "../home-assistant-version.ts";
import { isRecord } from "../is-record.ts";
import type { Session } from "./session.ts";

/** How long a client may take to sign in, in milliseconds. */
const AUTH_TIMEOUT = 10_000;
/** The only message before the sign-in is short. */
const MAX_AUTH_MESSAGE = 16 * 1024;

type Authenticate = (token: string) => Promise<Session | undefined>;
type Frame = readonly [data: Buffer, isBinary: boolean];

export interface SignedIn {
  readonly session: Session;
  /** Hands over the frames that the client sent without waiting for the answer. */
  readonly takeEarly: () => readonly Frame[];
}

/**
 * Home Assistant's first exchange (homeassistant/components/websocket_api/auth.py).
 * @returns `undefined` when the socket was closed instead.
 */
export async function authPhase(socket: WebSocket, authenticate: Authenticate): Promise<SignedIn | undefined> {
  socket.send(JSON.stringify({ type: "auth_required", ha_version: HA_VERSION }));
  const frames: Frame[] = [];
  const first = await firstFrame(socket, frames);
  if (socket.readyState !== socket.OPEN) return undefined;
  if (first === undefined) return refuse(socket, "No sign-in within 10 seconds");
  const token = readToken(first);
  if (token === undefined) return refuse(socket, "Auth message incorrectly formatted");
  const session = await authenticate(token);
  if (!session) return refuse(socket, "Invalid access token or password");
  const takeEarly = () => {
    socket.removeAllListeners("message").resume();
    return frames.slice(1);
  };
  return { session, takeEarly };
}

export const sayAuthOk = (socket: WebSocket): void =>
  socket.send(JSON.stringify({ type: "auth_ok", ha_version: HA_VERSION }));

/**
 * Collects into `frames`, and pauses the socket at the first: those in the same packet still come.
 * @returns `undefined` when none came in time, or the socket closed.
 */
function firstFrame(socket: WebSocket, frames: Frame[]): Promise<Buffer | undefined> {
  const { promise, resolve } = Promise.withResolvers<Buffer | undefined>();
  const nothing = () => resolve(undefined);
  const timer = setTimeout(nothing, AUTH_TIMEOUT);
  socket.on("message", (data: Buffer, isBinary: boolean) => {
    frames.push([data, isBinary]);
    socket.pause();
    resolve(data);
  });
  socket.once("close", nothing);
  return promise.finally(() => {
    clearTimeout(timer);
    socket.off("close", nothing);
  });
}

function readToken(data: Buffer): string | undefined {
  if (data.length > MAX_AUTH_MESSAGE) return undefined;
  try {
    const message: unknown = JSON.parse(data.toString());
    if (!isRecord(message) || message.type !== "auth") return undefined;
    return typeof message.access_token === "string" ? message.access_token : undefined;
  } catch {
    return undefined;
  }
}

function refuse(socket: WebSocket, message: string): undefined {
  // A paused socket would never read the client's side of the close.
  socket.removeAllListeners("message").resume();
  socket.send(JSON.stringify({ type: "auth_invalid", message }));
  socket.close(1008, message);
}
