import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { pathToFileURL } from "node:url";
import { eventually } from "./eventually.ts";
import type { HubProcess } from "./hub-process.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Puts a hub's clock forward from outside: what ends after ten minutes is tested without waiting for them. */
export class MovableClock {
  /** For `startHubProcess`. */
  readonly env: Record<string, string>;
  readonly #file: string;
  #ahead = 0;

  constructor(context: Pick<TestContext, "after">) {
    this.#file = join(temporaryFolder(context), "clock");
    const preload = pathToFileURL(join(import.meta.dirname, "clock-preload.ts")).href;
    this.env = { NODE_OPTIONS: `--import=${preload}`, TEST_CLOCK: this.#file };
  }

  /** Resolves when the hub, and its demo's provider in the same process, live in the new time. */
  async forward(hub: HubProcess, milliseconds: number): Promise<void> {
    this.#ahead += milliseconds;
    writeFileSync(this.#file, String(this.#ahead));
    hub.child.kill("SIGUSR2");
    await eventually("the clock", () => hub.log().includes(`The clock is ${this.#ahead} ms ahead.`));
  }
}
