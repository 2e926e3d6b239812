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
  const wanted = LEADS_TO_PROVIDER.includes(flow.step_id);
  const opened = wanted ? window.open("", `sign-in-${flow.flow_id}`, "popup,width=520,height=720") : null;
  const detail: SignInAgain = { flow, popup: opened ? { window: opened } : undefined };
  element.dispatchEvent(new CustomEvent("hub-sign-in-again", { detail, bubbles: true, composed: true }));
}
