import type { FilePreview, FileResult } from "../../protocol/credentials-file.ts";
import type { Localize, TextKey } from "../localize.ts";
import type { FileProblem } from "./read-file.ts";

export const STATUS_TEXTS: Readonly<Record<FilePreview["status"], TextKey>> = {
  new: "file.status.new",
  changed: "file.status.changed",
  same: "file.status.same",
  unusable: "file.status.unusable",
};

export const FIELD_TEXTS: Readonly<Record<NonNullable<FilePreview["changes"]>[number], TextKey>> = {
  client_id: "file.field.client_id",
  client_secret: "file.field.client_secret",
  name: "file.field.name",
};

export const RESULT_TEXTS: Readonly<Record<Exclude<FileResult["result"], "failed">, TextKey>> = {
  added: "file.result.added",
  updated: "file.result.updated",
  unchanged: "file.result.unchanged",
};

export const PROBLEM_TEXTS: Readonly<Record<FileProblem["code"], TextKey>> = {
  too_large: "file.problem.too_large",
  unreadable: "file.problem.unreadable",
  empty: "file.problem.empty",
  not_json: "file.problem.not_json",
  own_list: "file.problem.own_list",
  not_storage: "file.problem.not_storage",
  no_items: "file.problem.no_items",
  other_storage: "file.problem.other_storage",
  newer: "file.problem.newer",
};

/** A number in the page's language. Outside of plurals it goes into a text ready: Python would not take ICU's notation. */
export const inWords = ({ language }: Localize, count: number): string => new Intl.NumberFormat(language).format(count);
