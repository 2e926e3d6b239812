import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import * as v from "valibot";
import { handle, handleSubscription, ReadyJson } from "../../src/backend/commands.ts";
import type { Host } from "../../src/backend/host.ts";
import { command } from "../../src/protocol/command.ts";
import { onboard, RawClient } from "./support/client.ts";
import { startTestHub } from "./support/test-hub.ts";

const args = v.strictObject({});
const row = { summary: "", since: 1, roles: ["user"], scope: "none", args, result: v.unknown(), errors: [] } as const;

/** Commands of the test's own: a ready list, a slow answer, a subscription, and one that sends much. */
function registerSamples(host: Host) {
  const subscribers = new Set<(event: unknown) => void>();
  const slow = Promise.withResolvers<string>();
  host.register([
    handle(command("test/list", row), () => new ReadyJson('[{"ready":true}]')),
    handle(command("test/much", row), () => "x".repeat(1024 * 1024)),
    handle(command("test/slow", row), () => slow.promise),
    handle(command("test/fail", row), () => {
      throw new Error("secret detail");
    }),
    handleSubscription(command("test/subscribe", { ...row, event: v.unknown() }), async (_args, _caller, send) => {
      send("first");
      await Promise.resolve();
      send("second");
      subscribers.add(send);
      return () => void subscribers.delete(send);
    }),
  ]);
  return { subscribers, slow };
}

test("before the sign-in nothing else is taken", async (t) => {
  const { origin } = await startTestHub(t);
  for (const first of [{ id: 1, type: "ping" }, "{", "[]", { type: "auth" }, { type: "auth", access_token: "wrong" }]) {
    const client = new RawClient(origin);
    const closed = client.closed();
    await client.until(() => client.frames.length === 1);
    assert.deepEqual(client.frames[0], { type: "auth_required", ha_version: "2026.11.0" });
    client.send(first);
    assert.equal(await closed, 1008);
    assert.equal((client.frames[1] as { type: string }).type, "auth_invalid");
  }
});

test("messages sent without waiting for the sign-in are answered after it", async (t) => {
  const { origin } = await startTestHub(t);
  const { access_token } = await onboard(origin);
  const client = new RawClient(origin);
  client.socket.once("open", () => {
    client.send({ type: "auth", access_token });
    client.send({ id: 1, type: "ping" });
    client.send({ id: 2, type: "get_config" });
  });
  const config = await client.answerTo(2);
  assert.equal(config.success, true);
  assert.deepEqual(
    client.messages().map(({ type }) => type),
    ["auth_required", "auth_ok", "pong", "result"],
  );
});

test("bad input gets its code and the connection lives", async (t) => {
  const { origin } = await startTestHub(t);
  const { access_token } = await onboard(origin);
  const client = await RawClient.connect(origin, access_token);
  const cases: [sent: unknown, id: number, code: string, message: RegExp][] = [
    ["{", 0, "invalid_format", /not JSON/],
    ["5", 0, "invalid_format", /object/],
    ["[]", 0, "invalid_format", /object/],
    [{ type: "ping" }, 0, "invalid_format", /id is required/],
    [{ id: "1", type: "ping" }, 0, "invalid_format", /id must be/],
    [{ id: 1.5, type: "ping" }, 0, "invalid_format", /id must be/],
    [{ id: 3 }, 3, "invalid_format", /type is required/],
    [{ id: 4, type: 4 }, 4, "invalid_format", /type must be/],
    [{ id: 5, type: "no/such" }, 5, "unknown_command", /Unknown command/],
    [{ id: 6, type: "get_config", more: "s3cret" }, 6, "invalid_format", /^more is not a field/],
    [{ id: 6, type: "ping" }, 6, "id_reuse", /increase/],
    [{ id: 2, type: "ping" }, 2, "id_reuse", /increase/],
    [{ id: 7, type: "unsubscribe_events", subscription: 99 }, 7, "not_found", /Subscription/],
  ];
  for (const [sent, id, code, message] of cases) {
    const before = client.frames.length;
    client.send(sent);
    await client.until(() => client.frames.length > before);
    const answer = client.frames.at(-1) as { id: number; error: { code: string; message: string } };
    assert.deepEqual([answer.id, answer.error.code], [id, code], JSON.stringify(sent));
    assert.match(answer.error.message, message);
    assert.doesNotMatch(answer.error.message, /s3cret/);
  }
  client.send({ id: 8, type: "ping" });
  assert.equal((await client.answerTo(8)).type, "pong");
});

test("a frame over 1 MiB closes with 1009, one that is no text is refused", async (t) => {
  const { origin } = await startTestHub(t);
  const { access_token } = await onboard(origin);
  const client = await RawClient.connect(origin, access_token);
  client.socket.send(Buffer.from([1, 2, 3]));
  await client.until(() => client.frames.length === 3);
  assert.equal((client.frames[2] as { error: { code: string } }).error.code, "invalid_format");
  const closed = client.closed();
  client.send({ id: 1, type: "x".repeat(1024 * 1024) });
  assert.equal(await closed, 1009);
});

test("a failing handler tells the client nothing but that it failed", async (t) => {
  const { hub, origin, lines } = await startTestHub(t);
  registerSamples(hub.host);
  const { access_token } = await onboard(origin);
  const client = await RawClient.connect(origin, access_token);
  assert.deepEqual((await client.call("test/fail")).error, { code: "unknown_error", message: "Unknown error" });
  assert.ok(lines.some((line) => line.includes("Error: secret detail")));
});

test("messages run side by side: a slow one holds up no other", async (t) => {
  const { hub, origin } = await startTestHub(t);
  const { slow } = registerSamples(hub.host);
  const { access_token } = await onboard(origin);
  const client = await RawClient.connect(origin, access_token);
  const waiting = client.call("test/slow");
  assert.deepEqual((await client.call("test/list")).result, [{ ready: true }]);
  slow.resolve("late");
  assert.equal((await waiting).result, "late");
});

test("a subscription's events follow its result and end with it", async (t) => {
  const { hub, origin } = await startTestHub(t);
  const { subscribers } = registerSamples(hub.host);
  const { access_token } = await onboard(origin);
  const client = await RawClient.connect(origin, access_token);
  const { id } = await client.call("test/subscribe");
  await client.until(() => client.events(id).length === 2);
  const order = client.messages().filter((message) => message.id === id);
  assert.deepEqual(
    order.map(({ type, event }) => event ?? type),
    ["result", "first", "second"],
  );

  assert.equal((await client.call("unsubscribe_events", { subscription: id })).success, true);
  assert.equal(subscribers.size, 0);

  await client.call("test/subscribe");
  assert.equal(subscribers.size, 1);
  client.close();
  await client.until(() => subscribers.size === 0);
});

test("coalescing: what one turn answers comes as one array", async (t) => {
  const { origin } = await startTestHub(t);
  const { access_token } = await onboard(origin);
  const client = await RawClient.connect(origin, access_token);
  await client.call("supported_features", { features: { coalesce_messages: 1 } });
  const before = client.frames.length;
  client.send([10, 11, 12].map((id) => ({ id, type: "get_config" })));
  await client.answerTo(12);
  assert.equal(client.frames.length, before + 1);
  assert.ok(Array.isArray(client.frames.at(-1)));
});

for (const features of [{}, { coalesce_messages: 1 }])
  test(`a client that does not read is dropped before it costs memory: ${JSON.stringify(features)}`, {
    timeout: 60_000,
  }, async (t) => {
    const { hub, origin } = await startTestHub(t);
    registerSamples(hub.host);
    const { access_token } = await onboard(origin);
    const deaf = await RawClient.connect(origin, access_token);
    await deaf.call("supported_features", { features });
    deaf.socket.pause();
    for (let id = 10; id < 70; id++) deaf.send({ id, type: "test/much" });
    const other = await RawClient.connect(origin, access_token);
    const before = process.memoryUsage().arrayBuffers;
    assert.equal((await other.call("test/much")).success, true);
    assert.ok(process.memoryUsage().arrayBuffers - before < 40 * 1024 * 1024);
    // On a busy machine the first look may still see it take something.
    await wait(16_000);
    const closed = deaf.closed();
    deaf.socket.resume();
    assert.equal(await closed, 1006);
  });

test("a client that asks for much at once, and reads, is answered in full", async (t) => {
  const { hub, origin } = await startTestHub(t);
  registerSamples(hub.host);
  const { access_token } = await onboard(origin);
  const client = await RawClient.connect(origin, access_token);
  const answers = await Promise.all(Array.from({ length: 60 }, () => client.call("test/much")));
  assert.ok(answers.every(({ success }) => success));
  assert.equal((await client.call("get_config")).success, true);
});

test("a peer that is gone without a word is noticed by the ping", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const { origin } = await startTestHub(t);
  const { access_token } = await onboard(origin);
  const alive = await RawClient.connect(origin, access_token);
  const gone = await RawClient.connect(origin, access_token, { autoPong: false });
  const closed = gone.closed();
  const ponged = new Promise((resolve) => alive.socket.once("ping", resolve));
  t.mock.timers.tick(30_000);
  await ponged;
  assert.equal((await alive.call("get_config")).success, true);
  t.mock.timers.tick(30_000);
  assert.equal(await closed, 1006);
  assert.equal((await alive.call("get_config")).success, true);
});

test("who does not sign in within 10 s is sent away", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { origin } = await startTestHub(t);
  const client = new RawClient(origin);
  const closed = client.closed();
  await new Promise((resolve) => client.socket.once("message", resolve));
  t.mock.timers.tick(10_000);
  assert.equal(await closed, 1008);
  assert.equal((client.frames[1] as { type: string }).type, "auth_invalid");
});

test("stopping answers what runs, then closes with 1001", async (t) => {
  const { hub, origin } = await startTestHub(t);
  const { slow } = registerSamples(hub.host);
  const { access_token } = await onboard(origin);
  const client = await RawClient.connect(origin, access_token);
  const waiting = client.call("test/slow");
  await client.call("test/list");
  const closed = client.closed();
  const stopped = hub.close();
  slow.resolve("still answered");
  assert.equal((await waiting).result, "still answered");
  assert.equal(await closed, 1001);
  await stopped;
});
