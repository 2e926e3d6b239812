/** The pages that the hub serves, in a real browser that is told to attack them. */
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import type { Page, Response as PageResponse } from "playwright-core";
import { logInAsOwner, openWindow, openWizard, popupOf, signInAtProvider, type Window } from "../support/browser.ts";
import { suiteScope } from "../support/suite-scope.ts";
import { type DemoHub, startDemoHub } from "./support/demo-hub.ts";

const MARKUP = "<img src=x onerror=\"document.title='pwned'\"><script>document.title='pwned'</script>";

/** What an attacker who can write into a page would try. */
const INLINE_SCRIPTS = `
  const script = document.createElement("script");
  script.textContent = "document.title = 'pwned'";
  document.documentElement.append(script);
  const image = document.createElement("img");
  image.setAttribute("onload", "document.title = 'pwned'");
  image.src = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=";
  document.documentElement.append(image);
`;

describe("the hub's pages", { timeout: 90_000 }, () => {
  const scope = suiteScope();
  const documents = new Map<string, PageResponse>();
  let home: DemoHub;
  let window: Window;
  let page: Page;

  before(async () => {
    home = await startDemoHub(scope);
    window = await openWindow(scope);
    page = window.page;
    window.context.on("response", (response) => {
      const isDocument = response.headers()["content-type"]?.startsWith("text/html");
      if (isDocument && response.url().startsWith(home.origin)) documents.set(response.url(), response);
    });
    await logInAsOwner(page, home.origin);
  });

  /** Presses Connect in the wizard; the popup waits at the provider. */
  async function connectUntilProvider(): Promise<{ popup: Page; state: string }> {
    await page.goto(`${home.origin}/config/integrations/dashboard`);
    const step = page.waitForResponse((response) => response.url().endsWith("/config_entries/flow"));
    await openWizard(page, "Demo Calendar");
    const { url } = (await (await step).json()) as { url: string };
    const popup = await popupOf(page, "Connect");
    await popup.getByLabel("Your name").waitFor();
    return { popup, state: new URL(url).searchParams.get("state") ?? "" };
  }

  test("S8: error_description=<img src=x onerror=…> on the callback is text, there and in the wizard", async () => {
    const { popup, state } = await connectUntilProvider();
    const callback = new URL("/oauth/callback", home.origin);
    const iss = await home.provider();
    callback.search = new URLSearchParams({ state, iss, error: "server_error", error_description: MARKUP }).toString();
    // The wizard closes its own window; the same browser's other ones are good for the answer too.
    const another = await window.context.newPage();
    const answer = await another.goto(callback.href);
    assert.equal(answer?.status(), 400);
    await another.getByText("Details").click();
    await another.getByText(MARKUP).waitFor();
    await page.getByText("Show details").click();
    await page.getByText(MARKUP).waitFor();
    for (const shown of [another, page]) {
      assert.equal(await shown.locator("img[src=x]").count(), 0);
      assert.doesNotMatch(await shown.title(), /pwned/);
    }
    await Promise.all([another.close(), popup.close()]);
  });

  test("S8: markup in whatever else a callback or a start link brings is text or left out", async () => {
    const stranger = await window.context.newPage();
    for (const path of ["/oauth/callback", "/auth/external/callback", "/oauth/start", "/oauth/result"]) {
      const names = ["state", "code", "iss", "error", "error_description", "ticket", "id"];
      await stranger.goto(
        `${home.origin}${path}?${new URLSearchParams(names.map((name): [string, string] => [name, MARKUP]))}`,
      );
      assert.equal(await stranger.locator("img, main script").count(), 0, path);
      assert.doesNotMatch(await stranger.title(), /pwned/);
    }
    await stranger.close();
  });

  test("S9: the final URL has no code, whether the sign-in worked or not", async () => {
    const { popup } = await connectUntilProvider();
    let callback = "";
    popup.on("request", (request) => {
      if (request.url().includes("/oauth/callback?")) callback = request.url();
    });
    // It would close itself too soon to be looked at.
    await popup.addInitScript("window.close = () => {}");
    await signInAtProvider(popup, "Anna");
    await popup.waitForURL("**/oauth/result*");
    await popup.getByRole("heading", { name: "Connected" }).waitFor();
    await popup.waitForURL(`${home.origin}/oauth/result`);
    const code = new URL(callback).searchParams.get("code") ?? "";
    assert.ok(code.length > 20);
    assert.ok(!popup.url().includes(code));
    assert.ok(!(await popup.content()).includes(code));

    await popup.goto(callback);
    await popup.getByRole("heading", { name: "This sign-in is over" }).waitFor();
    await popup.waitForURL(`${home.origin}/oauth/callback`);
    await popup.close();
  });

  test("S8: every page has a policy without inline script, and the browser keeps to it", async () => {
    const stranger = await window.context.newPage();
    const paths = [
      "/",
      "/config",
      "/config/integrations/dashboard",
      "/config/integrations/dashboard/add?domain=demo_mail",
      "/config/application_credentials",
      "/config/nothing",
      "/oauth/start",
      "/oauth/result",
      "/oauth/callback?state=x",
      "/auth/external/callback?state=x",
      "/_my_redirect/application_credentials",
    ];
    for (const path of paths) {
      await stranger.goto(home.origin + path);
      await stranger.evaluate(INLINE_SCRIPTS);
      await stranger.waitForTimeout(50);
      assert.notEqual(await stranger.title(), "pwned", path);
    }
    await stranger.close();
    assert.ok(window.problems.length >= paths.length, "the browser refused nothing");
    // Refusing was the point; nothing else may have been refused.
    const others = window.problems.splice(0).filter((problem) => !/inline (script|event handler)/.test(problem));
    assert.deepEqual(others, []);

    assert.ok(documents.size >= 10);
    for (const [url, response] of documents) assertStrict(url, response.headers()["content-security-policy"] ?? "");
  });

  test("S8: answers that are no page could not run script either", async () => {
    for (const path of ["/api/onboarding", "/nothing", "/auth/token", "/frontend/translations/en.json", "/healthz"]) {
      const response = await fetch(home.origin + path);
      assertStrict(path, response.headers.get("content-security-policy") ?? "");
      assert.equal(response.headers.get("x-content-type-options"), "nosniff", path);
    }
  });
});

function assertStrict(url: string, policy: string): void {
  const directives = new Map(
    policy.split(";").map((directive) => {
      const [name = "", ...sources] = directive.trim().split(/\s+/);
      return [name, sources];
    }),
  );
  const scripts = directives.get("script-src") ?? directives.get("default-src");
  assert.deepEqual(scripts, ["'self'"], url);
  assert.match(directives.get("default-src")?.join() ?? "", /^'(none|self)'$/, url);
  assert.deepEqual(directives.get("base-uri"), ["'none'"], url);
  assert.deepEqual(directives.get("frame-ancestors"), ["'none'"], url);
}
