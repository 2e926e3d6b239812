import type { ActivityItem } from "../../protocol/activity.ts";
import type { RecordKind } from "../../protocol/recorded.ts";
import type { Localize } from "../localize.ts";
import { lineKey, NAMELESS } from "./action-texts.ts";

type ActivityRecord = ActivityItem["record"];

/** A piece of a sentence: words, or the record that they are about. */
export type Piece = string | ActivityRecord;

/** A line as it is read. */
export interface ActivityLine {
  readonly id: string;
  readonly item: ActivityItem;
  readonly group: string;
  readonly failed: boolean;
  /** The sentence; `recordText` gives a record's words. */
  readonly pieces: readonly Piece[];
  /** What is found by the search, in lower case. */
  readonly text: string;
}

/** Stands in a text where a record goes; no text of ours holds one (Unicode's private use area). */
const RECORD = "\uE000";
const TARGET = "\uE001";

/** @param nameOf the name of an integration. */
export function activityLine(item: ActivityItem, localize: Localize, nameOf: (domain: string) => string): ActivityLine {
  const { id, action, record, target, result, reason, address } = item;
  const values = { actor: actorText(item, localize), record: RECORD, target: TARGET, result, action };
  const pieces = localize(lineKey(action), values)
    .split(/([\uE000\uE001])/)
    .filter((piece) => piece !== "")
    .map((piece) => (piece === RECORD ? record : piece === TARGET ? (target ?? record) : piece));
  const sentence = pieces.map((piece) => (typeof piece === "string" ? piece : recordText(piece, localize))).join("");
  const integration = record.domain === undefined ? "" : nameOf(record.domain);
  const text = [sentence, integration, reason, address, record.domain].join("\n").toLocaleLowerCase();
  return { id, item, group: action.split(".", 1)[0] ?? "", failed: result === "failed", pieces, text };
}

function actorText({ actor }: ActivityItem, localize: Localize): string {
  if (actor.kind === "hub") return localize("activity.actor.hub");
  if (!actor.name) return localize("activity.actor.nobody");
  const { kind, name, application } = actor;
  if (kind === "integration") return localize("activity.actor.integration", { name });
  return application ? localize("activity.actor.through", { name, application }) : name;
}

/** How a record is called in a sentence. */
export function recordText({ kind, name }: ActivityRecord, localize: Localize): string {
  if (!name) return localize(NAMELESS[kind as RecordKind]);
  return kind === "integration_token" ? localize("activity.record.token", { name }) : name;
}

/** What a person looks for. */
export interface ActivityFilter {
  readonly search: string;
  /** A group of actions; blank: all. */
  readonly group: string;
  readonly result: string;
}

export const NO_FILTER: ActivityFilter = { search: "", group: "", result: "" };

/** The lines that fit: every word of the search is somewhere in them, whatever the case. */
export function filterLines(
  lines: readonly ActivityLine[],
  { search, group, result }: ActivityFilter,
): readonly ActivityLine[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0 && group === "" && result === "") return lines;
  return lines.filter(
    (line) =>
      (group === "" || line.group === group) &&
      (result === "" || line.item.result === result) &&
      words.every((word) => line.text.includes(word)),
  );
}
