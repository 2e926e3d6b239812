import { LOCATION_CHANGED } from "../protocol/page.ts";

/** Changes the page's address; the host follows it. */
export function navigate(path: string): void {
  history.pushState(null, "", path);
  window.dispatchEvent(new CustomEvent(LOCATION_CHANGED, { detail: { replace: false } }));
}
