import * as v from "valibot";
import type { WebSocket } from "ws";
import { parseArgs } from "../backend/commands.ts";
import type { Log } from "../backend/host.ts";
import { isRecord } from "../backend/is-record.ts";
import { StoreError } from "../backend/store/store.ts";
import type { askedByNode } from "../protocol/bridge.ts";
import type { credentialsChanged, entriesChanged, subscriptionEvent } from "../protocol/bridge-notices.ts";
import type { ArgsOf, Command, ResultOf } from "../protocol/command.ts";
import { CommandError, ERROR_CODES, type ErrorCode, homeAssistantError } from "../protocol/errors.ts";
import { eventNotice } from "./client-answer.ts";

/** How long Python may take to answer, in milliseconds; describing 60 integrations imports each of them once. */
const ANSWER_WITHIN = 60_000;

type Question = (typeof askedByNode)[number];
type NoticeRow = typeof credentialsChanged | typeof entriesChanged | typeof subscriptionEvent;
export type FieldsOf<N extends NoticeRow> = v.InferOutput<N["fields"]>;

/** Answers one kind of message of Python's; `frame` is its id on the bridge. */
export type Answer = (args: never, frame: number) => unknown;
export interface Answers {
  readonly asked: ReadonlyMap<string, { readonly row: Command; readonly run: Answer }>;
  readonly told: (type: string, fields: Record<string, unknown>) => void;
}

interface Waiting {
  readonly row: Question;
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** An answer that is on the wire already, or is sent by whoever makes it. */
export const ANSWERED = Symbol("answered");

/** One connection of Python's: carries questions, answers and notices both ways. */
export class BridgeConnection {
  readonly #socket: WebSocket;
  readonly #log: Log;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  constructor(socket: WebSocket, answers: (connection: BridgeConnection) => Answers, log: Log) {
    this.#socket = socket;
    this.#log = log;
    const handlers = answers(this);
    socket.on("message", (data: Buffer, isBinary: boolean) => void this.#take(data, isBinary, handlers));
    socket.on("close", () => this.#giveUp());
    socket.on("error", (error) => log.warn(`The bridge's connection failed: ${error.message}`));
  }

  /** @throws CommandError what Python answered, or `home_assistant_error` when it does not answer. */
  ask<C extends Question>(row: C, args: ArgsOf<C>): Promise<ResultOf<C>> {
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(homeAssistantError("The hub did not answer in time. Try again."));
      }, ANSWER_WITHIN).unref();
      this.#waiting.set(id, { row, resolve, reject, timer });
      this.#send(JSON.stringify({ id, type: row.type, ...args }));
    });
  }

  tell<N extends NoticeRow>({ type }: N, fields: FieldsOf<N>): void {
    this.#send(JSON.stringify({ type, ...fields }));
  }

  /** The same for a subscription's event, which may be ready JSON. */
  tellEvent({ type }: typeof subscriptionEvent, command: number, event: unknown): void {
    this.#send(eventNotice(type, command, event));
  }

  /** A client's answer, ready to be handed on. */
  answerClient(frame: number, answer: string): void {
    this.#send(`${frame}\n${answer}`);
  }

  close(): void {
    this.#socket.close(1000);
  }

  async #take(data: Buffer, isBinary: boolean, { asked, told }: Answers): Promise<void> {
    const message = isBinary ? undefined : parse(data);
    if (!isRecord(message) || typeof message.type !== "string") {
      this.#log.error("The bridge received a frame that is not a message");
      return this.#socket.close(1007);
    }
    const { id, type, ...fields } = message;
    if (type === "result") return this.#settle(message);
    if (typeof id !== "number") return told(type as string, fields);
    const handler = asked.get(type as string);
    if (!handler) return this.#refuse(id, "unknown_command", "Unknown command.");
    try {
      const result = await handler.run(parseArgs(handler.row, fields) as never, id);
      if (result !== ANSWERED) this.#send(JSON.stringify({ id, type: "result", success: true, result }));
    } catch (error) {
      this.#fail(id, type as string, error);
    }
  }

  #fail(id: number, type: string, error: unknown): void {
    const { code, message } = error instanceof CommandError ? error : this.#unexpected(type, error);
    this.#refuse(id, code, message);
  }

  #unexpected(type: string, error: unknown): { code: ErrorCode; message: string } {
    this.#log.error(`${type} failed`, error);
    if (error instanceof StoreError) return { code: "backend_unavailable", message: error.message };
    return { code: "unknown_error", message: "Unknown error" };
  }

  #refuse(id: number, code: ErrorCode, message: string): void {
    this.#send(JSON.stringify({ id, type: "result", success: false, error: { code, message } }));
  }

  #settle({ id, success, result, error }: Record<string, unknown>): void {
    const waiting = this.#waiting.get(id as number);
    if (!waiting) return;
    this.#waiting.delete(id as number);
    clearTimeout(waiting.timer);
    if (success !== true) {
      waiting.reject(asCommandError(error));
      return;
    }
    const parsed = v.safeParse(waiting.row.result, result);
    if (parsed.success) waiting.resolve(parsed.output as never);
    else waiting.reject(homeAssistantError(`The hub answered ${waiting.row.type} in a form that is not the bridge's.`));
  }

  #send(text: string): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(text);
  }

  #giveUp(): void {
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(homeAssistantError("The connection to the hub ended. Try again."));
    }
    this.#waiting.clear();
  }
}

function parse(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString());
  } catch {
    return undefined;
  }
}

function asCommandError(error: unknown): CommandError {
  const { code, message } = isRecord(error) ? error : {};
  const known = typeof code === "string" && Object.hasOwn(ERROR_CODES, code);
  return new CommandError(known ? (code as ErrorCode) : "home_assistant_error", String(message ?? "Unknown error"));
}
