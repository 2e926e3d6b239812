import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { WebSocket } from "ws";
import { BRIDGE_MIN_SCHEMA, BRIDGE_SCHEMA } from "../../../src/protocol/bridge.ts";

const MAIN = join(import.meta.dirname, "../../../src/home-assistant/main.ts");

export interface BackendOptions {
  readonly data: string;
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** The plugin's process as Home Assistant's Python starts it. */
export class Backend {
  readonly child: ChildProcess;
  readonly socket: string;
  readonly log: string[] = [];
  readonly #firstLine: Promise<string>;

  constructor({ data, args, env }: BackendOptions) {
    this.socket = join(data, "..", `${Math.random().toString(36).slice(2)}.sock`);
    const given = [
      "--disable-warning=ExperimentalWarning",
      MAIN,
      "--data",
      data,
      ...(args ?? ["--socket", this.socket]),
    ];
    this.child = spawn(process.execPath, given, { env: { ...process.env, LOG_LEVEL: "debug", ...env } });
    const { stdout, stderr } = this.child;
    createInterface({ input: stderr as NodeJS.ReadableStream }).on("line", (line) => this.log.push(line));
    this.#firstLine = once(createInterface({ input: stdout as NodeJS.ReadableStream }), "line").then(([line]) => line);
  }

  /** What it says first: `Bridge ready`, or the refusal. */
  firstLine(): Promise<string> {
    return this.#firstLine;
  }

  /** @returns exit code, or the signal's name */
  async ended(): Promise<number | string> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, "exit");
    return this.child.exitCode ?? this.child.signalCode ?? "";
  }

  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<number | string> {
    this.child.kill(signal);
    return this.ended();
  }
}

/** Starts it and waits until it listens; it ends with the test. */
export async function startBackend(t: TestContext, options: BackendOptions): Promise<Backend> {
  const backend = new Backend(options);
  t.after(() => backend.kill());
  const line = await backend.firstLine();
  if (line !== "Bridge ready") throw new Error(`${line}\n${backend.log.join("\n")}`);
  return backend;
}

type Fields = Record<string, unknown>;
export type Result = { success: boolean; result?: unknown; error?: { code: string; message: string } };

/** Home Assistant's Python, as far as the bridge sees it. */
export class BridgePeer {
  /** Everything that arrived, in order: notices and questions parsed, clients' answers as `[id, message]`. */
  readonly arrived: (Fields | [number, Fields])[] = [];
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (result: Result) => void>();
  /** What is answered to the process's questions, by type. */
  readonly answers = new Map<string, (fields: Fields) => unknown>();
  #id = 0;

  static async connect(t: TestContext, address: string, headers: Record<string, string> = {}): Promise<BridgePeer> {
    const socket = new WebSocket(address, { headers });
    t.after(() => socket.terminate());
    await once(socket, "open");
    return new BridgePeer(socket);
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data) => this.#take(data.toString()));
    socket.on("close", () => {
      for (const resolve of this.#waiting.values())
        resolve({ success: false, error: { code: "closed", message: "The connection was closed" } });
    });
  }

  ask(type: string, fields: Fields = {}): Promise<Result> {
    return new Promise((resolve) => {
      const id = ++this.#id;
      this.#waiting.set(id, resolve);
      this.#socket.send(JSON.stringify({ id, type, ...fields }));
    });
  }

  tell(type: string, fields: Fields): void {
    this.#socket.send(JSON.stringify({ type, ...fields }));
  }

  /** A client's command; `id` is the client's. */
  command(type: string, fields: Fields = {}, caller: Fields = administrator, id = 7): Promise<Result> {
    return this.ask("bridge/command", { message: { id, type, ...fields }, caller });
  }

  get lastId(): number {
    return this.#id;
  }

  closed(): Promise<unknown> {
    return this.#socket.readyState === WebSocket.CLOSED ? Promise.resolve() : once(this.#socket, "close");
  }

  #take(text: string): void {
    const [, id, answer] = /^(\d+)\n(.*)$/s.exec(text) ?? [];
    if (id && answer) this.#takeAnswer(Number(id), JSON.parse(answer) as Fields);
    else this.#takeMessage(JSON.parse(text) as Fields);
  }

  #takeAnswer(id: number, message: Fields): void {
    this.arrived.push([id, message]);
    this.#waiting.get(id)?.(message as unknown as Result);
  }

  #takeMessage(message: Fields): void {
    const { id, type } = message;
    if (type === "result") {
      this.#waiting.get(id as number)?.(message as unknown as Result);
      return;
    }
    this.arrived.push(message);
    const answer = this.answers.get(type as string);
    if (id === undefined || !answer) return;
    this.#socket.send(JSON.stringify({ id, type: "result", success: true, result: answer(message) }));
  }
}

export const administrator = {
  kind: "user",
  id: "u1",
  name: "Owner",
  is_admin: true,
  is_owner: true,
  signed_in_at: Date.now(),
};
export const plainUser = { ...administrator, id: "u2", name: "Guest", is_admin: false, is_owner: false };

export const hello = (fields: Fields = {}): Fields => ({
  schema: BRIDGE_SCHEMA,
  min_schema: BRIDGE_MIN_SCHEMA,
  version: "0.1.0",
  hub_name: "Home Assistant",
  domains: ["acme_calendar"],
  entries: [],
  users: [
    { id: "u1", name: "Owner", is_admin: true, is_owner: true, local_only: false },
    { id: "u2", name: "Guest", is_admin: false, is_owner: false, local_only: true },
  ],
  ...fields,
});

/** As core keeps one. */
export const coreItem = (number: number): Fields => ({
  id: `acme_calendar_client_${number}`,
  domain: "acme_calendar",
  client_id: `Client ${number}`,
  client_secret: `S3CRET-canary-${number}`,
  ...(number % 2 === 0 && { name: `Name ${number}`, auth_domain: "acme_calendar" }),
});

/** Everything that an adoption sends, step by step. */
export function* adoption(peer: BridgePeer, items: readonly Fields[]): Generator<Promise<Result>> {
  yield peer.ask("bridge/adopt/begin", { mode: "replace" });
  for (let at = 0; at < items.length; at += 200)
    yield peer.ask("bridge/adopt/items", { items: items.slice(at, at + 200) });
  yield peer.ask("bridge/adopt/commit", { count: items.length });
}

/** A port that nobody has at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
