import assert from "node:assert/strict";
import test from "node:test";
import type { Account } from "../../../src/backend/accounts/account-store.ts";
import { isNear, RefreshTokenLives } from "../../../src/backend/accounts/refresh-token-life.ts";
import type { KnownClient } from "../../../src/backend/connect/client-directory.ts";
import { openMemoryStore } from "../../../src/backend/store/memory-store.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const clientAt = (token_url: string) => ({ endpoints: { token_url, authorize_url: token_url } }) as KnownClient;
const google = clientAt("https://oauth2.googleapis.com/token");
const other = clientAt("https://provider.example/token");

/** One that was signed in to so long ago, and last refreshed an hour ago. */
const account = (age: number, more: Partial<Account> = {}): Account => ({
  entry_id: "e1",
  domain: "mail",
  implementation: "mail",
  scope: "",
  token_type: "Bearer",
  expires_at: Date.now(),
  expiry_assumed: false,
  has_refresh_token: true,
  signed_in_at: Date.now() - age,
  refresh_token_issued_at: Date.now() - age,
  issued_at: Date.now() - HOUR,
  sealed_tokens: "",
  ...more,
});

test("Google's test apps: one death after seven days, and the next is told two days before", async () => {
  const lives = await RefreshTokenLives.load(openMemoryStore());
  assert.equal(lives.forecast(account(5 * DAY)), undefined);
  await lives.died(account(7 * DAY + HOUR / 2), google);
  const forecast = lives.forecast(account(5 * DAY));
  assert.equal(forecast?.source, "google_testing");
  assert.equal(Math.round(((forecast?.ends_at ?? 0) - Date.now()) / HOUR), 48);
  assert.ok(forecast && isNear(forecast));
  const early = lives.forecast(account(DAY));
  assert.ok(early && !isNear(early));
});

test("one death teaches nothing elsewhere: somebody may have taken the access back", async () => {
  const lives = await RefreshTokenLives.load(openMemoryStore());
  await lives.died(account(3 * DAY), google);
  await lives.died(account(60 * DAY), other);
  assert.equal(lives.forecast(account(2 * DAY)), undefined);
});

test("two deaths at the same age do, across a restart, and a token that lives longer proves them wrong", async () => {
  const store = openMemoryStore();
  const lives = await RefreshTokenLives.load(store);
  for (const age of [60 * DAY, 60.2 * DAY]) await lives.died(account(age), other);
  const again = await RefreshTokenLives.load(store);
  const forecast = again.forecast(account(50 * DAY));
  assert.equal(forecast?.source, "learned");
  assert.equal(Math.round((forecast?.life ?? 0) / DAY), 60);
  await again.wasUsed(account(59 * DAY));
  assert.ok(again.forecast(account(50 * DAY)));
  await again.wasUsed(account(70 * DAY));
  assert.equal(again.forecast(account(50 * DAY)), undefined);
});

test("deaths at different ages, of rotated tokens, or of ones that nobody used for long, teach nothing", async () => {
  const lives = await RefreshTokenLives.load(openMemoryStore());
  for (const age of [10 * DAY, 30 * DAY]) await lives.died(account(age), other);
  const rotated = account(20 * DAY, { refresh_token_issued_at: Date.now() - HOUR });
  for (let n = 0; n < 2; n += 1) await lives.died(rotated, other);
  for (let n = 0; n < 2; n += 1) await lives.died(account(40 * DAY, { issued_at: Date.now() - 30 * DAY }), other);
  assert.equal(lives.forecast(account(DAY)), undefined);
});

test("what the provider says goes first; without a refresh token, or once it was rejected, nothing is foretold", async () => {
  const lives = await RefreshTokenLives.load(openMemoryStore());
  const ends_at = Date.now() + 3 * DAY;
  assert.equal(lives.forecast(account(DAY, { refresh_token_expires_at: ends_at }))?.source, "provider");
  const told = { refresh_token_expires_at: ends_at };
  assert.equal(lives.forecast(account(DAY, { ...told, has_refresh_token: false })), undefined);
  assert.equal(lives.forecast(account(DAY, { ...told, rejected: "gone" })), undefined);
});
