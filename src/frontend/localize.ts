import { IntlMessageFormat } from "intl-messageformat";
import type english from "../../translations/en.json";
import type { Client } from "./client.ts";

type KeysOf<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${KeysOf<T[K]>}` }[keyof T & string];

/** Every key below `config_panel` in translations/en.json, as `list.title`. */
export type TextKey = KeysOf<(typeof english)["config_panel"]>;
export type TextValues = Readonly<Record<string, string | number>>;

/** Gives the text of a key in the page's language; `{hub}` is filled in by itself. */
export interface Localize {
  (key: TextKey, values?: TextValues): string;
  /** BCP 47. */
  readonly language: string;
}

/** Texts as `frontend/get_translations` answers them: `component.DOMAIN.CATEGORY.KEY`. */
export type Resources = Readonly<Record<string, string>>;

const PREFIX = "component.application_credentials.config_panel.";

/**
 * Home Assistant reads every text as one of Python's format strings, and drops those in which braces lie in braces,
 * as in plurals (homeassistant/helpers/translation.py, `_validate_placeholders`). There they come doubled, which Python
 * takes for braces that mean nothing. A message of ICU's never begins an argument with two.
 */
const DOUBLED = /^[^{]*\{\{/;
const textOf = (resources: Resources, key: TextKey): string => {
  const text = resources[PREFIX + key] ?? key;
  return DOUBLED.test(text) ? text.replaceAll("{{", "{").replaceAll("}}", "}") : text;
};

/** What ICU's message format gives a meaning. */
const SYNTAX = /[{}']/;

/** @throws CallError */
export async function loadResources(
  client: Client,
  language: string,
  category: string,
  domain: string,
): Promise<Resources> {
  const answer = await client.call("frontend/get_translations", { language, category, integration: [domain] });
  return answer.resources;
}

/** Makes the text function of one language. A key that it lacks shows itself, so that it is found. */
export function createLocalize(resources: Resources, language: string, hub: string): Localize {
  const formats = new Map<string, IntlMessageFormat>();
  const formatOf = (key: TextKey): IntlMessageFormat => {
    const known = formats.get(key);
    if (known) return known;
    // Tags are plain text here: no text of ours holds markup.
    const format = new IntlMessageFormat(textOf(resources, key), language, undefined, { ignoreTag: true });
    formats.set(key, format);
    return format;
  };
  const localize = (key: TextKey, values?: TextValues): string => {
    const text = resources[PREFIX + key] ?? key;
    // Most texts are plain, and making a format costs more than drawing a row of a table.
    return SYNTAX.test(text) ? String(formatOf(key).format({ hub, ...values })) : text;
  };
  return Object.assign(localize, { language });
}
