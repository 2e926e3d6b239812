import { readFile } from "node:fs/promises";
import { isRecord } from "../../backend/is-record.ts";

/** A language's file, as Home Assistant writes them: texts in nested objects. */
export type TextTree = { readonly [key: string]: string | TextTree };

/** BCP 47 in the spelling of Home Assistant's file names; it becomes part of a path. */
const LANGUAGE = /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/;

/** Reads `en.json`, `de.json` … of a folder, each file once. */
export class TranslationFiles {
  readonly #read = new Map<string, Promise<TextTree>>();

  /**
   * A folder's texts in a language. What it lacks comes from the language without its region, and last from English.
   * @param folder With a slash at its end.
   */
  async load(folder: URL, language: string): Promise<TextTree> {
    const files = await Promise.all(candidates(language).map((name) => this.#file(new URL(`${name}.json`, folder))));
    return files.reduce(overlay, {});
  }

  #file(file: URL): Promise<TextTree> {
    const known = this.#read.get(file.href);
    if (known) return known;
    const read = readTexts(file);
    this.#read.set(file.href, read);
    read.catch(() => this.#read.delete(file.href));
    return read;
  }
}

/** From the most general to the most special: `de-AT` gives `en`, `de`, `de-AT`. */
function candidates(language: string): string[] {
  if (!LANGUAGE.test(language)) return ["en"];
  return [...new Set(["en", language.split("-", 1)[0] ?? "en", language])];
}

async function readTexts(file: URL): Promise<TextTree> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as TextTree;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return {};
    throw error;
  }
}

function overlay(base: TextTree, special: TextTree): TextTree {
  const merged: Record<string, string | TextTree> = { ...base };
  for (const [key, value] of Object.entries(special)) {
    const below = base[key];
    merged[key] = isRecord(below) && isRecord(value) ? overlay(below as TextTree, value as TextTree) : value;
  }
  return merged;
}
