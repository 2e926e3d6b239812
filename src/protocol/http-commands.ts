/** The embedded hub's HTTP API as far as applications may call it: which scope each request needs (PROTOCOL section 2). */
import type { Role } from "./command.ts";
import type { CommandScope } from "./scopes.ts";

export interface HttpCommand {
  readonly method: "GET" | "POST" | "DELETE";
  /** A segment `{name}` takes any one segment. */
  readonly path: string;
  readonly summary: string;
  readonly roles: readonly Role[];
  readonly scope: CommandScope;
}

const FLOW = "/api/config/config_entries/flow";
const connects = { roles: ["administrator"], scope: "accounts:connect" } as const;

export const startFlow = {
  method: "POST",
  path: FLOW,
  summary: "Begins the set-up of an integration.",
  ...connects,
} as const satisfies HttpCommand;

export const showFlow = {
  method: "GET",
  path: `${FLOW}/{flow_id}`,
  summary: "The step that a flow waits at.",
  ...connects,
} as const satisfies HttpCommand;

export const submitFlow = {
  method: "POST",
  path: `${FLOW}/{flow_id}`,
  summary: "Answers a flow's step.",
  ...connects,
} as const satisfies HttpCommand;

export const cancelFlow = {
  method: "DELETE",
  path: `${FLOW}/{flow_id}`,
  summary: "Gives a flow up.",
  ...connects,
} as const satisfies HttpCommand;

export const removeEntry = {
  method: "DELETE",
  path: "/api/config/config_entries/entry/{entry_id}",
  summary: "Removes an entry and its tokens.",
  ...connects,
} as const satisfies HttpCommand;

export const httpCommands: readonly HttpCommand[] = [startFlow, showFlow, submitFlow, cancelFlow, removeEntry];
