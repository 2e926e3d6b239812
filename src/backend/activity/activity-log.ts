import { ACTIVITY_DAYS, ACTIVITY_LINES, type ActivityItem } from "../../protocol/activity.ts";
import { ExpiringMap } from "../expiring-map.ts";
import type { Log } from "../host.ts";
import type { Collection, Store } from "../store/store.ts";
import { cut, type Line, type NewLine } from "./line.ts";
import { idOf, nextMoment, timeOf } from "./line-id.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
/** How often lines that are too old are looked for, beside each time that one is written. */
const PRUNE_EVERY_MS = 6 * 60 * 60 * 1_000;
/** See `noteOnce`. */
const SAME_FAILURE_MS = DAY_MS;
const FAILURES_REMEMBERED = 1_000;

export interface ActivityPage {
  readonly items: ActivityItem[];
  readonly next?: string;
}

/**
 * The lines of the activity: on disk one record each, in memory their ids alone. Writing one never fails: what it tells
 * of has been done, and whoever did it must hear that.
 */
export class ActivityLog {
  readonly #disk: Collection<Line>;
  readonly #log: Log;
  readonly #listeners = new Set<(items: ActivityItem[]) => void>();
  readonly #failures = new ExpiringMap<true>(SAME_FAILURE_MS, FAILURES_REMEMBERED);
  /** Oldest first. */
  #ids: string[];
  #lastMoment: number;
  #pruning: Promise<void> | undefined;

  static async load(store: Store, log: Log): Promise<ActivityLog> {
    const disk = store.collection<Line>("activity", { version: 1 });
    const ids = (await disk.entries()).map(([id]) => id).sort();
    const activity = new ActivityLog(disk, log, ids);
    activity.#prune();
    setInterval(() => activity.#prune(), PRUNE_EVERY_MS).unref();
    return activity;
  }

  private constructor(disk: Collection<Line>, log: Log, ids: string[]) {
    this.#disk = disk;
    this.#log = log;
    this.#ids = ids;
    this.#lastMoment = timeOf(ids.at(-1));
  }

  /** Writes a line; resolves when it is on disk, or could not be written, which is in the log. */
  async note(line: NewLine): Promise<void> {
    this.#lastMoment = nextMoment(this.#lastMoment);
    const id = idOf(this.#lastMoment);
    const whole = { at: new Date().toISOString(), ...line, ...(line.reason && { reason: cut(line.reason) }) };
    try {
      await this.#disk.put(id, whole);
    } catch (error) {
      this.#log.error(`The activity lacks a line (${line.action})`, error);
      return;
    }
    // Two writes may end the other way round; pages and pruning go by the order.
    this.#ids.splice(firstNotBelow(this.#ids, id), 0, id);
    this.#prune();
    for (const listener of this.#listeners) listener([{ id, ...whole }]);
  }

  /** Writes a failure's line, unless the same failure was written within the last day: whoever tries again and again fills nothing. */
  async noteOnce(line: NewLine): Promise<void> {
    const { actor, action, record, target, reason } = line;
    const key = JSON.stringify([actor.kind, actor.id, action, record, target, reason]);
    if (this.#failures.get(key)) return;
    this.#failures.set(key, true);
    await this.note(line);
  }

  /**
   * A page of lines, newest first. Lines that are written meanwhile do not move it.
   * @param before the `next` of the page before; without it the newest are answered.
   * @throws StoreError
   */
  async list(before: string | undefined, limit: number): Promise<ActivityPage> {
    const end = before === undefined ? this.#ids.length : firstNotBelow(this.#ids, before);
    const begin = Math.max(0, end - limit);
    const ids = this.#ids.slice(begin, end).reverse();
    const lines = await Promise.all(ids.map(async (id) => [id, await this.#disk.get(id)] as const));
    // One that was too old may be gone since.
    const items = lines.flatMap(([id, line]) => (line ? [{ id, ...line }] : []));
    const next = ids.at(-1);
    return { items, ...(begin > 0 && next !== undefined && { next }) };
  }

  /** Tells of each line from now on; returns what ends it. */
  subscribe(send: (items: ActivityItem[]) => void): () => void {
    this.#listeners.add(send);
    return () => void this.#listeners.delete(send);
  }

  /** Resolves when what is too old is gone. */
  async pruned(): Promise<void> {
    await this.#pruning;
  }

  #prune(): void {
    if (this.#pruning || this.#old() === 0) return;
    this.#pruning = this.#dropOld();
  }

  /** How many lines are too old, or too many. */
  #old(): number {
    const tooOld = firstNotBelow(this.#ids, idOf(Date.now() - ACTIVITY_DAYS * DAY_MS));
    return Math.max(tooOld, this.#ids.length - ACTIVITY_LINES);
  }

  async #dropOld(): Promise<void> {
    try {
      // More may come while these go.
      for (let old = this.#old(); old > 0; old = this.#old()) {
        await Promise.all(this.#ids.splice(0, old).map((id) => this.#disk.delete(id)));
      }
    } catch (error) {
      // They are found again at the next start.
      this.#log.error("Old lines of the activity could not be removed", error);
    }
    this.#pruning = undefined;
  }
}

/** The index of the first id that is not below another one; the ids are sorted. */
function firstNotBelow(ids: readonly string[], id: string): number {
  let [low, high] = [0, ids.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ids[middle] as string) < id) low = middle + 1;
    else high = middle;
  }
  return low;
}
