/**
 * What was acknowledged is there: the hub is killed with SIGKILL in the middle of writes, again and again on one data
 * folder, and after each start every acknowledged creation, change and deletion is found.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { Credential } from "../../src/protocol/credentials.ts";
import { signInAsOwner, WireClient } from "../support/hub-client.ts";
import { startHubProcess } from "../support/hub-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const KILLS = 20;
const IN_FLIGHT = 50;
const OWN = { authorize_url: "https://p.example/a", token_url: "https://p.example/t" };

/** What the hub acknowledged: the last name of each credential that is there, and which are gone. */
const names = new Map<string, string>();
const deleted = new Set<string>();
/** Changes under way when the hub died: either outcome is right. */
const open = new Map<string, string | undefined>();

async function writeUntilKilled(client: WireClient, round: number): Promise<void> {
  let next = 0;
  const write = async (): Promise<void> => {
    const n = next++;
    const name = `round ${round} number ${n}`;
    const base = {
      domain: "own_provider",
      client_id: `${round} ${n} ${"x".repeat(n % 7 === 0 ? 500 : 0)}`,
      client_secret: `secret ${n}`,
    };
    const { id } = await client.call<Credential>("application_credentials/create", {
      ...base,
      name,
      authorization_server: OWN,
    });
    names.set(id, name);
    if (n % 3 === 1) await change(client, id, `${name} changed`);
    if (n % 3 === 2) await remove(client, id);
    return write();
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, write));
}

async function change(client: WireClient, id: string, name: string): Promise<void> {
  open.set(id, name);
  await client.call("application_credentials/update", { application_credentials_id: id, name });
  names.set(id, name);
  open.delete(id);
}

async function remove(client: WireClient, id: string): Promise<void> {
  open.set(id, undefined);
  await client.call("application_credentials/delete", { application_credentials_id: id });
  names.delete(id);
  deleted.add(id);
  open.delete(id);
}

function check(found: Map<string, string | undefined>): void {
  for (const [id, name] of names) {
    const allowed = open.has(id) ? [name, open.get(id)] : [name];
    assert.ok(allowed.includes(found.get(id)), `${id}: ${found.get(id)} instead of ${allowed.join(" or ")}`);
  }
  for (const id of deleted) assert.ok(!found.has(id), `${id} came back`);
  for (const id of open.keys()) {
    const name = found.get(id);
    if (name === undefined) names.delete(id);
    else names.set(id, name);
  }
  open.clear();
}

test(`${KILLS} kills while writing lose nothing that was acknowledged`, { timeout: 240_000 }, async (t) => {
  const data = temporaryFolder(t);
  for (let round = 0; round <= KILLS; round += 1) {
    const hub = await startHubProcess(t, { data });
    const { accessToken } = await signInAsOwner(hub.origin);
    const client = await WireClient.connect(hub.origin, accessToken);
    const list = await client.call<Credential[]>("application_credentials/list");
    check(new Map(list.map(({ id, name }) => [id, name])));
    if (round === KILLS) {
      assert.ok(names.size > KILLS, "hardly anything was written");
      assert.ok(deleted.size > 0);
      assert.equal(await hub.stop(), 0);
      return;
    }
    void writeUntilKilled(client, round);
    await wait(30 + 17 * (round % 10));
    await hub.stop("SIGKILL");
    client.close();
  }
});
