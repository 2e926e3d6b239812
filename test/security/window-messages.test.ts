/**
 * No window tells another one how a sign-in ended: the hub does, over the websocket, to the page that is signed in.
 * So there is no message to send to a wrong origin, and none that could be forged.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { before, beforeEach, describe, test } from "node:test";
import type { Page } from "playwright-core";
import {
  connectAccount,
  logInAsOwner,
  openWindow,
  openWizard,
  popupOf,
  signInAtProvider,
  type Window,
} from "../support/browser.ts";
import { closeServer } from "../support/oidc-provider.ts";
import { suiteScope } from "../support/suite-scope.ts";
import { type DemoHub, startDemoHub } from "./support/demo-hub.ts";

/** Reports whatever a page of the hub posts to any window, channel, port or worker. */
const LISTEN_IN = `
  for (const sender of [window, BroadcastChannel.prototype, MessagePort.prototype, Worker.prototype]) {
    const post = sender.postMessage;
    sender.postMessage = function (...message) {
      reportPosted(location.origin + " " + JSON.stringify(message));
      return post.apply(this, message);
    };
  }
`;

describe("windows and their messages", { timeout: 90_000 }, () => {
  const scope = suiteScope();
  const posted: string[] = [];
  let home: DemoHub;
  let window: Window;
  let page: Page;

  before(async () => {
    home = await startDemoHub(scope);
    window = await openWindow(scope);
    await window.context.exposeFunction("reportPosted", (message: string) => void posted.push(message));
    await window.context.addInitScript(LISTEN_IN);
    page = window.page;
    await logInAsOwner(page, home.origin);
  });
  beforeEach(() => page.goto(`${home.origin}/config/integrations/dashboard`));

  test("S10: the windows of a sign-in post nothing; the popup has no opener", async () => {
    await openWizard(page, "Demo Calendar");
    const popup = await popupOf(page, "Connect");
    await popup.getByLabel("Your name").waitFor();
    assert.equal(await popup.evaluate("opener"), null);
    await popup.addInitScript("window.close = () => {}");
    await signInAtProvider(popup, "Anna");
    await popup.getByRole("heading", { name: "Connected" }).waitFor();
    assert.equal(await popup.evaluate("opener"), null);
    await page.getByText("Demo Calendar is set up").waitFor();
    await page.evaluate("postMessage('the listener works', location.origin)");
    assert.deepEqual(
      posted.filter((message) => message.startsWith(home.origin)).map((message) => message.includes("listener works")),
      [true],
    );
  });

  test("S10: what the page is told of the end is a flow id, no code and no token", async () => {
    const frames: string[] = [];
    let code = "";
    page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => frames.push(String(payload))));
    window.context.on("request", (request) => {
      const url = new URL(request.url());
      if (url.pathname === "/oauth/callback") code = url.searchParams.get("code") ?? "";
    });
    await page.reload();
    await connectAccount(page, "Demo Calendar", "Ben");
    const events = frames
      .flatMap((frame) => [JSON.parse(frame)].flat())
      .filter(({ event }) => event?.event_type === "data_entry_flow_progressed");
    assert.ok(events.length > 0);
    for (const { event } of events) {
      assert.match(event.data.flow_id, /^[0-9a-f]{32}$/);
      assert.deepEqual(Object.keys(event.data).sort(), ["flow_id", "handler", "refresh"]);
    }
    assert.ok(code.length > 20);
    assert.ok(!frames.join().includes(code));
    assert.doesNotMatch(frames.join(), /access_token|refresh_token|code_verifier/);
  });

  test("S10: a message that another origin forges changes nothing", async () => {
    const evil = createServer((_request, response) => {
      response.setHeader("content-type", "text/html");
      response.end("<!doctype html><title>Nice page</title><button>Win</button>");
    }).listen(0, "127.0.0.1");
    await once(evil, "listening");
    scope.after(() => closeServer(evil));
    const attacker = await window.context.newPage();
    await attacker.goto(`http://127.0.0.1:${(evil.address() as AddressInfo).port}/`);
    const [victim] = await Promise.all([
      window.context.waitForEvent("page"),
      attacker.evaluate(`void (window.victim = open(${JSON.stringify(home.origin)}))`),
    ]);
    await victim.waitForURL("**/config/integrations/dashboard");
    const step = victim.waitForResponse((response) => response.url().endsWith("/config_entries/flow"));
    await openWizard(victim, "Demo Calendar");
    const { flow_id } = (await (await step).json()) as { flow_id: string };
    const popup = await popupOf(victim, "Connect");
    const entries = await home.entryIds();

    const lies = [
      { type: "flow", flow_id, result: "done" },
      { type: "external_done", flow_id },
      { type: "event", event: { event_type: "data_entry_flow_progressed", data: { flow_id } } },
      { type: "create_entry", flow_id, result: { entry_id: entries[0] } },
      `${home.origin}/oauth/callback?code=forged&state=forged`,
    ];
    const calls: string[] = [];
    victim.on("request", (request) => {
      if (request.url().includes("/config_entries/")) calls.push(request.url());
    });
    await attacker.evaluate(`for (const lie of ${JSON.stringify(lies)}) victim.postMessage(lie, "*")`);
    await victim.waitForTimeout(300);
    assert.deepEqual(calls, []);
    await victim.getByText("Waiting").first().waitFor();
    assert.deepEqual(await home.entryIds(), entries);

    await signInAtProvider(popup, "Grace");
    await victim.getByText("Demo Calendar is set up").waitFor();
    assert.equal((await home.entryIds()).length, entries.length + 1);
    await Promise.all([victim.close(), attacker.close()]);
  });

  test("S10: the end of another flow does not end this one", async () => {
    await openWizard(page, "Demo Calendar");
    const popup = await popupOf(page, "Connect");
    await popup.getByLabel("Your name").waitFor();
    const other = await home.begin();
    assert.equal((await home.visit(await home.toCallback(other, "Edsger"), other.cookie)).status, 303);
    assert.equal((await home.step(other)).type, "create_entry");
    await page.waitForTimeout(300);
    await page.getByText("Waiting").first().waitFor();
    await signInAtProvider(popup, "Barbara");
    await page.getByText("Demo Calendar is set up").waitFor();
  });
});
