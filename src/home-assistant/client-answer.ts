import { type Outcome, ReadyJson } from "../backend/commands.ts";

/** The websocket message that answers a client of Home Assistant's (homeassistant/components/websocket_api/messages.py). */
export function clientAnswer(id: number, outcome: Outcome): string {
  if (!outcome.success) return JSON.stringify({ id, type: "result", success: false, error: outcome.error });
  return `{"id":${id},"type":"result","success":true,"result":${jsonOf(outcome.result)}}`;
}

/** The notice that carries a subscription's event. */
export const eventNotice = (type: string, command: number, event: unknown): string =>
  `{"type":"${type}","command":${command},"event":${jsonOf(event)}}`;

const jsonOf = (value: unknown): string =>
  value instanceof ReadyJson ? value.json : (JSON.stringify(value) ?? "null");
