import { after, type TestContext } from "node:test";

/**
 * Where a suite's `before` leaves what has to be undone, the newest first; called in the suite's own body, because
 * `after` within a hook belongs to that hook.
 */
export function suiteScope(): Pick<TestContext, "after"> {
  const closers: (() => unknown)[] = [];
  after(async () => {
    const failures: unknown[] = [];
    // All of them, whatever one says: a browser or a server left open would keep the run from ending.
    for (const close of closers.reverse()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  });
  return { after: (close) => void closers.push(close as () => unknown) };
}
