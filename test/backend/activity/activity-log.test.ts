import assert from "node:assert/strict";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { ActivityLog } from "../../../src/backend/activity/activity-log.ts";
import { HUB, type NewLine } from "../../../src/backend/activity/line.ts";
import { openSqliteStore } from "../../../src/backend/store/sqlite-store.ts";
import { type Store, StoreError } from "../../../src/backend/store/store.ts";
import { ACTIVITY_DAYS, ACTIVITY_LINES, type ActivityItem } from "../../../src/protocol/activity.ts";
import { FakeHost } from "../../support/fake-host.ts";
import { type HeldWrites, holdingStore } from "../../support/held-store.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const DAY = 24 * 60 * 60 * 1_000;
const line = (name: string, more: Partial<NewLine> = {}): NewLine => ({
  actor: HUB,
  action: "credential.created",
  record: { kind: "credential", id: name, name },
  result: "succeeded",
  ...more,
});
const failure = (name: string, reason: string) => line(name, { result: "failed", reason });
const names = (items: readonly ActivityItem[]) => items.map(({ record }) => record.name);

/** An activity on a real database. */
async function open(t: TestContext, folder = temporaryFolder(t)) {
  const store = await openSqliteStore(join(folder, "store.db"));
  const { log, logged } = new FakeHost();
  const activity = await ActivityLog.load(store, log);
  t.after(() => store.close().catch(() => {}));
  return { activity, store, folder, logged };
}

test("F52: lines are answered newest first, with who, what, when and from where, after a restart too", async (t) => {
  const { activity, store, folder } = await open(t);
  const anna = { kind: "user", id: "u1", name: "Anna" } as const;
  await activity.note(line("first"));
  await activity.note({ ...failure("second", "It is in use."), actor: anna, address: "192.168.1.7" });
  await store.close();
  const { items, next } = await (await open(t, folder)).activity.list(undefined, 10);
  assert.deepEqual(names(items), ["second", "first"]);
  assert.equal(next, undefined);
  const { id, at, ...shown } = items[0] as ActivityItem;
  assert.ok(id > (items[1]?.id ?? ""));
  assert.ok(Math.abs(Date.parse(at) - Date.now()) < 60_000);
  assert.deepEqual(shown, {
    actor: anna,
    action: "credential.created",
    record: { kind: "credential", id: "second", name: "second" },
    result: "failed",
    reason: "It is in use.",
    address: "192.168.1.7",
  });
});

test("F52: two lines whose writes end the other way round: each page has them in their order, and none is left out", async (t) => {
  const sqlite = await openSqliteStore(join(temporaryFolder(t), "store.db"));
  const hold: HeldWrites = { until: undefined };
  const store = holdingStore(sqlite, hold);
  t.after(() => store.close());
  const activity = await ActivityLog.load(store, new FakeHost().log);
  const disk = Promise.withResolvers<void>();
  hold.until = disk.promise;
  const slow = activity.note(line("first"));
  hold.until = undefined;
  for (const name of ["second", "third", "fourth"]) await activity.note(line(name));
  disk.resolve();
  await slow;
  const seen: string[] = [];
  let before: string | undefined;
  do {
    const { items, next } = await activity.list(before, 1);
    seen.push(...names(items).map(String));
    before = next;
  } while (before !== undefined && seen.length < 10);
  assert.deepEqual(seen, ["fourth", "third", "second", "first"]);
});

test("F52: pages stay where they are while lines are added, and together hold every line once", async (t) => {
  const { activity } = await open(t);
  for (let n = 0; n < 25; n += 1) await activity.note(line(`${n}`));
  const seen: ActivityItem[] = [];
  let before: string | undefined;
  do {
    const page = await activity.list(before, 10);
    seen.push(...page.items);
    before = page.next;
    await activity.note(line("meanwhile"));
  } while (before !== undefined);
  assert.deepEqual(
    names(seen),
    Array.from({ length: 25 }, (_, n) => `${24 - n}`),
  );
});

test("F52: written side by side, lines keep the order in which they were asked for", async (t) => {
  const { activity } = await open(t);
  const heard: ActivityItem[] = [];
  const end = activity.subscribe((items) => heard.push(...items));
  await Promise.all(Array.from({ length: 200 }, (_, n) => activity.note(line(`${n}`))));
  const { items } = await activity.list(undefined, 500);
  assert.deepEqual(names(items).reverse(), names(heard));
  assert.equal(names(heard)[0], "0");
  end();
  await activity.note(line("unheard"));
  assert.equal(heard.length, 200);
});

test("F52: a clock that was set back changes nothing of the order", async (t) => {
  const { activity, store, folder } = await open(t);
  await activity.note(line("before"));
  await store.close();
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() - 400 * DAY });
  const { activity: again } = await open(t, folder);
  await again.note(line("after"));
  assert.deepEqual(names((await again.list(undefined, 10)).items), ["after", "before"]);
});

test(`F52: lines end after ${ACTIVITY_DAYS} days, at the start and while it runs, on disk too`, async (t) => {
  const begun = Date.now();
  t.mock.timers.enable({ apis: ["Date"], now: begun });
  const { activity, store, folder } = await open(t);
  await activity.note(line("old"));
  t.mock.timers.setTime(begun + 50 * DAY);
  await activity.note(line("young"));
  t.mock.timers.setTime(begun + (ACTIVITY_DAYS + 1) * DAY);
  await activity.note(line("new"));
  await activity.pruned();
  assert.deepEqual(names((await activity.list(undefined, 10)).items), ["new", "young"]);
  await store.close();
  t.mock.timers.setTime(begun + (ACTIVITY_DAYS + 60) * DAY);
  const again = await open(t, folder);
  await again.activity.pruned();
  const left = await again.store.collection<NewLine>("activity", { version: 1 }).entries();
  assert.deepEqual(
    left.map(([, { record }]) => record.name),
    ["new"],
  );
});

test(`F52: of more than ${ACTIVITY_LINES} lines the oldest go, on disk too`, async (t) => {
  const { activity, store } = await open(t);
  const extra = 50;
  await Promise.all(Array.from({ length: ACTIVITY_LINES + extra }, (_, n) => activity.note(line(`${n}`))));
  await activity.pruned();
  const disk = await store.collection<NewLine>("activity", { version: 1 }).entries();
  assert.equal(disk.length, ACTIVITY_LINES);
  const oldest = disk.map(([id]) => id).sort()[0] ?? "";
  const { items, next } = await activity.list(idAfter(oldest), 10);
  assert.deepEqual(names(items), [`${extra}`]);
  assert.equal(next, undefined);
});

const idAfter = (id: string) => (Number.parseInt(id, 36) + 1).toString(36).padStart(9, "0");

test("F52: the same failure is one line a day, another reason or a success is another", async (t) => {
  const { activity } = await open(t);
  const begun = Date.now();
  t.mock.timers.enable({ apis: ["Date"], now: begun });
  for (let n = 0; n < 5; n += 1) await activity.noteOnce(failure("a", "It is in use."));
  await activity.noteOnce(failure("a", "The hub failed."));
  await activity.noteOnce(failure("b", "It is in use."));
  await activity.note(line("a"));
  assert.equal((await activity.list(undefined, 10)).items.length, 4);
  t.mock.timers.setTime(begun + DAY);
  await activity.noteOnce(failure("a", "It is in use."));
  assert.equal((await activity.list(undefined, 10)).items.length, 5);
});

test("F52: what is too long is cut", async (t) => {
  const { activity } = await open(t);
  await activity.note(failure("a", "x".repeat(100_000)));
  const { reason = "" } = (await activity.list(undefined, 1)).items[0] as ActivityItem;
  assert.equal(reason.length, 512);
});

test("F52: a line that can't be written fails nobody, and the log says so", async () => {
  const failing = {
    collection: () => ({
      entries: async () => [],
      get: async () => undefined,
      put: async () => {
        throw new StoreError("Writing activity", new Error("database or disk is full"));
      },
      delete: async () => {},
    }),
    purge: async () => {},
    close: async () => {},
  } as Store;
  const { log, logged } = new FakeHost();
  const activity = await ActivityLog.load(failing, log);
  await activity.note(line("a"));
  assert.deepEqual((await activity.list(undefined, 10)).items, []);
  assert.match(logged.join(), /The activity lacks a line \(credential.created\).*disk is full/);
});
