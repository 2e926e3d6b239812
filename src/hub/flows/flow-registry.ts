import { ExpiringMap } from "../../backend/expiring-map.ts";
import { Records } from "../../backend/store/records.ts";
import type { Store } from "../../backend/store/store.ts";
import type { FlowStep } from "../../protocol/flow.ts";
import type { FlowRecord } from "./flow-record.ts";

/** How long the end of a flow can be asked for, in milliseconds, and how many ends are kept. */
const RESULT_LIFETIME = 10 * 60_000;
const MAX_RESULTS = 200;
/** A person's flow that nobody moved for so long was given up, in milliseconds. */
const ABANDONED_AFTER = 24 * 60 * 60_000;
const MAX_PERSONS_FLOWS = 500;

export interface FlowChange {
  readonly type: "added" | "removed";
  readonly flow: FlowRecord;
}

/**
 * The flows that go on, and for a while how others ended. Those that a restart must not
 * end are on disk: whoever is at the provider comes back, and re-authentication stays asked for.
 */
export class FlowRegistry {
  readonly #flows: Map<string, FlowRecord>;
  readonly #disk: Records<FlowRecord>;
  readonly #results = new ExpiringMap<FlowStep>(RESULT_LIFETIME, MAX_RESULTS);
  readonly #listeners = new Set<(change: FlowChange) => void>();

  private constructor(disk: Records<FlowRecord>) {
    this.#disk = disk;
    this.#flows = new Map(disk.values().map((flow) => [flow.flow_id, flow]));
  }

  static async load(store: Store): Promise<FlowRegistry> {
    return new FlowRegistry(await Records.load<FlowRecord>(store, "hub_flows", (flow) => flow.touched_at));
  }

  get(flowId: string): FlowRecord | undefined {
    return this.#flows.get(flowId);
  }

  result(flowId: string): FlowStep | undefined {
    return this.#results.get(flowId);
  }

  reauthOf(entryId: string): FlowRecord | undefined {
    return [...this.#flows.values()].find((flow) => flow.source === "reauth" && flow.entry_id === entryId);
  }

  /** Flows that wait for a person and were not started by one. */
  waiting(): FlowRecord[] {
    return [...this.#flows.values()].filter(({ source }) => source === "reauth");
  }

  /** Persons' flows that were given up, or are the oldest of too many. */
  abandoned(): FlowRecord[] {
    const flows = [...this.#flows.values()].filter(({ source }) => source !== "reauth");
    const tooOld = new Date(Date.now() - ABANDONED_AFTER).toISOString();
    const surplus = flows.length - MAX_PERSONS_FLOWS;
    return flows.filter(({ touched_at }, index) => index < surplus || touched_at < tooOld);
  }

  /** Adds or replaces; known at once, so that nobody adds a second one meanwhile. */
  async save(flow: FlowRecord): Promise<void> {
    const before = this.#flows.get(flow.flow_id);
    this.#flows.set(flow.flow_id, flow);
    if (!before) this.#tell({ type: "added", flow });
    if (flow.step !== "pick_implementation" || flow.source === "reauth") await this.#disk.put(flow.flow_id, flow);
  }

  /** Ends a flow at once, so that nobody moves it meanwhile; its result, when it has one, can be asked for a while. */
  async remove(flow: FlowRecord, result?: FlowStep): Promise<void> {
    if (result) this.#results.set(flow.flow_id, result);
    if (this.#flows.delete(flow.flow_id)) this.#tell({ type: "removed", flow });
    await this.#disk.delete(flow.flow_id);
  }

  /** @returns the function that ends it. */
  listen(listener: (change: FlowChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #tell(change: FlowChange): void {
    if (change.flow.source !== "reauth") return;
    for (const listener of this.#listeners) listener(change);
  }
}
