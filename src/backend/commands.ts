/** Binds a row of the protocol table to the function that answers it, and runs it behind one door. */
import * as v from "valibot";
import type { ArgsOf, Command, EventOf, ResultOf } from "../protocol/command.ts";
import { CommandError, type ErrorCode, invalidFormat } from "../protocol/errors.ts";
import { RECENT_LOGIN_MS } from "../protocol/scopes.ts";
import type { Caller, Log } from "./host.ts";
import { StoreError } from "./store/store.ts";

/** A result that is JSON already, so that a list of thousands is not serialised for each caller. */
export class ReadyJson {
  readonly json: string;
  #bytes: Buffer | undefined;

  constructor(json: string) {
    this.json = json;
  }

  /** The same in UTF-8, encoded at the first use only. */
  get bytes(): Buffer {
    this.#bytes ??= Buffer.from(this.json);
    return this.#bytes;
  }
}

type Answer<C extends Command> = ResultOf<C> | ReadyJson;
type Run<C extends Command> = (args: ArgsOf<C>, caller: Caller) => Answer<C> | Promise<Answer<C>>;
/** Starts a subscription. `send` may be called at once; it is held back until the result is out. Returns its end. */
type Subscribe<C extends Command> = (
  args: ArgsOf<C>,
  caller: Caller,
  send: (event: EventOf<C> | ReadyJson) => void,
) => (() => void) | Promise<() => void>;

// biome-ignore lint/suspicious/noExplicitAny: the one place where handlers of different commands share a list.
type AnyHandled = any;

export interface CommandHandler {
  readonly command: Command;
  readonly run?: Run<AnyHandled>;
  readonly subscribe?: Subscribe<AnyHandled>;
  /** Is told of callers whose role does not allow the command. */
  readonly refused?: (caller: Caller) => void;
}

/** A command that is answered once. */
export const handle = <C extends Command>(command: C, run: Run<C>): CommandHandler => ({ command, run });

/** A command that goes on sending events. */
export const handleSubscription = <C extends Command>(command: C, subscribe: Subscribe<C>): CommandHandler => ({
  command,
  subscribe,
});

export type Outcome =
  | { readonly success: true; readonly result: unknown; readonly unsubscribe?: () => void }
  | { readonly success: false; readonly error: { readonly code: ErrorCode; readonly message: string } };

export type WireMessage = { readonly id: number; readonly type: string; readonly [field: string]: unknown };

/**
 * Runs one message: role, format, handler; every way out is an `Outcome`.
 * `send` carries a subscription's events.
 */
export async function dispatch(
  handlers: ReadonlyMap<string, CommandHandler>,
  message: WireMessage,
  caller: Caller,
  send: (event: unknown) => void,
  log: Log,
): Promise<Outcome> {
  const { id: _id, type, ...fields } = message;
  const handler = handlers.get(type);
  if (!handler) return failure("unknown_command", "Unknown command.");
  if (!mayCall(handler.command, caller)) {
    handler.refused?.(caller);
    return failure("unauthorized", "Unauthorized");
  }
  const beyond = beyondScope(handler.command, caller);
  if (beyond !== undefined) return failure("unauthorized", beyond);
  if (handler.command.recentLogin && !signedInRecently(caller)) return failure("recent_login_required", SIGN_IN_AGAIN);
  try {
    const args = parseArgs(handler.command, fields);
    if (!handler.subscribe) return { success: true, result: await handler.run?.(args, caller) };
    const narrowed = whileAllowed(handler.command, caller, send);
    return { success: true, result: null, unsubscribe: await handler.subscribe(args, caller, narrowed) };
  } catch (error) {
    if (error instanceof CommandError) {
      if (error.cause !== undefined) log.error(`${type} was refused`, error);
      return failure(error.code, error.message);
    }
    log.error(`${type} failed`, error);
    if (error instanceof StoreError) return failure("backend_unavailable", error.message);
    return failure("unknown_error", "Unknown error");
  }
}

/** @throws CommandError `invalid_format` */
export function parseArgs<C extends Command>(command: C, fields: unknown): ArgsOf<C> {
  const parsed = v.safeParse(command.args, fields);
  if (!parsed.success) throw invalidFormat(describeIssues(parsed.issues));
  return parsed.output as ArgsOf<C>;
}

const failure = (code: ErrorCode, message: string): Outcome => ({ success: false, error: { code, message } });

function mayCall({ roles, scope }: Command, caller: Caller): boolean {
  if (caller.kind === "integration") return roles.includes("integration");
  // Only who may give tokens to integrations may let an application have them.
  if (caller.application && scope === "accounts:token") return caller.is_admin && roles.includes("integration");
  return roles.includes("user") || (caller.is_admin && roles.includes("administrator"));
}

/** Why an application may not call this, however much its person may; undefined when it may, or when nobody but a person calls. */
function beyondScope({ scope }: Command, caller: Caller): string | undefined {
  const application = caller.kind === "user" ? caller.application : undefined;
  if (!application) return undefined;
  if (scope === "none") return "No application may do this.";
  if (application.allows(scope)) return undefined;
  return scope === "any" ? "The application's access has ended." : `The application needs the scope ${scope}.`;
}

/** An application hears nothing more of what it may not know any more. */
const whileAllowed =
  (command: Command, caller: Caller, send: (event: unknown) => void) =>
  (event: unknown): void => {
    if (beyondScope(command, caller) === undefined) send(event);
  };

const SIGN_IN_AGAIN = "Give your password again: this needs a sign-in of the last ten minutes.";

function signedInRecently(caller: Caller): boolean {
  const at = caller.kind === "user" && !caller.application ? caller.signedInAt?.() : undefined;
  return at !== undefined && Date.now() - at < RECENT_LOGIN_MS;
}

/** Names each field that is wrong and what is wrong with it; never what it held. */
export function describeIssues(issues: readonly v.BaseIssue<unknown>[]): string {
  return issues
    .slice(0, 5)
    .map((issue) => `${fieldOf(issue)} ${problemOf(issue)}`)
    .join("; ");
}

function fieldOf(issue: v.BaseIssue<unknown>): string {
  const path = issue.path?.map((item) => String(item.key)) ?? [];
  return path.length === 0 ? "message" : path.join(".").slice(0, 100);
}

function problemOf(issue: v.BaseIssue<unknown>): string {
  if (issue.kind === "validation")
    return issue.message.startsWith("Invalid ") ? "has a value that is not allowed" : issue.message;
  if (issue.expected === "never") return "is not a field of this command";
  if (issue.received === "undefined") return "is required";
  return `must be ${expectedType(issue)}`;
}

function expectedType(issue: v.BaseIssue<unknown>): string {
  if (issue.type === "picklist") return `one of ${issue.expected}`;
  return `of type ${issue.type.replace("strict_", "").replace("loose_", "")}`;
}
