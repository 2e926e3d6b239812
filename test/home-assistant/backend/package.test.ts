/** The folder that is copied into Home Assistant: its versions agree, and its texts survive Python. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { copyFiles, PACKAGE } from "../../../scripts/home-assistant-package.ts";
import { createLocalize, type TextKey } from "../../../src/frontend/localize.ts";

type Tree = { readonly [key: string]: string | Tree };

const ROOT = join(import.meta.dirname, "../../..");
const PANEL = "config_panel.";
const readJson = <Content>(file: string): Content => JSON.parse(readFileSync(join(ROOT, file), "utf8"));

function flatten(tree: Tree, path = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [[path + key, value] as [string, string]] : flatten(value, `${path}${key}.`),
  );
}

/**
 * The fields of one of Python's format strings, as `string.Formatter().parse` gives them; a doubled brace is a brace.
 * @throws SyntaxError where Python has a ValueError, and for a field within a field, which Home Assistant drops.
 */
function formatFields(text: string): string[] {
  const fields: string[] = [];
  let field: string | undefined;
  for (const [brace] of text.matchAll(/\{\{|\}\}|[{}]|[^{}]+/g)) {
    if (field === undefined) {
      if (brace === "}") throw new SyntaxError(`Single '}' in ${text}`);
      if (brace === "{") field = "";
    } else if (brace.startsWith("{")) throw new SyntaxError(`A field in a field in ${text}`);
    else if (brace.startsWith("}")) {
      // Python ends a field at the first brace: of two, the other one is alone.
      if (brace === "}}") throw new SyntaxError(`Single '}' in ${text}`);
      fields.push(field);
      field = undefined;
    } else field = brace;
  }
  if (field !== undefined) throw new SyntaxError(`Single '{' in ${text}`);
  return fields;
}

describe("package", () => {
  before(copyFiles);

  it("package.json and manifest.json have one version", () => {
    const { version } = readJson<{ version: string }>("package.json");
    assert.equal(readJson<{ version: string }>("manifest.json").version, version);
    assert.equal(readJson<{ version: string }>(`${PACKAGE}/manifest.json`).version, version);
  });

  it("reads format strings as Python does", () => {
    assert.deepEqual(formatFields("{hub} and {{no field}}, {name}"), ["hub", "name"]);
    for (const text of ["{", "}", "a {b", "a} b", "{count, plural, one {x} other {y}}", "{a}}"])
      assert.throws(() => formatFields(text), SyntaxError, text);
  });

  for (const language of ["en", "de"]) {
    const texts = (folder: string) => flatten(readJson<Tree>(`${folder}/${language}.json`));

    it(`${language}: Python takes every text`, () => {
      for (const [key, text] of texts(`${PACKAGE}/translations`))
        for (const field of formatFields(text)) assert.match(field, /^[a-z_]+$/, key);
    });

    it(`${language}: the page reads every text as it was written`, () => {
      const originals = new Map(texts("translations"));
      for (const [key, text] of texts(`${PACKAGE}/translations`)) {
        const original = originals.get(key) ?? "";
        if (key.startsWith(PANEL)) assertSameMessages(key, text, original);
        else assert.equal(text, original, key);
        originals.delete(key);
      }
      assert.deepEqual([...originals.keys()], []);
    });

    function assertSameMessages(key: string, text: string, original: string): void {
      const read = (message: string) =>
        createLocalize({ [`component.application_credentials.${key}`]: message }, language, "Hub");
      const names = [...original.matchAll(/\{\s*([a-z_]+)\s*[,}]/g)].map(([, name]) => name);
      for (const count of [0, 1, 2, 5000]) {
        const values = Object.fromEntries(names.map((name) => [name, count]));
        const [given, wanted] = [text, original].map((message) =>
          read(message)(key.slice(PANEL.length) as TextKey, values),
        );
        assert.equal(given, wanted, key);
        assert.doesNotMatch(given ?? "", /[{}]/, key);
      }
    }
  }
});
