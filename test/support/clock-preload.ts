/**
 * Loaded before a hub's own code (`node --import`): its clock can then be put forward by `movable-clock.ts`. Timers
 * run as ever. The hub itself has no such door.
 */
import { readFileSync } from "node:fs";

const RealDate = Date;
let ahead = 0;

globalThis.Date = class extends RealDate {
  constructor(...time: ConstructorParameters<typeof RealDate> | []) {
    super(...((time.length > 0 ? time : [RealDate.now() + ahead]) as [number]));
  }

  static override now(): number {
    return RealDate.now() + ahead;
  }
} as DateConstructor;

process.on("SIGUSR2", () => {
  ahead = Number(readFileSync(process.env.TEST_CLOCK ?? "", "utf8"));
  process.stderr.write(`The clock is ${ahead} ms ahead.\n`);
});
