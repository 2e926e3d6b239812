/** An element of the host's page: Lit's, with a `render` that may give a DOM node instead of a template. */
export interface HostElement extends HTMLElement {
  render(): unknown;
  requestUpdate(): void;
}

export type Render = (element: HostElement, original: () => unknown) => unknown;

/** The module may be loaded twice (two versions while a hub updates); each element is taken once. */
const PATCHED = Symbol.for("application_credentials.patched");
const page = globalThis as { [PATCHED]?: Set<string> };
page[PATCHED] ??= new Set();
const patched = page[PATCHED];

/** @returns whether nobody in this page took the element of this name before. */
export function takeOnce(name: string): boolean {
  const first = !patched.has(name);
  patched.add(name);
  return first;
}

/**
 * Lets a host's element draw what `render` gives, once the host has defined it. `original` draws what it would have.
 * Elements that are in the page already draw themselves again.
 */
export async function patchElement(name: string, render: Render): Promise<void> {
  if (!takeOnce(name)) return;
  const { prototype } = (await customElements.whenDefined(name)) as unknown as { prototype: HostElement };
  replaceRender(prototype, render);
  for (const element of elementsNamed(name, document)) element.requestUpdate();
}

/** Lets the elements of a prototype draw what `render` gives. */
export function replaceRender(prototype: HostElement, render: Render): void {
  const original = prototype.render;
  prototype.render = function (this: HostElement) {
    return render(this, () => original.call(this));
  };
}

/** Those of a name in the page, in open shadow roots too. */
export function* elementsNamed(name: string, root: ParentNode): Generator<HostElement> {
  for (const element of root.querySelectorAll("*")) {
    if (element.localName === name) yield element as HostElement;
    if (element.shadowRoot) yield* elementsNamed(name, element.shadowRoot);
  }
}

const WAIT_MS = 30_000;

/** Says once which of the host's elements never came: the plugin's part there is missing from the page. */
export function reportMissing(names: readonly string[]): void {
  setTimeout(() => {
    const missing = names.filter((name) => !customElements.get(name));
    if (missing.length > 0) report(`this page has no ${missing.join(", ")}; its parts are not shown.`);
  }, WAIT_MS);
}

/** One line in the browser's console. */
export function report(sentence: string): void {
  // biome-ignore lint/suspicious/noConsole: nowhere else in the page can it be said, as the surface is what is missing.
  console.warn(`Application credentials: ${sentence}`);
}
