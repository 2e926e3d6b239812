import type { ResultOfType } from "../../../protocol/index.ts";
import { CallError, type Client, isLost } from "../../client.ts";

export type MoveResult = ResultOfType<"application_credentials/move">;

export interface MoveRequest {
  readonly from: string;
  readonly to: string;
  readonly entryIds: readonly string[];
}

/** So many entries go in one command, so that the person sees it go on. */
const STEP = 5;

/**
 * Moves entries a few at a time. What one command refuses is in the result as failed, so that nothing of the rest is
 * lost. After a lost connection the hub's own list tells how far it got.
 * @param moved how many are through, after each step.
 * @throws the signal's reason.
 */
export async function moveInSteps(
  client: Client,
  { from, to, entryIds }: MoveRequest,
  signal: AbortSignal,
  moved: (count: number) => void,
): Promise<MoveResult> {
  const result: MoveResult = { moved: [], pending: [], failed: [] };
  for (let at = 0; at < entryIds.length; at += STEP) {
    const step = await moveOnce(client, { from, to, entryIds: entryIds.slice(at, at + STEP) }, signal);
    result.moved.push(...step.moved);
    result.pending.push(...step.pending);
    result.failed.push(...step.failed);
    moved(Math.min(at + STEP, entryIds.length));
  }
  return result;
}

/** One command; sent again only for the entries that the first sending, unheard, did not move. */
async function moveOnce(client: Client, request: MoveRequest, signal: AbortSignal): Promise<MoveResult> {
  const { from, to } = request;
  let before: MoveResult = { moved: [], pending: [], failed: [] };
  let left = request.entryIds;
  for (let first = true; ; first = false) {
    await client.whenConnected(signal);
    try {
      if (!first) ({ before, left } = await whatCameThrough(client, request));
      if (left.length === 0) return before;
      const result = await client.call("application_credentials/move", { from, to, entry_ids: [...left] });
      return {
        moved: [...before.moved, ...result.moved],
        pending: [...before.pending, ...result.pending],
        failed: result.failed,
      };
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      if (isLost(error)) continue;
      const { code, message } = error;
      return { ...before, failed: left.map((entry_id) => ({ entry_id, code, message })) };
    }
  }
}

/** An entry that is at the target alone is moved, one that is at both waits for its person. */
async function whatCameThrough(client: Client, { from, to, entryIds }: MoveRequest) {
  const usage = await client.call("application_credentials/usage", {});
  const users = (id: string) => new Set(usage[id]?.map(({ entry_id }) => entry_id));
  const [old, target] = [users(from), users(to)];
  const arrived = entryIds.filter((id) => target.has(id));
  return {
    before: {
      moved: arrived.filter((id) => !old.has(id)),
      pending: arrived.filter((id) => old.has(id)),
      failed: [],
    } satisfies MoveResult,
    left: entryIds.filter((id) => !target.has(id)),
  };
}
