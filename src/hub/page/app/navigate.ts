import type { ReactiveController, ReactiveControllerHost } from "lit";
import { LOCATION_CHANGED } from "../../../protocol/page.ts";
import { canonicalPath, parseRoute, type Route } from "./route.ts";

/** Changes the address as Home Assistant's pages do, so that links of the plugin and of the shell are alike. */
export function navigate(path: string, options: { replace?: boolean } = {}): void {
  if (options.replace) history.replaceState(null, "", path);
  else history.pushState(null, "", path);
  window.dispatchEvent(new CustomEvent(LOCATION_CHANGED, { detail: { replace: options.replace ?? false } }));
}

/** Keeps `route` at the address, and turns clicks on links within the page into steps of it. */
export class RouteController implements ReactiveController {
  route: Route = parseRoute(new URL(location.href));
  readonly #host: ReactiveControllerHost & EventTarget;

  constructor(host: ReactiveControllerHost & EventTarget) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener("popstate", this.#read);
    window.addEventListener(LOCATION_CHANGED, this.#read);
    this.#host.addEventListener("click", this.#followLink);
    this.#read();
  }

  hostDisconnected(): void {
    window.removeEventListener("popstate", this.#read);
    window.removeEventListener(LOCATION_CHANGED, this.#read);
    this.#host.removeEventListener("click", this.#followLink);
  }

  readonly #read = (): void => {
    const canonical = canonicalPath(location.pathname);
    if (canonical !== location.pathname) history.replaceState(null, "", canonical + location.search);
    this.route = parseRoute(new URL(location.href));
    this.#host.requestUpdate();
  };

  readonly #followLink = (event: Event): void => {
    const path = event instanceof MouseEvent ? pathOfClick(event) : undefined;
    if (path === undefined) return;
    event.preventDefault();
    // The choice of an integration is no place to come back to.
    navigate(path, { replace: this.route.page === "integrations" && this.route.wizard !== undefined });
  };
}

/** Where a plain click on one of the page's own links leads; undefined when the browser should follow it. */
function pathOfClick(event: MouseEvent): string | undefined {
  if (event.defaultPrevented || event.button !== 0) return undefined;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return undefined;
  const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
  if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return undefined;
  // Other paths of this origin, such as the start page of an authorization, are the server's.
  return link.pathname.startsWith("/config/") || link.pathname.startsWith("/_my_redirect/")
    ? link.pathname + link.search
    : undefined;
}
