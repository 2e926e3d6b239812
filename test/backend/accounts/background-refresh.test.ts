import assert from "node:assert/strict";
import test from "node:test";
import type { Account } from "../../../src/backend/accounts/account-store.ts";
import { BackgroundRefresh } from "../../../src/backend/accounts/background-refresh.ts";
import { FakeHost } from "../../support/fake-host.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function scene(accounts: Account[], { usedAgo = 0, nextTry = 0 } = {}) {
  const refreshed: string[] = [];
  const { log } = new FakeHost();
  const background = new BackgroundRefresh({
    accounts: () => accounts,
    lastUse: () => Date.now() - usedAgo,
    nextTry: () => nextTry,
    refresh: async ({ entry_id }) => refreshed.push(entry_id),
    log,
  });
  return { background, refreshed };
}

/** One whose token came now; `life` below zero: so long ago that it ends now. */
const account = (life: number, more: Partial<Account> = {}): Account => ({
  entry_id: "e1",
  domain: "tiny",
  implementation: "tiny",
  scope: "",
  token_type: "Bearer",
  issued_at: Date.now() + Math.min(life, 0),
  expires_at: Date.now() + Math.max(life, 0),
  expiry_assumed: false,
  has_refresh_token: true,
  sealed_tokens: "",
  ...more,
});

for (const [name, life, margin] of [
  ["an hour", HOUR, 15 * MINUTE],
  ["a day", 24 * HOUR, 15 * MINUTE],
  ["ten minutes", 10 * MINUTE, 2.5 * MINUTE],
] as const) {
  test(`a token of ${name} is refreshed ${margin / MINUTE} minutes before it ends`, async (t) => {
    t.mock.timers.enable({ apis: ["Date"], now: 1_700_000_000_000 });
    const { background, refreshed } = scene([account(life)]);
    t.mock.timers.tick(life - margin - 1);
    await background.round();
    assert.deepEqual(refreshed, []);
    t.mock.timers.tick(1);
    await background.round();
    assert.deepEqual(refreshed, ["e1"]);
  });
}

for (const [name, one, more] of [
  ["one that nobody used for a day", account(-HOUR), { usedAgo: 25 * HOUR }],
  ["one that waits for its person", account(-HOUR, { rejected: "gone" }), {}],
  ["one without a refresh token", account(-HOUR, { has_refresh_token: false }), {}],
  ["one that lives so shortly that callers refresh it as early", account(-79_000), {}],
  ["one whose provider is left alone", account(-HOUR), { nextTry: Date.now() + MINUTE }],
] as const) {
  test(`${name} is not refreshed`, async () => {
    const { background, refreshed } = scene([one], more);
    await background.round();
    assert.deepEqual(refreshed, []);
  });
}

test("a thousand that are due together: sixteen at once, each once", async () => {
  const accounts = Array.from({ length: 1_000 }, (_, n) => account(-HOUR, { entry_id: `e${n}` }));
  let now = 0;
  let most = 0;
  const seen = new Set<string>();
  const background = new BackgroundRefresh({
    accounts: () => accounts,
    lastUse: () => Date.now(),
    nextTry: () => undefined,
    refresh: async ({ entry_id }) => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setImmediate(resolve));
      seen.add(entry_id);
      now -= 1;
    },
    log: new FakeHost().log,
  });
  await background.round();
  assert.equal(seen.size, 1_000);
  assert.equal(most, 16);
});

test("it wakes by itself, and stops", { timeout: 10_000 }, async () => {
  const { background, refreshed } = scene([account(-HOUR)]);
  background.start();
  await new Promise((resolve) => setTimeout(resolve, 1_300));
  assert.ok(refreshed.length > 0);
  await background.stop();
  const count = refreshed.length;
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  assert.equal(refreshed.length, count);
});
