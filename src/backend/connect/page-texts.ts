import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The texts of the plugin's own pages in one language. */
export interface PageTexts {
  /** BCP 47. */
  readonly language: string;
  /** By key below `config_panel.sign_in_page` of the translation files. */
  readonly texts: Readonly<Record<string, string>>;
}

/** Reads the texts of every language once. @param folder holds `en.json`, … */
export function loadPageTexts(folder: string): (acceptLanguage: string | null) => PageTexts {
  const byLanguage = new Map<string, PageTexts>();
  const english = textsOf(join(folder, "en.json"));
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
    const language = file.slice(0, -".json".length);
    byLanguage.set(language.toLowerCase(), { language, texts: { ...english, ...textsOf(join(folder, file)) } });
  }
  return (acceptLanguage) => {
    for (const wanted of preferred(acceptLanguage)) {
      const found = byLanguage.get(wanted) ?? byLanguage.get(wanted.split("-")[0] as string);
      if (found) return found;
    }
    return { language: "en", texts: english };
  };
}

function textsOf(file: string): Record<string, string> {
  const { config_panel } = JSON.parse(readFileSync(file, "utf8"));
  return config_panel?.sign_in_page ?? {};
}

/** Language tags in the order in which browsers send them: the one liked best comes first. */
const preferred = (acceptLanguage: string | null): string[] =>
  (acceptLanguage ?? "").split(",").map((part) => (part.split(";")[0] as string).trim().toLowerCase());
