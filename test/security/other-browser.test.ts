/** A sign-in belongs to the browser that began it, unless its person takes it to another one. */
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { openWindow, signInAtProvider } from "../support/browser.ts";
import { MovableClock } from "../support/movable-clock.ts";
import { suiteScope } from "../support/suite-scope.ts";
import { type Begun, type DemoHub, startDemoHub } from "./support/demo-hub.ts";

describe("another browser", { timeout: 60_000 }, () => {
  const scope = suiteScope();
  const clock = new MovableClock(scope);
  let home: DemoHub;
  let other: Page;

  before(async () => {
    home = await startDemoHub(scope, { env: clock.env });
    other = (await openWindow(scope)).page;
  });

  /** What the start page's button sends. */
  const press = ({ url }: Begun, headers: Record<string, string> = {}) => {
    const body = new URLSearchParams({ ticket: new URL(url).searchParams.get("ticket") ?? "" });
    return fetch(`${home.origin}/oauth/start`, { method: "POST", body, headers, redirect: "manual" });
  };

  test("S3: a captured callback URL is rejected there and creates nothing; the right browser still finishes", async () => {
    const begun = await home.begin();
    const callback = await home.toCallback(begun);
    const answer = await other.goto(callback);
    assert.equal(answer?.status(), 400);
    await other.getByText("another browser").first().waitFor();
    assert.deepEqual(await home.entryIds(), []);
    assert.equal((await home.step(begun)).type, "external");

    // Nor in one that has a flow of its own going.
    const own = await home.begin();
    assert.equal((await home.visit(callback, own.cookie)).status, 400);
    assert.deepEqual(await home.entryIds(), []);
    assert.equal((await home.visit(callback, begun.cookie)).status, 303);
    assert.equal((await home.entryIds()).length, 1);
  });

  test("S3: a start ticket is good for one use", async () => {
    const begun = await home.begin();
    assert.equal((await home.visit(begun.url, begun.cookie)).status, 303);
    assert.equal((await home.visit(begun.url, begun.cookie)).status, 400);
    await other.goto(begun.url);
    assert.equal(await other.getByRole("button", { name: "Continue" }).count(), 0);
    const agreed = await press(begun);
    assert.equal(agreed.status, 400);
    assert.match(await agreed.text(), /This link has ended/);
  });

  test("S3: a start ticket lives for 60 seconds", async () => {
    const [early, late] = [await home.begin(), await home.begin()];
    await clock.forward(home.hub, 58_000);
    assert.equal((await home.visit(early.url, early.cookie)).status, 303);
    await clock.forward(home.hub, 3_000);
    assert.equal((await home.visit(late.url, late.cookie)).status, 400);
    const answer = await other.goto(late.url);
    assert.equal(answer?.status(), 400);
  });

  test("S3: a start link that was sent to somebody names hub, user and integration, and binds nothing by itself", async () => {
    const made = await home.entryIds();
    const begun = await home.begin();
    await other.goto(begun.url);
    await other.getByRole("heading", { name: "Connect Demo Calendar to Home?" }).waitFor();
    await other.getByText("Owner began to set up Demo Calendar at Home.").waitFor();
    assert.equal(new URL(other.url()).pathname, "/oauth/start");
    assert.deepEqual(await home.entryIds(), made);
    assert.equal((await home.step(begun)).type, "external");
  });

  test("S3: another site's page can't press the button", async () => {
    const begun = await home.begin();
    assert.equal((await press(begun, { origin: "https://evil.example" })).status, 403);
    assert.equal((await press(begun, { "sec-fetch-site": "cross-site" })).status, 400);
    assert.equal((await press(begun)).status, 303);
  });

  test("S3: begun in an app's WebView, finished in the system's browser: it passes", async () => {
    const made = await home.entryIds();
    const begun = await home.begin();
    await other.goto(begun.url);
    await other.getByRole("button", { name: "Continue to sign-in" }).click();
    await signInAtProvider(other, "Grace");
    await other.getByRole("heading", { name: /connected/i }).waitFor();
    const { type, result } = await home.step(begun);
    assert.equal(type, "create_entry");
    assert.deepEqual(await home.entryIds(), [...made, result?.entry_id]);
  });
});
