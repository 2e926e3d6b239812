import { readStored, writeStored } from "../session/storage.ts";
import type { TextTree } from "./texts.ts";

/** The languages of translations/hub, each by its own name. */
export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;

const KEY = "hub-language";

/** The language chosen in this browser, else the first of the browser's that there is, else English. */
export function preferredLanguage(): Language {
  const wanted = [readStored(KEY) ?? "", ...navigator.languages];
  return wanted.map((tag) => tag.split("-")[0] ?? "").find(isLanguage) ?? "en";
}

export const rememberLanguage = (language: Language): void => writeStored(KEY, language);

const isLanguage = (tag: string): tag is Language => Object.hasOwn(LANGUAGES, tag);

/**
 * Fetches one language's texts; they are public, as the login page needs them.
 * @throws Error when the hub does not serve them.
 */
export async function fetchTexts(language: Language): Promise<TextTree> {
  const response = await fetch(`/frontend/translations/${language}.json`);
  if (!response.ok) throw new Error(`No texts for ${language}: HTTP ${response.status}`);
  return (await response.json()) as TextTree;
}
