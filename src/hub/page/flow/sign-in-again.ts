import type { OpenedWindow } from "../../../frontend/components/opened-window.ts";
import type { FlowInProgress } from "../../../protocol/home-assistant.ts";

/** A person takes up a re-authentication: the flow that waits, and the window that the click opened for its sign-in. */
export interface SignInAgain {
  readonly flow: FlowInProgress;
  readonly popup: OpenedWindow | undefined;
}

/** Steps from which the provider's page comes next, unless a credential has to be chosen. */
const LEADS_TO_PROVIDER: readonly unknown[] = ["reauth_confirm", "auth"];

/**
 * Sends up `hub-sign-in-again`. Call it from the click itself: browsers let a window open then, and block it once the
 * hub has been asked where it shall lead. Where it is blocked all the same, the dialog offers the button.
 */
export function signInAgain(element: HTMLElement, flow: FlowInProgress): void {
  const popup = LEADS_TO_PROVIDER.includes(flow.step_id) ? openWindow(flow.flow_id) : undefined;
  const detail: SignInAgain = { flow, popup };
  element.dispatchEvent(new CustomEvent("hub-sign-in-again", { detail, bubbles: true, composed: true }));
}

/** Sends up `hub-sign-in-ahead`, with the window as detail: the sign-in of an entry that works ends soon. */
export function signInAhead(element: HTMLElement, entryId: string): void {
  const detail: OpenedWindow | undefined = openWindow(entryId);
  element.dispatchEvent(new CustomEvent("hub-sign-in-ahead", { detail, bubbles: true, composed: true }));
}

function openWindow(name: string): OpenedWindow | undefined {
  const opened = window.open("", `sign-in-${name}`, "popup,width=520,height=720");
  return opened ? { window: opened } : undefined;
}
