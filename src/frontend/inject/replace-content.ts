import { type HostElement, patchElement } from "./patch-element.ts";

/**
 * Puts an element of ours, loaded when it is first needed, in the place of a host element's content.
 * Each update of the host element hands the named properties on. Where ours can't be loaded the host's own content stands.
 */
export function replaceContent(
  name: string,
  tag: string,
  load: () => Promise<unknown>,
  properties: readonly string[],
): void {
  const ours = new WeakMap<HostElement, HTMLElement>();
  let loading: Promise<unknown> | undefined;
  let failed = false;

  void patchElement(name, (host, original) => {
    if (!customElements.get(tag)) {
      loading ??= load().catch(() => {
        failed = true;
      });
      if (failed) return original();
      void loading.then(() => host.requestUpdate());
      return "";
    }
    const element = ours.get(host) ?? document.createElement(tag);
    ours.set(host, element);
    for (const property of properties) Reflect.set(element, property, Reflect.get(host, property));
    return element;
  });
}
