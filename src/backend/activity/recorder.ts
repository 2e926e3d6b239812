import type { ArgsOf, Command, ResultOf } from "../../protocol/command.ts";
import { CommandError, type ErrorCode } from "../../protocol/errors.ts";
import type { Recorded, RecordKind } from "../../protocol/recorded.ts";
import type { CommandHandler } from "../commands.ts";
import type { Caller } from "../host.ts";
import { isRecord } from "../is-record.ts";
import type { ActivityLog } from "./activity-log.ts";
import { type ActivityRecord, type Actor, actorOf, type Describe, type NewLine, recordOf } from "./line.ts";

/** Who does something, and from where. */
export interface By {
  readonly actor: Actor;
  readonly address?: string | undefined;
}

export const byCaller = (caller: Caller): By => ({ actor: actorOf(caller), address: caller.address });

/** Tells the id of each record that changes. Returns what ends it. */
export type Watch = (changed: (id: string) => void) => () => void;

/** The sender made a mistake and nothing was tried: what they sent is nothing to keep. */
const MISTAKES: readonly ErrorCode[] = ["invalid_format", "not_found", "invalid_config_entry_id"];

/** Writes a line for each command whose row says that it is recorded, after it was carried out and before it is answered. */
export class Recorder {
  readonly #activity: ActivityLog;
  readonly #describe = new Map<RecordKind, Describe>();
  readonly #watch = new Map<RecordKind, Watch>();

  constructor(activity: ActivityLog) {
    this.#activity = activity;
  }

  /** Tells how the records of a kind are called, and when one changes: some commands are lines only then. */
  describe(kind: RecordKind, describe: Describe, watch?: Watch): void {
    this.#describe.set(kind, describe);
    if (watch) this.#watch.set(kind, watch);
  }

  /** The same handlers, recorded. */
  observe(handlers: readonly CommandHandler[]): CommandHandler[] {
    return handlers.map((handler) => {
      const { command, run } = handler;
      if (!command.activity || !run) return handler;
      return {
        ...handler,
        run: (args: unknown, caller: Caller) =>
          this.run(command, args, byCaller(caller), async () => run(args, caller)),
        refused: (caller: Caller) => this.refused(command, caller),
      };
    });
  }

  /** Does what a command does, and writes its line. @throws what `work` throws */
  async run<C extends Command>(
    { activity }: C,
    args: ArgsOf<C> | unknown,
    by: By,
    work: () => Promise<ResultOf<C>>,
  ): Promise<ResultOf<C>> {
    if (!activity) return work();
    const ids = new Set<string>();
    const end = activity.changed && this.#watch.get(activity.record)?.((id) => ids.add(id));
    // Before it is done: a record that is deleted can't tell its name any more.
    const line = this.#line(activity, by, args);
    let result: ResultOf<C>;
    try {
      result = await work();
    } catch (error) {
      await this.#failed(line, error);
      throw error;
    } finally {
      end?.();
    }
    if (activity.changed?.(result, ids) === false) return result;
    const reason = activity.failure?.(result);
    const record = line.record.id ? line.record : this.#record(activity.record, idIn(activity, result), args);
    await this.#activity.note(
      reason === undefined ? { ...line, record } : { ...line, record, result: "failed", reason },
    );
    return result;
  }

  /** Somebody asked for what their role does not allow. Once a day for each of them and each command. */
  refused({ activity }: Command, caller: Caller): void {
    if (!activity) return;
    const { actor, address } = byCaller(caller);
    const { action, record } = activity;
    const reason = "Their role does not allow it.";
    void this.#activity.noteOnce({
      ...from(address),
      actor,
      action,
      record: recordOf(record, undefined),
      result: "failed",
      reason,
    });
  }

  /** A line of its own, that no command is behind. */
  note(by: By, line: Omit<NewLine, "actor" | "address">): Promise<void> {
    return this.#activity.note({ ...from(by.address), actor: by.actor, ...line });
  }

  #line(activity: Recorded, { actor, address }: By, args: unknown): NewLine {
    const { record, target } = activity;
    const targetId = target && textIn(args, target);
    return {
      ...from(address),
      actor,
      action: actionOf(activity, args),
      record: this.#record(record, idIn(activity, args), args),
      ...(targetId && { target: this.#record(record, targetId, undefined) }),
      result: "succeeded",
    };
  }

  /** Where there is no record of this id, what the arguments say of the one that was to be. */
  #record(kind: RecordKind, id: string | undefined, args: unknown): ActivityRecord {
    const known = id === undefined ? undefined : this.#describe.get(kind)?.(id);
    return recordOf(kind, id, known ?? { ...fieldOf(args, "name"), ...fieldOf(args, "domain") });
  }

  async #failed(line: NewLine, error: unknown): Promise<void> {
    if (!(error instanceof CommandError)) {
      await this.#activity.noteOnce({ ...line, result: "failed", reason: "The hub failed; its log says why." });
    } else if (error.code === "unauthorized") {
      // Without the sender's words: thousands of made-up names would push every other line out.
      const { target: _target, ...rest } = line;
      await this.#activity.noteOnce({
        ...rest,
        record: recordOf(line.record.kind, undefined),
        result: "failed",
        reason: error.message,
      });
    } else if (!MISTAKES.includes(error.code)) {
      await this.#activity.noteOnce({ ...line, result: "failed", reason: error.message });
    }
  }
}

const from = (address: string | undefined): Pick<NewLine, "address"> => (address === undefined ? {} : { address });

const textIn = (fields: unknown, name: string): string | undefined => {
  const value = isRecord(fields) ? fields[name] : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
};

const fieldOf = (fields: unknown, name: "name" | "domain") => {
  const value = textIn(fields, name);
  return value === undefined ? {} : { [name]: value };
};

const idIn = ({ id }: Recorded, fields: unknown): string | undefined => (id ? textIn(fields, id) : undefined);

const actionOf = ({ action, when = {} }: Recorded, args: unknown) =>
  Object.entries(when).find(([argument]) => textIn(args, argument) !== undefined)?.[1] ?? action;
