import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

/**
 * The page falls back to nothing: a key that one language lacks would show itself to its readers,
 * and a placeholder that one language forgot would drop a name from a sentence.
 */
const root = new URL("../../", import.meta.url);

const flatten = (tree: object, prefix = ""): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string"
      ? [[prefix + key, value] as [string, string]]
      : flatten(value as object, `${prefix}${key}.`),
  );

const read = (language: string) =>
  new Map(flatten(JSON.parse(readFileSync(new URL(`translations/hub/${language}.json`, root), "utf8")) as object));

const placeholders = (text: string) => [...new Set(text.match(/\{\w+(?=[},])/g))].sort();

const english = read("en");
const german = read("de");

function pageSources(): string {
  const folder = new URL("src/hub/page/", root);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  return files.map((file) => readFileSync(new URL(file, folder), "utf8")).join("\n");
}

test("both languages have the same texts with the same placeholders", () => {
  assert.deepEqual([...german.keys()], [...english.keys()]);
  for (const [key, text] of english) assert.deepEqual(placeholders(german.get(key) ?? ""), placeholders(text), key);
});

test("no text names a brand", () => {
  for (const [key, text] of [...english, ...german])
    assert.doesNotMatch(text, /home ?assistant|nabu|embedded hub/i, key);
});

test("every text is used, and every text that is used exists", () => {
  const sources = pageSources();
  const literal = new Set(sources.match(/(?<=")[a-z_]+(?:\.[a-z_]+)+(?=")/g));
  // Keys put together from parts: `theme.${value}`.
  const patterns = [...(sources.match(/(?<=`)[a-z_.]*\$\{\w+(?:\.\w+)?\}[a-z_.]*(?=`)/g) ?? [])].map(
    (template) => new RegExp(`^${template.replace(/\$\{[^}]+\}/g, "[a-z_]+").replaceAll(".", "\\.")}$`),
  );
  const unused = [...english.keys()].filter(
    (key) => !literal.has(key) && !patterns.some((pattern) => pattern.test(key)),
  );
  assert.deepEqual(unused, []);
  const rooms = new Set([...english.keys()].map((key) => key.split(".")[0]));
  const missing = [...literal].filter((key) => rooms.has(key.split(".")[0]) && !english.has(key));
  assert.deepEqual(missing, []);
});
