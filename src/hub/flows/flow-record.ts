import type { FlowInProgress } from "../../protocol/home-assistant.ts";

/** A config flow that goes on. */
export interface FlowRecord {
  readonly flow_id: string;
  /** The integration's domain. */
  readonly handler: string;
  /** `reconfigure`: a person signs in again for an entry that works, before its sign-in ends. */
  readonly source: "user" | "reauth" | "reconfigure";
  /** For signing in again: the entry, and its title. */
  readonly entry_id?: string;
  readonly title?: string;
  readonly step: "pick_implementation" | "reauth_confirm" | "auth" | "confirm_account";
  /** What it signs in with, once that is chosen. */
  readonly implementation?: string;
  /** For re-authentication: what it has to sign in with, where that is not what the entry uses. */
  readonly bound_to?: { readonly implementation: string; readonly name: string };
  /** Who moved it last; absent when nobody has. */
  readonly user_id?: string;
  /** When it moved last, ISO 8601. */
  readonly touched_at: string;
}

/** Whoever moves a flow, and the browser's `Cookie` header. */
export interface Person {
  readonly id: string;
  readonly name: string;
  /** The IP address, where it is known for certain. */
  readonly address?: string | undefined;
  readonly cookie: string | null;
}

export const toFlowInProgress = ({ flow_id, handler, source, entry_id, title, step }: FlowRecord): FlowInProgress => ({
  flow_id,
  handler,
  step_id: step,
  context: {
    source,
    ...(entry_id !== undefined && { entry_id }),
    ...(title !== undefined && { title_placeholders: { name: title } }),
  },
});
