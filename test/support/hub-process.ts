import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { TestContext } from "node:test";

const root = join(import.meta.dirname, "../..");

/** What `npm start` runs; `HUB_MAIN=src/main.ts` runs the sources in its place, without a build in between. */
export const HUB_MAIN = join(root, process.env.HUB_MAIN ?? "dist/backend/application-credentials.mjs");

/** The hub as a person runs it: a process of its own, with a data folder of its own. */
export interface HubProcess {
  /** Without a slash at its end. */
  readonly origin: string;
  /** Milliseconds from the spawn to the line that says it is ready. */
  readonly startedIn: number;
  readonly child: ChildProcess;
  /** Everything on its standard error so far. */
  log(): string;
  /** Sends the signal and waits for the end. @returns the exit code, null after a kill. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export interface HubProcessOptions {
  readonly data: string;
  readonly demo?: boolean;
  readonly port?: number;
  readonly env?: Record<string, string>;
  readonly args?: readonly string[];
  /** Words to put in front, such as a shell that sets a limit. */
  readonly through?: readonly string[];
}

/** Starts the hub and waits until it is ready. @throws Error with its last words when it is not. */
export async function startHubProcess(
  context: Pick<TestContext, "after"> | undefined,
  { data, demo = false, port = 0, env, args = [], through = [] }: HubProcessOptions,
): Promise<HubProcess> {
  const words = [...through, process.execPath, HUB_MAIN, "--data", data, "--port", String(port), ...args];
  if (!demo) words.push("--no-demo");
  const began = performance.now();
  const child = spawn(words[0] as string, words.slice(1), {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, APPLICATION_CREDENTIALS_KEY: undefined, ...env },
  });
  const ended = once(child, "exit");
  let errors = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const stop = async (signal: NodeJS.Signals = "SIGTERM") => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    const [code] = await ended;
    return code as number | null;
  };
  context?.after(() => stop("SIGKILL"));
  const origin = await Promise.race([
    readyLine(child),
    ended.then(([code]) => Promise.reject(new RefusedStart(code as number, errors))),
  ]);
  return { origin, startedIn: performance.now() - began, child, log: () => errors, stop };
}

/** The hub ended instead of becoming ready. */
export class RefusedStart extends Error {
  readonly code: number | null;
  readonly stderr: string;

  constructor(code: number | null, stderr: string) {
    super(`the hub ended with ${code}: ${stderr}`);
    this.code = code;
    this.stderr = stderr;
  }
}

async function readyLine(child: ChildProcess): Promise<string> {
  let output = "";
  for await (const chunk of child.stdout ?? []) {
    output += chunk;
    const ready = /^Hub ready at (http:\/\/\S+)\/$/m.exec(output);
    if (ready) return ready[1] as string;
  }
  return new Promise(() => {});
}
