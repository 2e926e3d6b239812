import type { LitElement, ReactiveController } from "lit";
import { type CheckResult, secondsToWait } from "../../protocol/check.ts";
import type { InputOfType } from "../../protocol/index.ts";
import { CallError, type Client, isLost } from "../client.ts";
import { resend } from "../resend.ts";

type CheckInput = InputOfType<"application_credentials/check">;

export type CheckState =
  | { readonly step: "idle" }
  | { readonly step: "checking" }
  /** The connection to the hub is lost. */
  | { readonly step: "offline" }
  /** The hub asks a provider once a minute about a client; it goes on by itself then. */
  | { readonly step: "waiting"; readonly seconds: number }
  | { readonly step: "done"; readonly result: CheckResult };

const IDLE: CheckState = { step: "idle" };

/**
 * Asks whether a provider knows a client, and waits where the hub says so. It is given up when the host element leaves
 * the page, or when what is checked changes.
 */
export class CheckController implements ReactiveController {
  state: CheckState = IDLE;
  readonly #host: LitElement & { readonly client: Client };
  #abort = new AbortController();

  constructor(host: LitElement & { readonly client: Client }) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.reset();
  }

  get running(): boolean {
    return !["idle", "done"].includes(this.state.step);
  }

  /** Whether saving now would be against, or without, the provider's answer. */
  get holdsBack(): boolean {
    return this.running || (this.state.step === "done" && this.state.result.status !== "accepted");
  }

  /** Forgets what came out, and gives up what is on its way. */
  reset(): void {
    this.#abort.abort();
    if (this.state !== IDLE) this.#set(IDLE);
  }

  /**
   * Whether a client may be saved now: the provider knows it, nobody can be asked, or a person who has seen what came
   * out, or that it is still being asked, wants to save all the same.
   */
  async allows(input: CheckInput): Promise<boolean> {
    if (this.running) this.reset();
    else if (this.state.step === "idle") return this.#asked(input);
    return true;
  }

  async #asked(input: CheckInput): Promise<boolean> {
    const outcome = await this.run(input);
    return outcome === "not offered" || (typeof outcome === "object" && outcome.status === "accepted");
  }

  /** @returns what came out; `not offered` by a hub that can't check; undefined when it was given up. */
  async run(input: CheckInput): Promise<CheckResult | "not offered" | undefined> {
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    try {
      for (;;) {
        const result = await this.#ask(input, signal);
        signal.throwIfAborted();
        const seconds = secondsToWait(result);
        if (seconds === undefined) return this.#done(result);
        await this.#countDown(seconds, signal);
      }
    } catch (error) {
      if (signal.aborted) return undefined;
      const { code, message } = error instanceof CallError ? error : { code: "", message: `${error}` };
      if (code !== "unknown_command") return this.#done({ status: "unknown", reason: message });
      this.#set(IDLE);
      return "not offered";
    }
  }

  /** It may be asked twice with the same end, so a lost answer is asked for again. */
  #ask(input: CheckInput, signal: AbortSignal): Promise<CheckResult> {
    const { client } = this.#host;
    const ask = () => {
      this.#set({ step: "checking" });
      return client.call("application_credentials/check", input).catch((error: unknown) => {
        if (isLost(error) && !signal.aborted) this.#set({ step: "offline" });
        throw error;
      });
    };
    if (!client.connected) this.#set({ step: "offline" });
    return resend(client, ask, signal);
  }

  #done(result: CheckResult): CheckResult {
    this.#set({ step: "done", result });
    return result;
  }

  async #countDown(from: number, signal: AbortSignal): Promise<void> {
    for (let seconds = from; seconds > 0; seconds -= 1) {
      this.#set({ step: "waiting", seconds });
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      signal.throwIfAborted();
    }
  }

  #set(state: CheckState): void {
    this.state = state;
    this.#host.requestUpdate();
  }
}

/** Enter twice is not the wish to save without waiting for the answer; the button that says so is. */
export const skipsCheck = (event: Event, check: CheckController): boolean => event.type === "submit" && check.running;
