import type { Log } from "./host.ts";

/** What was started, and has to be stopped in the opposite order before the process ends. */
export class Shutdown {
  readonly #log: Log;
  #stops: (() => Promise<void> | void)[] = [];
  #begun = false;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Is stopped before everything that was added earlier. */
  add(stop: () => Promise<void> | void): void {
    this.#stops.unshift(stop);
  }

  /** Is stopped after everything else. */
  addLast(stop: () => Promise<void> | void): void {
    this.#stops.push(stop);
  }

  /** SIGTERM and SIGINT stop everything and end the process: exit code 0 when all of it stopped cleanly. */
  onSignals(): void {
    process.on("SIGTERM", () => void this.exit());
    process.on("SIGINT", () => void this.exit());
  }

  /** Ctrl+C reaches a child of npm twice, from the terminal and from npm: whoever stops already goes on stopping. */
  async exit(): Promise<void> {
    if (this.#begun) return;
    const clean = await this.run();
    process.exit(clean ? 0 : 1);
  }

  /** @returns whether everything stopped cleanly; what did not is in the log. */
  async run(): Promise<boolean> {
    this.#begun = true;
    let clean = true;
    for (const stop of this.#stops.splice(0)) {
      try {
        await stop();
      } catch (error) {
        clean = false;
        this.#log.error("Something did not stop cleanly", error);
      }
    }
    return clean;
  }
}
