import { expect, fixtureCleanup } from "@open-wc/testing";
import type { LitElement } from "lit";
import { themeVariables } from "../../../src/hub/page/theme/variables.ts";

if (themeVariables.styleSheet) document.adoptedStyleSheets.push(themeVariables.styleSheet);

const mounted: HTMLElement[] = [];

/** Puts a part of the plugin into the page as a host does: makes it, sets its properties, appends it. */
export async function mount<Element extends LitElement>(
  tag: string,
  properties: Readonly<Record<string, unknown>>,
  width = 1_100,
): Promise<Element> {
  const main = document.createElement("main");
  main.style.inlineSize = `${width}px`;
  const element = Object.assign(document.createElement(tag), properties) as unknown as Element;
  main.append(element);
  document.body.append(main);
  mounted.push(main);
  await settled();
  return element;
}

/** Takes everything out of the page; call it after each test. */
export function unmountAll(): void {
  for (const main of mounted.splice(0)) main.remove();
  fixtureCleanup();
  localStorage.clear();
}

/** Waits until answers that are on their way have come, and the page has drawn them. */
export const settled = (ms = 40): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until something is there. */
export async function until<Value>(look: () => Value | undefined | false, what = "it"): Promise<Value> {
  for (let tries = 0; tries < 200; tries += 1) {
    const found = look();
    if (found) return found;
    await settled(20);
  }
  throw new Error(`Waited in vain for ${what}`);
}

/** All elements below `root` that match, in open shadow roots too, in the order of the page. */
export function findAll<Found extends Element = HTMLElement>(root: Element, selector: string): Found[] {
  const below = [...(root.shadowRoot?.children ?? []), ...root.children];
  return below.flatMap((child) => [
    ...(child.matches(selector) ? [child as Found] : []),
    ...findAll<Found>(child, selector),
  ]);
}

export const find = <Found extends Element = HTMLElement>(root: Element, selector: string): Found | undefined =>
  findAll<Found>(root, selector)[0];

/** The element that must be there. */
export function get<Found extends Element = HTMLElement>(root: Element, selector: string): Found {
  const found = find<Found>(root, selector);
  if (!found) throw new Error(`There is no ${selector}`);
  return found;
}

/** The button, link or menu item with these words. */
export function button(root: Element, words: string): HTMLElement {
  const found = findAll(root, "ac-button, ac-icon-button, [role=menuitem]").find(
    (element) => textOf(element).includes(words) || (element as { label?: string }).label === words,
  );
  if (!found) throw new Error(`There is no button “${words}”`);
  return found;
}

/** Types into one of our fields as a person would. */
export function type(root: Element, name: string, text: string): void {
  const input = get<HTMLInputElement>(get(root, `[name=${name}]`), "input");
  input.focus();
  input.value = text;
  input.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
}

/** The text that a person sees below an element, shadow roots and slots included, scripts for screen readers too. */
export function textOf(element: Element): string {
  const nodes = [...(element.shadowRoot?.childNodes ?? []), ...element.childNodes];
  const texts = nodes.map((node) => {
    if (node instanceof HTMLStyleElement) return "";
    return node instanceof Element ? textOf(node) : node instanceof Text ? node.data : "";
  });
  return texts.join(" ").replace(/\s+/g, " ").trim();
}

/** The names in the table's first column, in the order shown. */
export const shownNames = (root: Element): string[] => findAll(root, ".rows .primary").map(textOf);

/** The element with the focus, in open shadow roots too. */
export function focused(): Element | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}

/** Fails when axe finds something, in the light and in the dark theme. */
export async function expectAccessible(element: HTMLElement): Promise<void> {
  for (const theme of ["light", "dark"]) {
    document.documentElement.dataset.theme = theme;
    element.style.colorScheme = theme;
    await coloursAtRest(element);
    await expect(element).to.be.accessible();
  }
  delete document.documentElement.dataset.theme;
}

/** Colours in the middle of a transition belong to no theme; the longest takes 200 ms, on a busy machine more. */
async function coloursAtRest(element: Element): Promise<void> {
  let before = "";
  for (let tries = 0; tries < 50; tries += 1) {
    await settled(125);
    await new Promise(requestAnimationFrame);
    const styles = findAll(element, "*").map((one) => getComputedStyle(one));
    const now = styles.map(({ color, backgroundColor, borderColor }) => color + backgroundColor + borderColor).join();
    if (now === before) return;
    before = now;
  }
}
