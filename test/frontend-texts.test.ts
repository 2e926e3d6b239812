/** The plugin's texts: every language whole, every key used, every placeholder kept. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";

type Tree = { readonly [key: string]: string | Tree };

const ROOT = join(import.meta.dirname, "..");
const texts = async (language: string): Promise<Map<string, string>> =>
  new Map(flatten("", JSON.parse(await readFile(join(ROOT, `translations/${language}.json`), "utf8")) as Tree));

function flatten(path: string, tree: Tree): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const below = path === "" ? key : `${path}.${key}`;
    return typeof value === "string" ? [[below, value] as [string, string]] : flatten(below, value);
  });
}

/** The names in braces, in plural forms too. */
const placeholders = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{\s*([a-z_]+)\s*[,}]/g)].map(([, name]) => `${name}`))].sort();

async function sourcesBelow(folder: string): Promise<string> {
  const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".ts"));
  const contents = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), "utf8")));
  return contents.join("\n");
}

test("German has the keys of English, with the same placeholders", async () => {
  const [english, german] = [await texts("en"), await texts("de")];
  assert.deepEqual([...german.keys()].sort(), [...english.keys()].sort());
  for (const [key, text] of english) assert.deepEqual(placeholders(german.get(key) ?? ""), placeholders(text), key);
});

test("no text names a brand, and none is blank", async () => {
  for (const language of ["en", "de"])
    for (const [key, text] of await texts(language)) {
      assert.notEqual(text.trim(), "", `${language} ${key}`);
      assert.doesNotMatch(text, /home assistant|nabu casa/i, `${language} ${key}`);
    }
});

test("every text of the panels is used, and every one that they use is there", async () => {
  const sources = await sourcesBelow("src/frontend");
  const keys = [...(await texts("en")).keys()]
    .filter((key) => key.startsWith("config_panel.") && !key.startsWith("config_panel.sign_in_page."))
    .map((key) => key.slice("config_panel.".length));
  const rooms = new Set(keys.map((key) => key.split(".")[0]));
  const used = [...sources.matchAll(/"([a-z_]+(?:\.[a-z_]+)+)"/g)]
    .map(([, key]) => `${key}`)
    .filter((key) => rooms.has(key.split(".")[0]));
  assert.deepEqual([...new Set(used)].sort(), keys.sort());
});
