import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A page's texts by their path, `consent.allow`; `{name}` in them is filled in. */
export interface Texts {
  readonly language: string;
  (key: string, values?: Readonly<Record<string, string | number>>): string;
}

type Tree = { readonly [key: string]: string | Tree };

const LANGUAGES = ["en", "de"] as const;

/** Reads every language once, below the project's folder. @returns the texts for a request's `Accept-Language` (RFC 9110, section 12.5.4). */
export function loadTexts(project: string): (acceptLanguage: string | undefined) => Texts {
  const all = LANGUAGES.map((language): [string, Texts] => [language, textsOf(project, language)]);
  const english = all[0]?.[1] as Texts;
  const byLanguage = new Map(all);
  return (acceptLanguage = "") => {
    const wanted = byPreference(acceptLanguage).find((language) => byLanguage.has(language));
    return byLanguage.get(wanted ?? "en") ?? english;
  };
}

function textsOf(project: string, language: string): Texts {
  const tree = JSON.parse(
    readFileSync(join(project, "translations/demo_provider", `${language}.json`), "utf8"),
  ) as Tree;
  const text = (key: string, values: Readonly<Record<string, string | number>> = {}) =>
    find(tree, key).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  return Object.assign(text, { language });
}

function find(tree: Tree, key: string): string {
  const found = key
    .split(".")
    .reduce<string | Tree | undefined>((below, part) => (typeof below === "object" ? below[part] : undefined), tree);
  if (typeof found !== "string") throw new Error(`There is no text ${key}`);
  return found;
}

function byPreference(acceptLanguage: string): string[] {
  const offers = acceptLanguage.split(",").map((offer) => {
    const [tag = "", quality = "q=1"] = offer.trim().split(";");
    return { language: tag.split("-")[0]?.toLowerCase() ?? "", quality: Number(quality.trim().slice(2)) || 0 };
  });
  return offers
    .filter(({ quality }) => quality > 0)
    .sort((one, other) => other.quality - one.quality)
    .map(({ language }) => language);
}
