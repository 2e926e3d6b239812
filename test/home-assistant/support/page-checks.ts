/** What holds for every state of the plugin's page: it fits, everyone can use it, and its texts are whole. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type axe from "axe-core";
import type { Page } from "playwright-core";
import { eventually } from "../../support/eventually.ts";
import { pageElement } from "./credentials-page.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SERIOUS = ["serious", "critical"];
const SCHEMES = ["light", "dark"] as const;
const WIDTHS = [1280, 390];
/** Pixels (home-assistant/frontend, `src/layouts/home-assistant-main.ts`). */
const MOST_NARROW = 870;

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  /** The elements' tags. */
  readonly where: readonly string[];
}

/** Whether every animation that ends has ended, in the frame after next: a change of width may begin some. */
const NOTHING_MOVES = `new Promise((resolve) => {
  const ends = ({ playState, effect }) => playState === "running" && effect.getTiming().iterations !== Infinity;
  const moves = (root) =>
    root.getAnimations().some(ends) || [...root.querySelectorAll("*")].some((one) => one.shadowRoot && moves(one.shadowRoot));
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(!moves(document))));
})`;

/** What the functions below use of the browser they run in; Node's types have no document. */
interface BrowserElement {
  readonly localName: string;
  readonly className: string;
  readonly scrollWidth: number;
  readonly clientWidth: number;
  readonly shadowRoot: BrowserRoot | null;
}
interface BrowserRoot {
  querySelectorAll(selector: string): Iterable<BrowserElement>;
}
interface Browser {
  readonly document: { readonly scrollingElement: BrowserElement };
  readonly axe: typeof axe;
  getComputedStyle(element: BrowserElement): { readonly overflowX: string };
}

/** What axe finds in an element. */
async function violationsIn(element: unknown): Promise<Violation[]> {
  const { axe: checker } = globalThis as unknown as Browser;
  const { violations } = await checker.run(element as axe.ElementContext, { resultTypes: ["violations"] });
  return violations.map(({ id, impact = null, nodes }) => ({ id, impact, where: nodes.map(({ html }) => html) }));
}

/** What scrolls sideways: the document, and what lies in an element of the plugin's. */
function tooWideIn(host: unknown): string[] {
  const { document, getComputedStyle } = globalThis as unknown as Browser;
  const isWide = (element: BrowserElement) => element.scrollWidth > element.clientWidth;
  const scrolls = (element: BrowserElement) => /auto|scroll/.test(getComputedStyle(element).overflowX);
  const inside = ({ shadowRoot }: BrowserElement): string[] =>
    [...(shadowRoot?.querySelectorAll("*") ?? [])].flatMap((one) => [
      ...(scrolls(one) && isWide(one) ? [`${one.localName}.${one.className}`] : []),
      ...(one.localName.startsWith("ac-") ? inside(one) : []),
    ]);
  return [...(isWide(document.scrollingElement) ? ["document"] : []), ...inside(host as BrowserElement)];
}

/** Gives the window a width and the person's system a scheme, and waits until Home Assistant has followed. */
export async function show(page: Page, width: number, scheme: "light" | "dark"): Promise<void> {
  await page.setViewportSize({ width, height: 800 });
  await page.emulateMedia({ colorScheme: scheme });
  // Not set for a while after a load.
  await page.waitForFunction(
    `Boolean(document.querySelector("home-assistant")?.hass?.themes.darkMode) === ${scheme === "dark"}`,
  );
  const isNarrow = (element: unknown) => (element as { narrow: boolean }).narrow;
  await eventually("the layout", async () => (await pageElement(page).evaluate(isNarrow)) === width <= MOST_NARROW);
  await settled(page);
}

/** Waits until nothing moves that comes to an end. */
export const settled = (page: Page) => page.waitForFunction(NOTHING_MOVES);

/** One picture for each width and scheme, where the environment's SCREENSHOTS names a folder for them. */
export async function picture(page: Page, version: string, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  for (const scheme of SCHEMES) {
    for (const width of WIDTHS) {
      await show(page, width, scheme);
      const path = join(folder, `${version}-${name}-${width}-${scheme}.png`);
      await page.screenshot({ path, animations: "disabled" });
    }
  }
  await show(page, 1280, "light");
}

/** No serious violation in what the plugin draws, or in its open dialog; Home Assistant's frame is its own. */
export async function expectAccessible(page: Page, parts: string): Promise<void> {
  await page.evaluate(AXE);
  for (const part of await page.locator(parts).all()) {
    const found = await part.evaluate(violationsIn);
    assert.deepEqual(
      found.filter(({ impact }) => SERIOUS.includes(impact ?? "")),
      [],
    );
  }
}

/** Nothing is wider than the window, and every control of a part, such as an open dialog, can be pressed. */
export async function expectToFit(page: Page, part = ".content"): Promise<void> {
  assert.deepEqual(await pageElement(page).evaluate(tooWideIn), []);
  // The head of the columns is only for screen readers where the rows are cards.
  const controls = page.locator(part).locator(":is(button, a[href], input):not([tabindex='-1'])");
  const shown = await controls.filter({ visible: true }).all();
  assert.ok(shown.length > 0);
  for (const control of shown) await control.click({ trial: true });
}

const KEY = /\b(?:common|list|form|instructions|add|edit|delete|home_assistant)\.[a-z_]+\b/;

/** What a screen reader has of the page and its dialogs: no key in place of its text, and no brace of a placeholder. */
export async function expectWholeTexts(page: Page): Promise<void> {
  const texts = await pageElement(page).ariaSnapshot();
  assert.doesNotMatch(texts, /[{}]/);
  assert.doesNotMatch(texts, KEY);
}
