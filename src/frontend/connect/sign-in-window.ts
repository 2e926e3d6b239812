import type { ReactiveController, ReactiveControllerHost } from "lit";

const WIDTH = 520;
const HEIGHT = 720;
const POLL_MS = 500;
/**
 * How long a window that looks closed is still waited for. A provider that sends `Cross-Origin-Opener-Policy` cuts
 * the handle, and `closed` is then true while the person signs in.
 */
export const CLOSED_GRACE_MS = 3 * 60_000;

/** `looks-closed`: perhaps only out of sight; `closed`: given up after three minutes. */
export type WindowState = "none" | "blocked" | "open" | "looks-closed" | "closed";

/** The window in which the person signs in. It is opened by a click, and watched as far as the browser lets it. */
export class SignInWindow implements ReactiveController {
  state: WindowState = "none";
  readonly #host: ReactiveControllerHost;
  #handle: Window | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #closedSince = 0;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
    if (this.state === "open") this.#handle?.close();
  }

  /** Must be called from the click itself: browsers block windows that open later. */
  open(url: string, name: string): void {
    this.#handle?.close();
    const left = Math.round(screenX + (outerWidth - WIDTH) / 2);
    const top = Math.round(screenY + Math.max(0, (outerHeight - HEIGHT) / 2));
    this.#keep(window.open(url, name, `popup,width=${WIDTH},height=${HEIGHT},left=${left},top=${top}`));
  }

  /** Uses a window that a click has opened before it was known where it leads. */
  take(handle: Window, url: string): void {
    handle.location.replace(url);
    this.#keep(handle);
  }

  /** The link was used in place of the window: there is no handle to watch. */
  openedByLink(): void {
    this.#handle = null;
    this.#enter("open");
  }

  reset(): void {
    this.#handle?.close();
    this.#handle = null;
    this.#enter("none");
  }

  #keep(handle: Window | null): void {
    this.#handle = handle;
    // The provider's page must not be able to send this page elsewhere.
    if (handle) handle.opener = null;
    this.#enter(handle ? "open" : "blocked");
  }

  #enter(state: WindowState): void {
    this.state = state;
    this.#closedSince = 0;
    clearInterval(this.#timer);
    if (state === "open" && this.#handle) this.#timer = setInterval(this.#look, POLL_MS);
    this.#host.requestUpdate();
  }

  readonly #look = (): void => {
    if (!this.#handle?.closed) return;
    this.#closedSince ||= Date.now();
    const state = Date.now() - this.#closedSince < CLOSED_GRACE_MS ? "looks-closed" : "closed";
    if (state === "closed") clearInterval(this.#timer);
    if (state === this.state) return;
    this.state = state;
    this.#host.requestUpdate();
  };
}
