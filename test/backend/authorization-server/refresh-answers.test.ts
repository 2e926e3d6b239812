/** S28: for a moment a refresh that is asked again is answered the same, to the same client alone. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ClientAttempts } from "../../../src/backend/authorization-server/client-attempts.ts";
import { REFRESH_GRACE_SECONDS } from "../../../src/backend/authorization-server/lifetimes.ts";
import { RefreshAnswers } from "../../../src/backend/authorization-server/refresh-answers.ts";
import { settlesSoon } from "../../support/held-store.ts";

const ANSWER = { status: 200, body: { access_token: "a" } };

test("a second request waits for the answer of the first, and another client gets none", async () => {
  const answers = new RefreshAnswers();
  assert.equal(answers.has("token"), false);
  answers.begin("token");
  assert.equal(answers.has("token"), true);
  const second = answers.get("token", "c1");
  const stranger = answers.get("token", "c2");
  assert.equal(await settlesSoon(second), false);
  answers.finish("token", "c1", ANSWER);
  assert.deepEqual(await second, ANSWER);
  assert.equal(await stranger, undefined);
  assert.equal(await answers.get("token", "c2"), undefined);
  assert.deepEqual(await answers.get("token", "c1"), ANSWER);
});

test("nothing is kept of an exchange that failed, or beyond its time", async (t) => {
  t.mock.timers.enable({ apis: ["Date", "setTimeout"], now: Date.now() });
  const answers = new RefreshAnswers();
  answers.begin("failed");
  const waiting = answers.get("failed", "c1");
  answers.finish("failed", "c1", undefined);
  assert.equal(await waiting, undefined);
  assert.equal(answers.has("failed"), false);
  answers.begin("token");
  answers.finish("token", "c1", ANSWER);
  t.mock.timers.tick(REFRESH_GRACE_SECONDS * 1_000 + 1);
  assert.equal(answers.has("token"), false);
  assert.equal(await answers.get("token", "c1"), undefined);
});

test("guessing secrets is slowed down by client and address, so that nobody locks another out", (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const attempts = new ClientAttempts();
  for (let n = 0; n < 10; n += 1) assert.ok("takeBack" in attempts.begin("c1", "192.0.2.1"));
  assert.deepEqual(attempts.begin("c1", "192.0.2.1"), { retryAfter: 60 });
  assert.ok("takeBack" in attempts.begin("c1", "192.0.2.2"));
  assert.ok("takeBack" in attempts.begin("c2", "192.0.2.1"));
  t.mock.timers.tick(60_000);
  for (let n = 0; n < 100; n += 1) {
    const right = attempts.begin("c1", "192.0.2.1");
    if ("takeBack" in right) right.takeBack();
    else assert.fail("a right secret was counted");
  }
});
