import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { FlowStep } from "../../../protocol/flow.ts";
import type { FlowInProgress } from "../../../protocol/home-assistant.ts";
import type { Hass } from "../../../protocol/page.ts";

type Host = ReactiveControllerHost & { readonly hass: Hass };

/** What the wizard is opened for: a new entry of an integration, a sign-in for one that works, or a flow that waits. */
export type FlowOrigin =
  | { readonly kind: "new"; readonly domain: string; readonly entryId?: string | undefined }
  | { readonly kind: "waiting"; readonly flow: FlowInProgress };

const BASE = "config/config_entries/flow";

/**
 * Takes a config flow through its steps over REST (PROTOCOL section 2).
 * `step` is what to show; `error` is the rejection of the last call, and `retry` repeats that call.
 */
export class FlowController implements ReactiveController {
  step: FlowStep | undefined;
  error: unknown;
  busy = false;
  readonly #host: Host;
  #origin: FlowOrigin | undefined;
  /** Only the newest call may change what is shown. */
  #newest = 0;
  #lastCall: (() => Promise<FlowStep>) | undefined;

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.cancel();
  }

  begin(origin: FlowOrigin): void {
    this.#origin = origin;
    if (origin.kind === "new") void this.#run(() => this.#start(origin));
    else void this.#run(() => this.#takeUp(origin.flow.flow_id));
  }

  /** Begins again: with a new flow, or with the one that waits now for the same entry. */
  restart(): void {
    const origin = this.#origin;
    if (!origin) return;
    this.#deleteOwn();
    this.step = undefined;
    if (origin.kind === "new") this.begin(origin);
    else void this.#run(() => this.#resumeWaiting(origin.flow));
  }

  submit(data: Readonly<Record<string, unknown>>): void {
    const flowId = this.step?.flow_id;
    if (flowId) void this.#run(() => this.#host.hass.callApi("POST", `${BASE}/${flowId}`, data));
  }

  /** Asks for the step again: the server said that the flow went on. */
  refresh(): void {
    const flowId = this.step?.flow_id;
    if (flowId) void this.#run(() => this.#host.hass.callApi("GET", `${BASE}/${flowId}`));
  }

  retry(): void {
    if (this.#lastCall) void this.#run(this.#lastCall);
  }

  /**
   * Ends the wizard. A flow that it started itself is deleted; one that waited before goes on waiting,
   * as in Home Assistant's page (frontend, `dialog-data-entry-flow.ts`, `continueFlowId`).
   */
  cancel(): void {
    this.#newest += 1;
    this.#deleteOwn();
    this.step = undefined;
  }

  #start({ domain, entryId }: FlowOrigin & { readonly kind: "new" }): Promise<FlowStep> {
    const entry = entryId !== undefined && { entry_id: entryId };
    return this.#host.hass.callApi("POST", BASE, { handler: domain, show_advanced_options: false, ...entry });
  }

  async #resumeWaiting({ context }: FlowInProgress): Promise<FlowStep> {
    const { connection } = this.#host.hass;
    const flows = await connection.sendMessagePromise<FlowInProgress[]>({ type: "config_entries/flow/progress" });
    const flow = flows.find(
      (other) => other.context.source === "reauth" && other.context.entry_id === context.entry_id,
    );
    if (!flow) throw { status_code: 404, body: { message: "" } };
    this.#origin = { kind: "waiting", flow };
    return this.#takeUp(flow.flow_id);
  }

  /** Whoever pressed "Sign in again" is not asked once more whether they want to. */
  async #takeUp(flowId: string): Promise<FlowStep> {
    const { callApi } = this.#host.hass;
    const step = await callApi<FlowStep>("GET", `${BASE}/${flowId}`);
    const isQuestion = step.type === "form" && step.step_id === "reauth_confirm";
    return isQuestion ? callApi("POST", `${BASE}/${flowId}`, {}) : step;
  }

  async #run(call: () => Promise<FlowStep>): Promise<void> {
    this.#newest += 1;
    const mine = this.#newest;
    this.#lastCall = call;
    this.busy = true;
    this.error = undefined;
    this.#host.requestUpdate();
    try {
      const step = await this.#past(await call());
      if (mine !== this.#newest) this.#deleteStale(step);
      else this.step = step;
    } catch (error) {
      if (mine === this.#newest) this.error = error;
    }
    if (mine !== this.#newest) return;
    this.busy = false;
    this.#host.requestUpdate();
  }

  /** `external_done` only says that the person is back: the flow waits to be sent on. */
  async #past(step: FlowStep): Promise<FlowStep> {
    if (step.type !== "external_done") return step;
    return this.#host.hass.callApi("POST", `${BASE}/${step.flow_id}`, {});
  }

  /** The wizard was closed, or begun anew, while the hub still made this flow. */
  #deleteStale(step: FlowStep): void {
    if (step.flow_id !== this.step?.flow_id) this.#delete(step);
  }

  #deleteOwn(): void {
    if (this.step) this.#delete(this.step);
  }

  #delete({ type, flow_id }: FlowStep): void {
    if (this.#origin?.kind !== "new" || type === "create_entry" || type === "abort") return;
    // Nobody waits for the answer: a flow that is left over is given up by the hub after a day.
    this.#host.hass.callApi("DELETE", `${BASE}/${flow_id}`).catch(() => undefined);
  }
}
