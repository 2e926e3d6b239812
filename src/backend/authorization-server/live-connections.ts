import type { Applications } from "../applications/applications.ts";
import type { Grants } from "../grants/grants.ts";
import type { ApplicationsHost, Caller } from "../host.ts";

/** Tokens end by themselves too, and nobody tells of that. */
const LOOK_MS = 2_000;

/**
 * Closes the connections of applications whose access has ended: deleted or disabled, a grant or a token revoked, a user
 * gone, a token's time over (SECURITY 33). @returns what ends the watch.
 */
export function closeEndedConnections(
  host: Pick<ApplicationsHost, "disconnect" | "watchUsers">,
  applications: Pick<Applications, "watch">,
  grants: Pick<Grants, "onEnd">,
): () => void {
  const look = () => host.disconnect(hasEnded);
  applications.watch(look);
  grants.onEnd(look);
  host.watchUsers(look);
  const looking = setInterval(look, LOOK_MS).unref();
  return () => clearInterval(looking);
}

const hasEnded = (caller: Caller): boolean => caller.kind === "user" && caller.application?.isAlive() === false;
