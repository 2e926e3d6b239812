import type { FlowEvents } from "../../protocol/page.ts";

/** Tells the flow dialog around the element what the person or the server wants. */
export function sendFlowEvent(element: HTMLElement, type: keyof FlowEvents): void {
  element.dispatchEvent(new CustomEvent(type, { bubbles: true, composed: true, detail: null }));
}
