import unidecode from "unidecode";

/**
 * Home Assistant's `slugify` (homeassistant/util/__init__.py), which is python-slugify with `_` between words:
 * letters of other scripts are written in ASCII, entities are read, apostrophes and commas between digits vanish.
 * @returns `unknown` where nothing is left.
 */
export function slugify(text: string): string {
  const ascii = unidecode(text.replace(/'+/g, "-").normalize("NFKD"));
  const words = readEntities(ascii)
    .toLowerCase()
    .replace(/'+/g, "")
    .replace(/(?<=\d),(?=\d)/g, "")
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  return words || "unknown";
}

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: " " };

/**
 * python-slugify reads numeric and all named entities, and does not transliterate them; of the named ones only those
 * that stand for ASCII are read here, since a client ID with another has never been seen.
 */
function readEntities(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name) return NAMED[name] ?? whole;
      const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code).normalize("NFKD") : whole;
    },
  );
}

/** The id that Home Assistant's collection gives: the slug, or the first of `_2`, `_3`, … that is free. */
export function freeId(domain: string, clientId: string, isTaken: (id: string) => boolean): string {
  const slug = slugify(`${domain}.${clientId}`);
  let id = slug;
  for (let attempt = 2; isTaken(id); attempt += 1) id = `${slug}_${attempt}`;
  return id;
}
