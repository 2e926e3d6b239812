import { elementsNamed, type HostElement, replaceRender, report, takeOnce } from "../patch-element.ts";
import { contentRender } from "../replace-content.ts";
import { CONTENT, loadContent, offerReload } from "./content.ts";
import { leadToPanel } from "./fall-back.ts";
import { currentHass, type PageElement, SURFACES } from "./surfaces.ts";

/** The original's frame, which is defined together with the page; ours stands in it too. */
const FRAME = "hass-tabs-subpage";

/** The renders that are ours: in 2024 the class given to `define` is changed once more before it is used. */
const ours = new WeakSet<object>();
/** Home Assistant's own page is shown: ours can't be loaded, or its frame is not one that we know. */
let stepsAside = false;

/**
 * Puts the plugin's page in the place of the content of Home Assistant's. The class is taken before it is defined, so that
 * the original neither draws nor loads anything; again once it is defined; and then the elements in the page.
 */
export function addPage(): void {
  if (!takeOnce(SURFACES.page)) return;
  const { define } = customElements;
  customElements.define = function (this: CustomElementRegistry, name, elementClass, options) {
    if (name === SURFACES.page) takeEarly(elementClass.prototype as PageElement);
    define.call(this, name, elementClass, options);
  };
  void customElements.whenDefined(SURFACES.page).then(takeDefined).catch(giveUp);
  leadToPanel.whenMissing(SURFACES.page);
}

/** Whether it is an element of Lit's. */
const drawsItself = (prototype: Partial<PageElement> | undefined): boolean =>
  typeof prototype?.render === "function" && typeof prototype.requestUpdate === "function";

/** Where the registry is the browser's own below a polyfill, it is given a class that stands in for the real one. */
function takeEarly(prototype: PageElement): void {
  try {
    if (drawsItself(prototype)) take(prototype);
  } catch (error) {
    report(`the page is taken later. ${error}`);
  }
}

function giveUp(error: unknown): void {
  leadToPanel.now(`${error}`);
  stepAside();
}

function takeDefined(): void {
  // Asked of the registry that is there now: a polyfill may have replaced the one that answered.
  const prototype = window.customElements.get(SURFACES.page)?.prototype as PageElement | undefined;
  if (!(prototype && drawsItself(prototype))) throw new Error(`${SURFACES.page} draws itself in an unknown way`);
  take(prototype);
  for (const page of livePages()) {
    take(Object.getPrototypeOf(page) as PageElement);
    page.requestUpdate();
  }
}

const livePages = (): PageElement[] => [...elementsNamed(SURFACES.page, document)].filter(drawsItself) as PageElement[];

function take(prototype: PageElement): void {
  if (ours.has(prototype.render)) return;
  replaceRender(prototype, draw);
  ours.add(prototype.render);
  const load = prototype._fetchApplicationCredentials;
  prototype._fetchApplicationCredentials = async function (this: PageElement) {
    if (stepsAside) await load?.call(this);
  };
}

const drawContent = contentRender({
  tag: CONTENT,
  load: loadContent,
  handOn(host, element, original) {
    const { hass: homeAssistant = currentHass(), narrow, route } = host as PageElement;
    const tabs = Reflect.get(element, "tabs") ?? tabsOf(original);
    Object.assign(element, { homeAssistant, narrow, route, tabs });
  },
  onFailure(host) {
    report("the page's files can't be loaded; the hub's own page is shown.");
    stepAside();
    void offerReload(host);
  },
});

function draw(host: HostElement, original: () => unknown): unknown {
  if (!(stepsAside || customElements.get(FRAME))) giveUp(new Error(`${FRAME} is missing`));
  return stepsAside ? original() : drawContent(host, original);
}

/** Lets the original have what it would have loaded. */
function stepAside(): void {
  stepsAside = true;
  for (const page of livePages()) {
    void page._fetchApplicationCredentials?.();
    page.requestUpdate();
  }
}

/** The tabs that the original hands to its frame: the value of its template that is a list of paths. */
function tabsOf(original: () => unknown): readonly unknown[] {
  try {
    const { values } = original() as { values: readonly unknown[] };
    return values.find((value): value is unknown[] => Array.isArray(value) && value[0]?.path !== undefined) ?? [];
  } catch {
    return [];
  }
}
