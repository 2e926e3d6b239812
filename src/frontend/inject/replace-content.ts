import { type HostElement, patchElement, type Render } from "./patch-element.ts";

/** An element of ours that stands in the place of a host element's content. */
interface Content {
  readonly tag: string;
  /** Defines it; called when it is first needed. */
  load(): Promise<unknown>;
  /** Hands on what it needs from the host's element, at each of the host's updates. `original` draws what that would have. */
  handOn(host: HostElement, element: HTMLElement, original: () => unknown): void;
  /** It can't be loaded; the host draws its own content from now on. */
  onFailure?(host: HostElement, error: unknown): void;
}

/** Draws `content` in its host; nothing while it is loaded, the host's own where it can't be. */
export function contentRender({ tag, load, handOn, onFailure }: Content): Render {
  const elements = new WeakMap<HostElement, HTMLElement>();
  let loading: Promise<void> | undefined;
  let state: "awaited" | "ready" | "failed" = "awaited";

  const begin = (host: HostElement): Promise<void> =>
    load().then(
      () => {
        state = "ready";
      },
      (error: unknown) => {
        state = "failed";
        onFailure?.(host, error);
      },
    );
  return (host, original) => {
    if (state === "failed") return original();
    if (state === "awaited") {
      loading ??= begin(host);
      void loading.then(() => host.requestUpdate());
      return "";
    }
    const element = elements.get(host) ?? document.createElement(tag);
    elements.set(host, element);
    handOn(host, element, original);
    return element;
  };
}

/**
 * Puts an element of ours in the place of a host element's content. Each update of the host element hands the named
 * properties on.
 */
export function replaceContent(
  name: string,
  tag: string,
  load: () => Promise<unknown>,
  properties: readonly string[],
): void {
  const handOn = (host: HostElement, element: HTMLElement): void => {
    for (const property of properties) Reflect.set(element, property, Reflect.get(host, property));
  };
  void patchElement(name, contentRender({ tag, load, handOn }));
}
