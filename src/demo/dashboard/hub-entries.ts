import { WebSocket } from "ws";

/** An integration's entry, as far as the dashboard shows it. */
export interface HubEntry {
  readonly title: string;
  readonly domain: string;
  readonly state: string;
}

/** The hub said no. */
export class HubRefusal extends Error {
  override readonly name = "HubRefusal";
}

const ANSWER_WITHIN_MS = 10_000;

/**
 * The hub's entries, over its websocket, with an access token of this application's.
 * @throws HubRefusal with the hub's sentence; TypeError when it does not answer.
 */
export function loadEntries(hub: string, token: string): Promise<HubEntry[]> {
  const socket = new WebSocket(`${hub.replace(/^http/, "ws")}/api/websocket`);
  return new Promise<HubEntry[]>((resolve, reject) => {
    const timer = setTimeout(() => reject(new TypeError("no answer")), ANSWER_WITHIN_MS);
    socket.on("error", () => reject(new TypeError("not reached")));
    socket.on("close", () => {
      clearTimeout(timer);
      reject(new TypeError("closed"));
    });
    socket.on("message", (data) => {
      const message = JSON.parse(String(data));
      if (message.type === "auth_required") socket.send(JSON.stringify({ type: "auth", access_token: token }));
      else if (message.type === "auth_invalid") reject(new HubRefusal(message.message));
      else if (message.type === "auth_ok") socket.send(JSON.stringify({ id: 1, type: "config_entries/get" }));
      else if (message.success) resolve(message.result);
      else reject(new HubRefusal(message.error?.message ?? ""));
    });
  }).finally(() => socket.close());
}
