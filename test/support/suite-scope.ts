import { after, type TestContext } from "node:test";

/**
 * Where a suite's `before` leaves what has to be undone, the newest first; called in the suite's own body, because
 * `after` within a hook belongs to that hook.
 */
export function suiteScope(): Pick<TestContext, "after"> {
  const closers: (() => unknown)[] = [];
  after(async () => {
    for (const close of closers.reverse()) await close();
  });
  return { after: (close) => void closers.push(close as () => unknown) };
}
