import { type Outcome, ReadyJson, type WireMessage } from "../commands.ts";
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

/** A message on its way out; a long ready result in the middle of it is neither parsed nor encoded again. */
export type Frame = string | { readonly head: string; readonly body: ReadyJson };

/** From this many characters on a ready result is worth the separate handling. */
const LONG = 65_536;

export function resultFrame(id: number, outcome: Outcome): Frame {
  if (!outcome.success) return errorFrame(id, outcome.error.code, outcome.error.message);
  return frame(`{"id":${id},"type":"result","success":true,"result":`, outcome.result);
}

export const errorFrame = (id: number, code: string, message: string): string =>
  JSON.stringify({ id, type: "result", success: false, error: { code, message } });

export const eventFrame = (id: number, event: unknown): Frame => frame(`{"id":${id},"type":"event","event":`, event);

/** The head ends before the value, which the closing brace follows. */
function frame(head: string, value: unknown): Frame {
  if (!(value instanceof ReadyJson)) return `${head}${JSON.stringify(value) ?? "null"}}`;
  return value.json.length < LONG ? `${head}${value.json}}` : { head, body: value };
}

/** What `ws` sends. */
export const wireData = (frame: Frame): string | Buffer =>
  typeof frame === "string" ? frame : Buffer.concat([Buffer.from(frame.head), frame.body.bytes, Buffer.from("}")]);

export const frameLength = (frame: Frame): number =>
  typeof frame === "string" ? frame.length : frame.head.length + frame.body.json.length + 1;
