import { createContext } from "@lit/context";
import { IntlMessageFormat } from "intl-messageformat";
import type english from "../../../../translations/hub/en.json";

type KeysOf<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${KeysOf<T[K]>}`;
}[keyof T & string];

/** Every key of translations/hub/en.json, as `login.title`. */
export type TextKey = KeysOf<typeof english>;
export type TextValues = Readonly<Record<string, string | number>>;

/** Gives the text of a key in the page's language; `{hub}` is filled in by itself. */
export interface Texts {
  (key: TextKey, values?: TextValues): string;
  /** BCP 47. */
  readonly language: string;
}

export const textsContext = createContext<Texts>(Symbol("hub-texts"));

/** The texts of one language, as translations/hub/LANG.json nests them. */
export interface TextTree {
  readonly [key: string]: string | TextTree;
}

/**
 * Makes the text function of one language.
 * A key that a language lacks shows itself, so that it is found.
 */
export function createTexts(tree: TextTree, language: string, hub: string): Texts {
  const formats = new Map<string, IntlMessageFormat>();
  const formatOf = (key: string): IntlMessageFormat => {
    const known = formats.get(key);
    if (known) return known;
    // Tags are plain text here: no text of ours holds markup.
    const format = new IntlMessageFormat(lookUp(tree, key) ?? key, language, undefined, { ignoreTag: true });
    formats.set(key, format);
    return format;
  };
  const texts = (key: TextKey, values?: TextValues): string => String(formatOf(key).format({ hub, ...values }));
  return Object.assign(texts, { language });
}

function lookUp(tree: TextTree, key: string): string | undefined {
  let node: string | TextTree | undefined = tree;
  for (const part of key.split(".")) {
    if (typeof node !== "object") return undefined;
    node = node[part];
  }
  return typeof node === "string" ? node : undefined;
}
