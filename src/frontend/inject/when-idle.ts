/** Runs `work` when the page has nothing else to do. Safari has no `requestIdleCallback`. */
export const whenIdle = (work: () => void): unknown =>
  "requestIdleCallback" in window ? requestIdleCallback(work) : setTimeout(work, 1_000);
