import type { LitElement, ReactiveController } from "lit";
import type { ExternalStep, FlowStep } from "../../protocol/flow.ts";
import type { Hass } from "../../protocol/page.ts";
import type { Client } from "../client.ts";

type Host = LitElement & { readonly client: Client; readonly hass: Hass; readonly step: ExternalStep };

/** A start link lives 60 s and works once. */
const RENEW_MS = 45_000;

/**
 * Waits for the server to say that the flow went on, and keeps the step's start link fresh meanwhile: it has to be
 * ready when the person clicks. Calls `onProgress` when there is another step to fetch.
 */
export class FlowProgress implements ReactiveController {
  /** What the next click opens. */
  url = "";
  readonly #host: Host;
  readonly #onProgress: () => void;
  #client: Client | undefined;
  #step: ExternalStep | undefined;
  #end: Promise<() => void> | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(host: Host, onProgress: () => void) {
    this.#host = host;
    this.#onProgress = onProgress;
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostUpdate(): void {
    const { client, step, isConnected } = this.#host;
    if (!isConnected) return;
    if (step !== this.#step) {
      this.#step = step;
      this.url = step.url;
    }
    if (client && client !== this.#client) this.#begin(client);
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
    this.#client?.connection.removeEventListener("ready", this.#onProgressUnseen);
    this.#end?.then((unsubscribe) => unsubscribe()).catch(() => undefined);
    this.#end = undefined;
    this.#client = undefined;
  }

  /** Gets a new link; the one before may have been used, or be too old. */
  readonly renew = async (): Promise<void> => {
    const { hass, step } = this.#host;
    try {
      const now = await hass.callApi<FlowStep>("GET", `config/config_entries/flow/${step.flow_id}`);
      if (!this.#host.isConnected || step !== this.#step) return;
      if (now.type !== "external") return this.#onProgress();
      this.url = now.url;
      this.#host.requestUpdate();
    } catch (error) {
      // 404: the flow is gone, which the wizard has to show. Anything else passes by the next time.
      if ((error as { status_code?: number }).status_code === 404 && this.#host.isConnected) this.#onProgress();
    }
  };

  #begin(client: Client): void {
    this.hostDisconnected();
    this.#client = client;
    this.#end = client.subscribe("subscribe_events", { event_type: "data_entry_flow_progressed" }, ({ data }) => {
      if (data.flow_id === this.#host.step.flow_id) this.#onProgress();
    });
    // Without the subscription the renewals notice, only later.
    this.#end.catch(() => undefined);
    client.connection.addEventListener("ready", this.#onProgressUnseen);
    this.#timer = setInterval(this.renew, RENEW_MS);
  }

  /** What happened while the connection was lost was not heard. */
  readonly #onProgressUnseen = (): void => void this.renew();
}
