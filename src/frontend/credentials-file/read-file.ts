import { LIST_FORMAT } from "../../protocol/credentials-file.ts";
import { brokenAt, type Place } from "./json-place.ts";

/** Larger files are not read: five thousand credentials need about one of these MiB. */
export const LARGEST_MIB = 16;

/** Home Assistant's name for the file, in its `key`. */
const KEY = "application_credentials";
const STORAGE_VERSION = 1;

/** Why a file can't be imported; texts have each under `file.problem`. */
export type FileProblem =
  | { readonly code: "too_large" | "unreadable" | "empty" | "own_list" | "not_storage" | "no_items" }
  | ({ readonly code: "not_json" } & Place)
  | { readonly code: "other_storage"; readonly key: string }
  | { readonly code: "newer"; readonly version: string };

export type ReadFile = { readonly items: readonly unknown[] } | FileProblem;

/** Reads a file that a person chose. What it holds stays in this page until it is sent, item by item. */
export async function readFile(file: File): Promise<ReadFile> {
  if (file.size > LARGEST_MIB * 1024 * 1024) return { code: "too_large" };
  try {
    return readText(await file.text());
  } catch {
    return { code: "unreadable" };
  }
}

/** @param text of Home Assistant's `.storage/application_credentials` (homeassistant/helpers/storage.py: version, key, data). */
export function readText(text: string): ReadFile {
  // A byte order mark is no part of JSON, and editors leave it there.
  const json = text.replace(/^\uFEFF/, "");
  if (json.trim() === "") return { code: "empty" };
  try {
    return readStorage(JSON.parse(json));
  } catch {
    return { code: "not_json", ...brokenAt(json) };
  }
}

function readStorage(content: unknown): ReadFile {
  if (!isRecord(content)) return { code: "not_storage" };
  if (content.format === LIST_FORMAT) return { code: "own_list" };
  const { key, version, data } = content;
  if (typeof key !== "string") return { code: "not_storage" };
  if (key !== KEY) return { code: "other_storage", key: key.slice(0, 100) };
  if (typeof version === "number" && version > STORAGE_VERSION) return { code: "newer", version: `${version}` };
  const items = isRecord(data) ? data.items : undefined;
  if (!Array.isArray(items)) return { code: "not_storage" };
  return items.length > 0 ? { items } : { code: "no_items" };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
