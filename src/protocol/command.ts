import type * as v from "valibot";
import type { ErrorCode } from "./errors.ts";
import type { Recorded } from "./recorded.ts";
import type { CommandScope } from "./scopes.ts";

/**
 * Who may call a command. An administrator is a user too; an integration is software that
 * signed in with a token bound to one domain, and is never a user.
 */
export type Role = "administrator" | "user" | "integration";

export type AnySchema = v.GenericSchema<unknown, unknown>;

/** A row of the protocol table: everything there is to know about one websocket command. */
export interface Command<
  Type extends string = string,
  Args extends AnySchema = AnySchema,
  Result extends AnySchema = AnySchema,
  Event extends AnySchema = AnySchema,
> {
  readonly type: Type;
  /** What it does, in one sentence; `docs/websocket-api.md` prints it. */
  readonly summary: string;
  /** The version of the protocol that brought it. */
  readonly since: number;
  /** Each role named here may call it. `user` includes administrators. */
  readonly roles: readonly Role[];
  /** What an application that acts for a person needs beside that person's role. */
  readonly scope: CommandScope;
  /** The person has to have signed in within the last ten minutes (`RECENT_LOGIN_MS`). */
  readonly recentLogin?: true;
  /** The fields beside `id` and `type`. Unknown fields are refused. */
  readonly args: Args;
  readonly result: Result;
  /** The codes it may answer beyond those of the door (`DOOR_ERRORS`). */
  readonly errors: readonly ErrorCode[];
  /**
   * How the activity tells of it; `null` where it changes nothing, or is done all the time as handing a token out is.
   * Every command of the plugin's says one or the other.
   */
  readonly activity?: Recorded<v.InferOutput<Result>> | null;
  /** Present on subscriptions: what each event carries after the result. */
  readonly event?: Event;
}

/** Declares one command; the literal type of its name is kept. */
export function command<
  const Type extends string,
  Args extends AnySchema,
  Result extends AnySchema,
  Event extends AnySchema = never,
>(type: Type, row: Omit<Command<Type, Args, Result, Event>, "type">): Command<Type, Args, Result, Event> {
  return { type, ...row };
}

/** The arguments a handler receives: validated, stripped of blanks. */
export type ArgsOf<C extends Command> = v.InferOutput<C["args"]>;
/** The arguments a caller sends. */
export type InputOf<C extends Command> = v.InferInput<C["args"]>;
export type ResultOf<C extends Command> = v.InferOutput<C["result"]>;
export type EventOf<C extends Command> =
  C extends Command<string, AnySchema, AnySchema, infer E> ? v.InferOutput<E> : never;
