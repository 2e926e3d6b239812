/** A person's browser at a real Home Assistant: signed in, with what it sends and what goes wrong written down. */
import type { TestContext } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { openWindow } from "../../support/browser.ts";
import type { Client } from "./client.ts";
import { logIn, signInAsOwner, type Tokens } from "./session.ts";

export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** The types of the websocket commands about credentials that were sent, in their order. */
  readonly sent: string[];
  /** What the console was told of, as warnings and errors. */
  readonly complaints: string[];
  /** Goes to a path by a load of its own. */
  readonly go: (path: string) => Promise<unknown>;
}

/**
 * What Home Assistant's own pages throw, with and without the plugin: things that are no errors, and modules and a
 * start of its own that a navigation broke off.
 */
const ITS_OWN =
  /^Object$|^Failed to fetch dynamically imported module: .*\/frontend_(?:latest|es5)\/|reading 'recovery_mode'\)$/;

/** What `localStorage` has of a person who signed in (home-assistant/frontend, `src/common/auth/token_storage.ts`). */
const stored = (origin: string, tokens: Tokens) => ({
  ...tokens,
  hassUrl: origin,
  clientId: `${origin}/`,
  token_type: "Bearer",
  expires_in: 1800,
  expires: Date.now() + 1_800_000,
});

/** A window of the owner, in a browser of its own that goes when the test ends. */
export async function ownersWindow(scope: Pick<TestContext, "after">, origin: string): Promise<Visitor> {
  const { context, problems } = await openWindow(scope);
  scope.after(() => problems.splice(0, problems.length, ...problems.filter((problem) => !ITS_OWN.test(problem))));
  return visitor(context, origin, await signInAsOwner(origin));
}

/** Another window in the same browser, with cookies of its own: of the owner, or of who has this name and password. */
export async function anotherWindow(
  { context }: Visitor,
  origin: string,
  account?: { readonly username: string; readonly password: string },
): Promise<Visitor> {
  const browser = context.browser();
  if (!browser) throw new Error("the browser is closed");
  const tokens = await (account ? logIn(origin, account.username, account.password) : signInAsOwner(origin));
  const other = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB" });
  other.setDefaultTimeout(10_000);
  return visitor(other, origin, tokens);
}

async function visitor(context: BrowserContext, origin: string, tokens: Tokens): Promise<Visitor> {
  const kept = JSON.stringify(JSON.stringify(stored(origin, tokens)));
  await context.addInitScript(`if (location.origin === "${origin}") localStorage.setItem("hassTokens", ${kept})`);
  const page = await context.newPage();
  const sent: string[] = [];
  const complaints: string[] = [];
  page.on("websocket", (socket) =>
    socket.on("framesent", ({ payload }) => {
      for (const [, type] of `${payload}`.matchAll(/"type":"(application_credentials\/[^"]*)"/g)) sent.push(`${type}`);
    }),
  );
  page.on("console", (message) => {
    if (["warning", "error"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(`${error}`));
  return { context, page, sent, complaints, go: (path) => page.goto(origin + path) };
}

/** What a person chooses in the profile; pages that are loaded afterwards have it (`src/data/translation.ts`). */
export async function useLanguage(client: Client, language: "en" | "de"): Promise<void> {
  const formats = { number_format: "language", time_format: "language", date_format: "language" };
  const value = { language, ...formats, first_weekday: "language", time_zone: "local" };
  await client.call("frontend/set_user_data", { key: "language", value });
}
