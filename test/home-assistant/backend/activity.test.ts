/** The activity over the bridge: what Home Assistant's clients are answered, and what its Python tells of. */
import { strict as assert } from "node:assert";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { ActivityItem } from "../../../src/protocol/activity.ts";
import { eventually } from "../../support/eventually.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { administrator, adoption, BridgePeer, coreItem, hello, plainUser, startBackend } from "./bridge-peer.ts";

const TIMEOUT = { timeout: 60_000 };
const PREFIX = "application_credentials";
const entry = {
  entry_id: "e1",
  domain: "acme_calendar",
  title: "Ada",
  state: "loaded",
  reauth: false,
  auth_implementation: "acme_calendar_client_1",
};

async function start(t: TestContext, data = join(temporaryFolder(t), "data")) {
  const backend = await startBackend(t, { data });
  const peer = await BridgePeer.connect(t, `ws+unix://${backend.socket}:/bridge`);
  const { result } = await peer.ask("bridge/hello", hello({ entries: [entry] }));
  if (!(result as { adopted: boolean }).adopted) for (const step of adoption(peer, [coreItem(1)])) await step;
  const activity = async (): Promise<ActivityItem[]> => {
    const { result } = await peer.command(`${PREFIX}/activity/list`);
    return (result as { items: ActivityItem[] }).items;
  };
  /** What is told in a notice is not answered. */
  const lines = async (count: number) => {
    await eventually(`${count} lines`, async () => (await activity()).length >= count);
    return activity();
  };
  return { backend, peer, activity, lines, data };
}

test("F52: list and subscribe, with the caller's name and address, over a restart", TIMEOUT, async (t) => {
  const { backend, peer, activity, data } = await start(t);
  assert.deepEqual(await activity(), []);
  const { success } = await peer.command(`${PREFIX}/activity/subscribe`);
  const subscription = peer.lastId;
  assert.ok(success);
  const caller = { ...administrator, name: "Anna", address: "192.168.1.7" };
  const fields = { application_credentials_id: "acme_calendar_client_1", client_secret: "S3CRET-canary-new" };
  await peer.command(`${PREFIX}/update`, fields, caller);
  const [line] = await activity();
  assert.deepEqual(
    [line?.actor.name, line?.action, line?.address],
    ["Anna", "credential.secret_changed", "192.168.1.7"],
  );
  const events = peer.arrived.filter((one) => !Array.isArray(one) && one.type === "bridge/event");
  assert.deepEqual(events, [{ type: "bridge/event", command: subscription, event: [line] }]);
  assert.ok(!JSON.stringify(await activity()).includes("S3CRET"));
  await backend.kill("SIGTERM");
  assert.deepEqual(await (await start(t, data)).activity(), [line]);
});

test(
  "F52, S11: what Python refused for the role is a line, once, and of commands that change something alone",
  TIMEOUT,
  async (t) => {
    const { peer, lines } = await start(t);
    const caller = { ...plainUser, address: "192.168.1.9" };
    for (const command of [`${PREFIX}/list`, `${PREFIX}/delete`, `${PREFIX}/delete`, `${PREFIX}/no_such_command`])
      peer.tell("bridge/command_done", { command, caller, refused: true });
    peer.tell("bridge/command_done", { command: `${PREFIX}/home_assistant/hand_back`, caller, refused: true });
    assert.deepEqual(
      (await lines(2)).map(({ actor, action, result, address }) => [actor.name, action, result, address]),
      [
        ["Guest", "data.handed_back", "failed", "192.168.1.9"],
        ["Guest", "credential.deleted", "failed", "192.168.1.9"],
      ],
    );
  },
);

test("F52: what Python carried out by itself is a line, with the reason where it failed", TIMEOUT, async (t) => {
  const { peer, lines } = await start(t);
  const done = { caller: administrator, refused: false };
  const command = `${PREFIX}/home_assistant/hand_back`;
  peer.tell("bridge/command_done", { ...done, command, error: "The disk is full." });
  peer.tell("bridge/command_done", { ...done, command });
  peer.tell("bridge/command_done", { ...done, command: `${PREFIX}/home_assistant/diagnostics` });
  assert.deepEqual(
    (await lines(2)).map(({ action, result, reason }) => [action, result, reason]),
    [
      ["data.handed_back", "succeeded", undefined],
      ["data.handed_back", "failed", "The disk is full."],
    ],
  );
});

test("F52: accounts that come, need their person, recover and go are lines of the hub's own", TIMEOUT, async (t) => {
  const { peer, lines } = await start(t);
  const changed = (fields: object) => peer.tell("bridge/entries", { changed: [{ ...entry, ...fields }], removed: [] });
  changed({ state: "setup_retry" });
  changed({ reauth: true });
  changed({ reauth: false });
  changed({ entry_id: "e2", title: "Ben" });
  const { auth_implementation: _none, ...other } = { ...entry, entry_id: "e3", title: "No account" };
  peer.tell("bridge/entries", { changed: [other], removed: [] });
  peer.tell("bridge/entries", { changed: [], removed: ["e1", "e3", "unknown"] });
  assert.deepEqual((await lines(4)).map(({ actor, action, record }) => [actor.kind, action, record.name]).reverse(), [
    ["hub", "account.rejected", "Ada"],
    ["hub", "account.recovered", "Ada"],
    ["hub", "account.connected", "Ben"],
    ["hub", "account.removed", "Ada"],
  ]);
});
