import { LitElement } from "lit";

/** Shadow roots of elements whose focus is that of the control inside. */
export const focusTheInside: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };

/** The element with the focus, looked up through open shadow roots. */
export function focusedElement(): HTMLElement | undefined {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element instanceof HTMLElement && element !== document.body ? element : undefined;
}

const FIELDS = "ac-text-field, ac-secret-field, ac-combobox, input:not([type=hidden]), select, textarea";

/**
 * Focuses what has `autofocus` below `root`, else the first field.
 * @returns whether there was one.
 */
export function focusFirst(root: HTMLElement): boolean {
  const target = findDeep(root, "[autofocus]") ?? findDeep(root, FIELDS);
  target?.focus();
  return target !== undefined;
}

/** The first descendant that matches, in open shadow roots too. */
function findDeep(root: ParentNode, selector: string): HTMLElement | undefined {
  for (const element of root.querySelectorAll<HTMLElement>("*")) {
    if (element.matches(selector)) return element;
    const below = element.shadowRoot && findDeep(element.shadowRoot, selector);
    if (below) return below;
  }
  return undefined;
}
