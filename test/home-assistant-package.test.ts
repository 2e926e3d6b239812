/** The versions agree, and nothing that is copied into Home Assistant is missing or left over. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { filesOfPackage } from "../scripts/home-assistant-package.ts";

const root = join(import.meta.dirname, "..");
const json = (name: string) => JSON.parse(readFileSync(join(root, name), "utf8"));

test("package.json and manifest.json have one version, and the manifest one domain", () => {
  const { version, domain, requirements } = json("manifest.json");
  assert.equal(version, json("package.json").version);
  assert.equal(domain, "application_credentials");
  assert.deepEqual(requirements, [], "an index that can't be reached would take every OAuth integration down");
});

test("the package holds the Python, the manifest, both languages and the icons, and no caches or tests", async () => {
  const names = [...(await filesOfPackage()).keys()];
  for (const name of [
    "__init__.py",
    "protocol.py",
    "manifest.json",
    "translations/en.json",
    "translations/de.json",
    "brand/icon.png",
  ]) {
    assert.ok(names.includes(name), name);
  }
  assert.deepEqual(
    names.filter((name) => /__pycache__|\.pyc$|(?:^|\/)\.|test/.test(name)),
    [],
  );
});
