/** F52: an act that was acknowledged is in the activity, also when the hub is killed with SIGKILL right after it. */
import assert from "node:assert/strict";
import test from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { ActivityItem } from "../../src/protocol/activity.ts";
import type { Credential } from "../../src/protocol/credentials.ts";
import { signInAsOwner, WireClient } from "../support/hub-client.ts";
import { startHubProcess } from "../support/hub-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const KILLS = 10;
const IN_FLIGHT = 10;
/** Fewer than what is kept. */
const PER_ROUND = 400;
const OWN = { authorize_url: "https://p.example/a", token_url: "https://p.example/t" };

async function everyLine(client: WireClient): Promise<ActivityItem[]> {
  const lines: ActivityItem[] = [];
  let before: string | undefined;
  do {
    const args = { limit: 500, ...(before !== undefined && { before }) };
    const page = await client.call<{ items: ActivityItem[]; next?: string }>(
      "application_credentials/activity/list",
      args,
    );
    lines.push(...page.items);
    before = page.next;
  } while (before !== undefined);
  return lines;
}

test(`F52: ${KILLS} kills while it is written: every acknowledged act has its line, once`, {
  timeout: 120_000,
}, async (t) => {
  const data = temporaryFolder(t);
  const acknowledged = new Set<string>();
  for (let round = 0; round < KILLS; round += 1) {
    const hub = await startHubProcess(t, { data });
    const { accessToken } = await signInAsOwner(hub.origin);
    const client = await WireClient.connect(hub.origin, accessToken);
    let made = 0;
    const write = async (): Promise<void> => {
      made += 1;
      if (made > PER_ROUND) return;
      const { id } = await client.call<Credential>("application_credentials/create", {
        domain: "own_provider",
        client_id: `${round} ${made}`,
        client_secret: "secret",
        authorization_server: OWN,
      });
      acknowledged.add(id);
      return write();
    };
    void Promise.all(Array.from({ length: IN_FLIGHT }, write));
    await wait(60 + 30 * round);
    await hub.stop("SIGKILL");
    client.close();
  }
  const hub = await startHubProcess(t, { data });
  const { accessToken } = await signInAsOwner(hub.origin);
  const client = await WireClient.connect(hub.origin, accessToken);
  const lines = await everyLine(client);
  client.close();
  const told = lines.filter(({ action }) => action === "credential.created").map(({ record }) => record.id);
  assert.equal(new Set(told).size, told.length);
  assert.ok(acknowledged.size > KILLS, "too little was acknowledged");
  for (const id of acknowledged) assert.ok(told.includes(id), `${id} was made, and no line says so`);
  const ids = lines.map(({ id }) => id);
  assert.deepEqual(ids, ids.toSorted().reverse());
});
