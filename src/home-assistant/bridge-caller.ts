import type { Caller } from "../backend/host.ts";
import type { BridgeCaller } from "../protocol/bridge-values.ts";

/** Who sent a command, as the handlers know them. */
export function callerOf(caller: BridgeCaller): Caller {
  if (caller.kind === "integration") return caller;
  const { signed_in_at, ...user } = caller;
  return { ...user, signedInAt: () => signed_in_at };
}
