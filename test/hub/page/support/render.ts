import { provide } from "@lit/context";
import { expect, fixture, html } from "@open-wc/testing";
import { LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { createTexts, type Texts, textsContext } from "../../../../src/hub/page/texts/texts.ts";
import { themeVariables } from "../../../../src/hub/page/theme/variables.ts";
import english from "../../../../translations/hub/en.json";

if (themeVariables.styleSheet) document.adoptedStyleSheets.push(themeVariables.styleSheet);

/** What hub-app gives every page: the texts. */
@customElement("test-shell")
class TestShell extends LitElement {
  @provide({ context: textsContext })
  @property({ attribute: false })
  accessor texts: Texts = createTexts(english, "en", "Test Hub");

  override render() {
    return html`<slot></slot>`;
  }
}

/** Puts an element into the page with the shell around it, and waits until it stands. */
export async function render<Element extends LitElement>(template: TemplateResult): Promise<Element> {
  const shell = await fixture<TestShell>(html`<test-shell>${template}</test-shell>`);
  const element = shell.firstElementChild as Element;
  await settled(element);
  return element;
}

/** Waits until answers that are on their way have come, and the page has drawn them. */
export async function settled(element: LitElement): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 30));
  await element.updateComplete;
}

/** Fails when axe finds something, in the light and in the dark theme. */
export async function expectAccessible(element: Element): Promise<void> {
  for (const theme of ["light", "dark"]) {
    document.documentElement.dataset.theme = theme;
    // Colours in the middle of a transition belong to no theme; the longest takes 200 ms.
    await new Promise((resolve) => setTimeout(resolve, 250));
    await expect(element).to.be.accessible();
  }
  delete document.documentElement.dataset.theme;
}

/** The first element of `findAll`. */
export function find<Found extends Element = HTMLElement>(root: Element, path: string): Found | undefined {
  return findAll<Found>(root, path)[0];
}

/** All elements that match, in open shadow roots too. `outer >> inner` crosses the edge of a shadow root. */
export function findAll<Found extends Element = HTMLElement>(root: Element, path: string): Found[] {
  const [selector = "", ...rest] = path.split(" >> ");
  const found = descendants(root).filter((element) => element.matches(selector));
  if (rest.length === 0) return found as Found[];
  return found.flatMap((element) => findAll<Found>(element, rest.join(" >> ")));
}

const descendants = (root: Element): Element[] =>
  [...(root.shadowRoot?.children ?? []), ...root.children].flatMap((child) => [child, ...descendants(child)]);

/** The text that a person sees below an element, shadow roots included. */
export function textOf(element: Element): string {
  const nodes = [...(element.shadowRoot?.childNodes ?? []), ...element.childNodes];
  const texts = nodes.map((node) => (node instanceof Element ? textOf(node) : node instanceof Text ? node.data : ""));
  return texts.join(" ").replace(/\s+/g, " ").trim();
}
