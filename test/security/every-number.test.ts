/** Each thing that must hold about secrets and sign-ins has a test that cites its number. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

/** Those of the other direction, the hub as a provider, begin with S23. */
const NUMBERS = Array.from({ length: 40 }, (_, index) => `S${index + 1}`);

/** The name of a test, where it is called; a comment is no test. */
const NAME = /^\s*(?:test|it|await t\.test)\(\s*(["`])((?:(?!\1).)*)\1/gm;

test("S1 to S40: each is cited by the name of a test of this folder", () => {
  const folder = import.meta.dirname;
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const names = files
    .filter((file) => file.endsWith(".test.ts") && file !== "every-number.test.ts")
    .flatMap((file) => [...readFileSync(join(folder, file), "utf8").matchAll(NAME)].map(([, , name = ""]) => name));
  const cited = new Set(names.flatMap((name) => name.split(":", 1)[0]?.match(/\bS\d+\b/g) ?? []));
  assert.deepEqual(
    NUMBERS.filter((number) => !cited.has(number)),
    [],
  );
});
