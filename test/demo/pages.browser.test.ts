import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { type RunningProvider, runProvider } from "./support/running-provider.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const NARROW = { width: 360, height: 640 };

/** A page on another port, as the hub's callback is. */
async function callbackPage(context: TestContext): Promise<string> {
  const server = createServer((_request, response) => void response.end("back at the hub"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  context.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/oauth/callback`;
}

async function openPage(context: TestContext, options: BrowserContextOptions): Promise<Page> {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  context.after(() => browser.close());
  return (await browser.newContext({ viewport: NARROW, ...options })).newPage();
}

/** Fails on what axe finds wrong, and on a page that has to be scrolled sideways. */
async function assertSound(page: Page, name: string): Promise<void> {
  // Evaluated by the debugger, which the page's Content-Security-Policy does not concern.
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: unknown[] }[] }> };
    };
    return (await axe.run()).violations.map(({ id, nodes }) => `${id} (${nodes.length})`);
  });
  assert.deepEqual(violations, [], name);
  const tooWide = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");
  assert.equal(tooWide, false, `${name} is too wide`);
  if (process.env.SCREENSHOTS)
    await page.screenshot({ path: `${process.env.SCREENSHOTS}/${name}.png`, fullPage: true });
}

const authorizationUrl = ({ origin, calendarClient, redirectUri }: RunningProvider) =>
  `${origin}/auth?${new URLSearchParams({
    response_type: "code",
    client_id: calendarClient.client_id,
    redirect_uri: redirectUri,
    scope: "calendar.read",
    state: "s",
    code_challenge: "a".repeat(43),
    code_challenge_method: "S256",
  })}`;

for (const colorScheme of ["light", "dark"] as const) {
  test(`signing in by keyboard alone, on a narrow ${colorScheme} page, ends at the client`, async (context) => {
    const provider = await runProvider(context, { redirectUri: await callbackPage(context) });
    const page = await openPage(context, { colorScheme, locale: colorScheme === "dark" ? "de-DE" : "en-GB" });
    await page.goto(authorizationUrl(provider));
    await assertSound(page, `sign-in-${colorScheme}`);
    await page.keyboard.type("Ada");
    await page.keyboard.press("Enter");
    await page.waitForSelector("button[value=allow]");
    await assertSound(page, `consent-${colorScheme}`);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/oauth\/callback\?code=/);
    assert.equal(await page.textContent("body"), "back at the hub");

    await page.goto(authorizationUrl(provider));
    assert.equal(await page.inputValue("#name"), "Ada");
    await page.keyboard.press("Enter");
    await page.click("button[value=deny]");
    await page.waitForURL(/\/oauth\/callback\?error=access_denied/);

    await page.goto(`${provider.origin}/interaction/x`);
    await assertSound(page, `error-${colorScheme}`);
  });

  test(`the console in ${colorScheme}: a client is made and copied, switches are set and reset`, async (context) => {
    const provider = await runProvider(context);
    const page = await openPage(context, { colorScheme, permissions: ["clipboard-read", "clipboard-write"] });
    await page.goto(provider.origin);
    await assertSound(page, `console-${colorScheme}`);
    await page.fill("#name", "My mail");
    await page.click("text=Create client");
    const secret = await page.textContent("#new-secret");
    await assertSound(page, `console-created-${colorScheme}`);
    await page.click("[data-copies=new-secret]");
    await page.waitForSelector("text=Copied");
    assert.equal(await page.evaluate("navigator.clipboard.readText()"), secret);

    await page.selectOption("#token_endpoint", "garbage");
    await page.click("text=Save");
    await page.waitForSelector("text=Saved.");
    assert.equal(await page.inputValue("#token_endpoint"), "garbage");
    await page.click("text=Reset");
    await page.waitForSelector("text=behaves well again");
    assert.equal(await page.inputValue("#token_endpoint"), "normal");
    await page.click("text=Expire access tokens");
    await page.waitForSelector("text=Access tokens ended: 0.");
  });
}
