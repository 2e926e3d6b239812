import type { ActivityItem } from "../../protocol/activity.ts";
import type { RecordKind } from "../../protocol/recorded.ts";
import type { Caller } from "../host.ts";

/** A line as it lies on disk; its id is the record's. */
export type Line = Omit<ActivityItem, "id">;
/** A line that nobody has written yet. */
export type NewLine = Omit<Line, "at">;
export type Actor = ActivityItem["actor"];
export type ActivityRecord = ActivityItem["record"];

/** The longest text of a line, in characters: what a name, an id or a reason has beyond it is cut off. */
const LONGEST = 512;

/** Nobody asked for it. */
export const HUB: Actor = { kind: "hub" };

export const actorOf = (caller: Caller): Actor =>
  caller.kind === "user"
    ? {
        ...{ kind: "user", id: caller.id, name: caller.name },
        ...(caller.application && { application: cut(caller.application.name) }),
      }
    : { kind: "integration", id: caller.token_id, name: caller.name };

/** What is known of a record besides its kind. */
export interface Described {
  readonly name?: string | undefined;
  readonly domain?: string | undefined;
}
/** Says how a record of a kind is called now; undefined when there is none with this id. */
export type Describe = (id: string) => Described | undefined;

/** A record with this id, cut to size. */
export function recordOf(kind: RecordKind, id: string | undefined, { name, domain }: Described = {}): ActivityRecord {
  return {
    kind,
    ...(id && { id: cut(id) }),
    ...(name && { name: cut(name) }),
    ...(domain && { domain: cut(domain) }),
  };
}

export const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
