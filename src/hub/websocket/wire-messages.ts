import { type Outcome, ReadyJson, type WireMessage } from "../../backend/commands.ts";
import { isRecord } from "../is-record.ts";

/** What arrives as one frame: messages to run, and refusals to send. */
export type Incoming = { readonly message: WireMessage } | { readonly refusal: string };

/** Reads a frame; several messages may come as one array, as Home Assistant takes them. */
export function readFrame(data: Buffer, isBinary: boolean): Incoming[] {
  const parsed = isBinary ? undefined : parse(data);
  if (parsed === undefined) return [refuse(0, "Message is not JSON")];
  return Array.isArray(parsed) && parsed.length > 0 ? parsed.map(readMessage) : [readMessage(parsed)];
}

function parse(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString());
  } catch {
    return undefined;
  }
}

function readMessage(value: unknown): Incoming {
  if (!isRecord(value)) return refuse(0, "Message must be an object");
  const { id, type } = value;
  if (typeof id !== "number" || !Number.isSafeInteger(id) || id < 1)
    return refuse(0, `id ${id === undefined ? "is required" : "must be a positive integer"}`);
  if (typeof type !== "string")
    return refuse(id, `type ${type === undefined ? "is required" : "must be of type string"}`);
  return { message: value as WireMessage };
}

const refuse = (id: number, message: string): Incoming => ({ refusal: errorFrame(id, "invalid_format", message) });

/** Written by hand: a ready result goes out without being parsed. */
export function resultFrame(id: number, outcome: Outcome): string {
  if (!outcome.success) return errorFrame(id, outcome.error.code, outcome.error.message);
  return `{"id":${id},"type":"result","success":true,"result":${toJson(outcome.result)}}`;
}

export const errorFrame = (id: number, code: string, message: string): string =>
  JSON.stringify({ id, type: "result", success: false, error: { code, message } });

export const eventFrame = (id: number, event: unknown): string =>
  `{"id":${id},"type":"event","event":${toJson(event)}}`;

const toJson = (value: unknown): string =>
  value instanceof ReadyJson ? value.json : (JSON.stringify(value) ?? "null");
