import type { Auth } from "home-assistant-js-websocket";
import type { LitElement, ReactiveController } from "lit";
import { SignInError } from "./sign-in.ts";

/**
 * The state of a form that ends in a session: what was typed, whether it is on its way, and what went wrong.
 * When it succeeds the host sends up `hub-signed-in` with the new `Auth` as detail.
 */
export class SignInForm<Field extends string> implements ReactiveController {
  values: Readonly<Record<Field, string>>;
  /** Fields show what they lack only after the first try. */
  tried = false;
  busy = false;
  problem: SignInError | undefined;
  readonly #host: LitElement;

  constructor(host: LitElement, values: Readonly<Record<Field, string>>) {
    this.#host = host;
    this.values = values;
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.addEventListener("input", this.#onInput);
  }

  hostDisconnected(): void {
    this.#host.removeEventListener("input", this.#onInput);
  }

  /**
   * @param valid whether every field holds what it must; else the focus goes to the first that does not.
   * @param attempt throws SignInError
   */
  async submit(valid: boolean, attempt: () => Promise<Auth>): Promise<void> {
    if (this.busy) return;
    this.tried = true;
    this.problem = undefined;
    this.#host.requestUpdate();
    if (!valid) return this.#focusFirstError();
    this.busy = true;
    try {
      this.#host.dispatchEvent(new CustomEvent("hub-signed-in", { detail: await attempt() }));
    } catch (error) {
      this.problem = error instanceof SignInError ? error : new SignInError("unreachable");
    }
    this.busy = false;
    this.#host.requestUpdate();
  }

  readonly #onInput = (event: Event): void => {
    const field = event.composedPath().find((node) => node instanceof HTMLElement && node.hasAttribute("name"));
    if (!(field instanceof HTMLElement) || !("value" in field)) return;
    this.values = { ...this.values, [field.getAttribute("name") ?? ""]: String(field.value) };
    this.#host.requestUpdate();
  };

  async #focusFirstError(): Promise<void> {
    await this.#host.updateComplete;
    const fields = this.#host.renderRoot.querySelectorAll<HTMLElement & { error?: string }>("[name]");
    [...fields].find(({ error }) => error)?.focus();
  }
}
