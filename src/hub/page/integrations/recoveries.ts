import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { ConfigEntry, FlowInProgress } from "../../../protocol/home-assistant.ts";

type Map<Item> = { readonly items: ReadonlyMap<string, Item> | undefined };

/** How long it is told, in milliseconds. */
const SHOWN_MS = 30_000;

/** Notices accounts that waited for their person and work again: `titles` is for a live region of the host. */
export class Recoveries implements ReactiveController {
  titles: readonly string[] = [];
  readonly #host: ReactiveControllerHost;
  readonly #entries: Map<ConfigEntry>;
  readonly #flows: Map<FlowInProgress>;
  /** Entries that somebody had to sign in again for; they stay here until they work. */
  readonly #waiting = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, entries: Map<ConfigEntry>, flows: Map<FlowInProgress>) {
    this.#host = host;
    this.#entries = entries;
    this.#flows = flows;
    host.addController(this);
  }

  hostUpdate(): void {
    const { items: flows } = this.#flows;
    const { items: entries } = this.#entries;
    if (!flows || !entries) return;
    const asked = new Set<string>();
    for (const { context } of flows.values()) {
      if (context.source === "reauth" && context.entry_id !== undefined) asked.add(context.entry_id);
    }
    for (const entryId of asked) this.#waiting.add(entryId);
    for (const entryId of this.#waiting) {
      const entry = entries.get(entryId);
      if (asked.has(entryId) || (entry && entry.state !== "loaded")) continue;
      this.#waiting.delete(entryId);
      if (entry) this.#tell(entry.title);
    }
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.titles = [];
  }

  #tell(title: string): void {
    this.titles = [...this.titles, title];
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.titles = [];
      this.#host.requestUpdate();
    }, SHOWN_MS);
  }
}
