import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { promisify } from "node:util";
import { Client } from "./client.ts";
import {
  BUILT_FOLDER,
  copySampleIntegrations,
  freePort,
  PLUGIN_FOLDER,
  writeConfiguration,
  writeOnboarding,
} from "./configuration.ts";
import type { Installation } from "./installation.ts";
import { descendantsOf, type Process, waitForEnd } from "./process-tree.ts";
import { logIn, signInAsOwner } from "./session.ts";

const run = promisify(execFile);

const LAUNCH = join(import.meta.dirname, "launch.py");
const NODE_FOLDER = join(import.meta.dirname, "../../../node_modules/node/bin");
/** The first start of a fresh installation fetches the requirements of core's integrations. */
const START_SECONDS = 300;
const ENDED_SECONDS = 60;
/** From the end of its start-up on, all that the plugin does at its start is done within this. */
const SETTLED_SECONDS = 30;

export interface StartOptions {
  /** Lines for configuration.yaml. */
  readonly configuration?: string;
  /** Of the plugin; everything is logged when absent. */
  readonly logLevel?: "debug" | "info";
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether a Node.js can be found on the PATH; true when absent. */
  readonly node?: boolean;
  readonly arguments?: readonly string[];
  /** Whether to return before start-up has ended, as soon as HTTP is answered. */
  readonly early?: boolean;
}

/** A real Home Assistant in a configuration folder of its own, with the plugin copied in. */
export class HomeAssistant {
  readonly folder: string;
  readonly origin: string;
  readonly version: string;
  readonly #port: number;
  readonly #installation: Installation;
  #child: ChildProcess | undefined;
  #output = "";
  readonly #clients: Client[] = [];

  /** A folder that is ready to be started in; it goes when the test ends, and what runs in it is killed. */
  static async create(context: Pick<TestContext, "after">, installation: Installation): Promise<HomeAssistant> {
    const created = new HomeAssistant(installation, mkdtempSync(join(tmpdir(), "home-assistant-")), await freePort());
    context.after(async () => {
      await created.kill();
      rmSync(created.folder, { recursive: true, force: true });
    });
    copySampleIntegrations(created.folder);
    writeOnboarding(created.folder);
    created.installPlugin();
    return created;
  }

  /** Another one on the same folder, with a port of its own. */
  async beside(context: Pick<TestContext, "after">): Promise<HomeAssistant> {
    const second = new HomeAssistant(this.#installation, this.folder, await freePort());
    context.after(() => second.kill());
    return second;
  }

  private constructor(installation: Installation, folder: string, port: number) {
    this.#installation = installation;
    this.version = installation.version;
    this.folder = folder;
    this.#port = port;
    this.origin = `http://127.0.0.1:${port}`;
  }

  installPlugin(from = BUILT_FOLDER): void {
    this.removePlugin();
    cpSync(from, this.path(PLUGIN_FOLDER), { recursive: true });
  }

  removePlugin(): void {
    rmSync(this.path(PLUGIN_FOLDER), { recursive: true, force: true });
  }

  path = (name: string): string => join(this.folder, name);
  read = (name: string): string => readFileSync(this.path(name), "utf8");
  has = (name: string): boolean => existsSync(this.path(name));

  /** Everything it has printed since it was created. */
  log = (): string => this.#output;

  /** @throws Error with its last words when it ends first. */
  async start(options: StartOptions = {}): Promise<void> {
    writeConfiguration(this.folder, this.#port, options.configuration);
    await this.#answering(options);
    if (options.early) return;
    const client = await this.signIn();
    await this.#until("RUNNING", START_SECONDS, async () => {
      const { state } = await client.call("get_config");
      return state === "RUNNING";
    });
    await keepPort(client);
    client.close();
  }

  /** Starts it, and waits until it answers HTTP. */
  async #answering(options: StartOptions, isRetry = false): Promise<void> {
    const child = this.#spawn(options);
    const printed = this.#output.length;
    const ended = () => child.exitCode !== null || child.signalCode !== null;
    await this.#until("HTTP", START_SECONDS, async () => {
      if (ended()) return true;
      const answer = await fetch(`${this.origin}/manifest.json`).catch(() => undefined);
      return answer?.ok ?? false;
    });
    if (!ended()) return;
    // HASS copies the certificates into its chroot at every start, and one that starts meanwhile may read half of them.
    if (!isRetry && /ssl\.SSLError/.test(this.#output.slice(printed))) return this.#answering(options, true);
    throw new Error(`it ended:\n${this.#lastWords()}`);
  }

  /** Starts it and waits until it has ended by itself, or was ended by something that it started. */
  async startUntilItEnds(options: StartOptions = {}): Promise<void> {
    writeConfiguration(this.folder, this.#port, options.configuration, options.logLevel);
    const child = this.#spawn(options);
    await this.#until("its end", ENDED_SECONDS, async () => child.exitCode !== null || child.signalCode !== null);
    await this.kill();
  }

  #spawn({ environment = {}, node = true, arguments: more = [] }: StartOptions): ChildProcess {
    const [command = "", ...words] = this.#installation.python;
    const child = spawn(command, [...words, LAUNCH, "-c", this.folder, ...more], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, TEST_NODE_FOLDER: node ? NODE_FOLDER : "", ...environment },
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#output += text;
      });
    }
    this.#child = child;
    return child;
  }

  /** Runs this Home Assistant's Python, for example pip. @returns what it prints. */
  async python(...words: string[]): Promise<string> {
    const [command = "", ...before] = this.#installation.python;
    return (await run(command, [...before, ...words])).stdout;
  }

  /** A new websocket connection of the owner. */
  signIn = async (): Promise<Client> => this.#connected(await signInAsOwner(this.origin));
  signInAs = async (name: string, password: string): Promise<Client> =>
    this.#connected(await logIn(this.origin, name, password));

  async #connected(tokens: Parameters<typeof Client.connect>[1]): Promise<Client> {
    const client = await Client.connect(this.origin, tokens);
    this.#clients.push(client);
    return client;
  }

  /** Every process that it has started. */
  descendants = (): Process[] => (this.#child?.pid === undefined ? [] : descendantsOf(this.#child.pid));

  /** The plugin's process. @throws Error when there is not exactly one. */
  async backend(seconds = SETTLED_SECONDS): Promise<Process> {
    const found = () => this.descendants().filter(({ command }) => command.includes("application-credentials.mjs"));
    await this.#until("one backend process", seconds, async () => found().length === 1);
    return found()[0] as Process;
  }

  /** Stops it as a service manager does, and waits until nothing of it is left. */
  async stop(): Promise<void> {
    await this.#end("SIGTERM", 60);
  }

  /** Ends it as a power cut would, and waits until nothing of it is left. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL", 10);
  }

  async #end(signal: NodeJS.Signals, seconds: number): Promise<void> {
    for (const client of this.#clients.splice(0)) client.close();
    const child = this.#child;
    if (!child) return;
    const started = this.descendants();
    const ended = once(child, "exit");
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await ended;
    }
    this.#child = undefined;
    await waitForEnd(started, seconds);
  }

  /** Waits until Home Assistant prints something. */
  logged = (words: RegExp, seconds = SETTLED_SECONDS): Promise<void> =>
    this.#until(`${words} in the log`, seconds, async () => words.test(this.#output));

  async #until(what: string, seconds: number, holds: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + seconds * 1000;
    while (!(await holds())) {
      if (performance.now() > deadline) throw new Error(`not within ${seconds} s: ${what}\n${this.#lastWords()}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  #lastWords = () => this.#output.split("\n").slice(-40).join("\n");
}

/** From 2026 on, a new port is taken back after five minutes unless a client confirms it. */
async function keepPort(client: Client): Promise<void> {
  await client.call("http/config/promote").catch(() => undefined);
}
