/**
 * Completes the folder that is copied into Home Assistant's configuration: the Python, the manifest and the texts beside
 * the two bundles. `npm run build` runs it after Rollup.
 * Usage: node scripts/home-assistant-package.ts
 */
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

const ROOT = join(import.meta.dirname, "..");

/** Relative to the project's folder. */
export const PACKAGE = "dist/home-assistant/custom_components/application_credentials";

const PYTHON = "src/home-assistant/custom_components/application_credentials";
const LANGUAGES = ["en", "de"];
/** Written by Rollup. */
const BUNDLED = /^(?:backend|frontend)(?:\/|$)/;
/** What tools leave beside the sources: caches of Python, mypy and ruff. */
const CACHE = /(?:^|\/)(?:__pycache__|\.[^/]+)(?:\/|$)/;

/** Copies every file that is not bundled, and removes what an earlier build left. */
export async function copyFiles(): Promise<void> {
  const wanted = await filesOfPackage();
  for (const [name, source] of wanted) {
    const target = join(ROOT, PACKAGE, name);
    await mkdir(dirname(target), { recursive: true });
    if (name.startsWith("translations/")) await writeFile(target, await textsForPython(source));
    else await copyFile(source, target);
  }
  for (const name of await filesBelow(join(ROOT, PACKAGE))) {
    if (!wanted.has(name) && !BUNDLED.test(name)) await rm(join(ROOT, PACKAGE, name));
  }
}

/** Name within the package to the absolute path of its source. */
export async function filesOfPackage(): Promise<Map<string, string>> {
  const files = new Map([["manifest.json", join(ROOT, "manifest.json")]]);
  for (const language of LANGUAGES) {
    files.set(`translations/${language}.json`, join(ROOT, "translations", `${language}.json`));
  }
  for (const name of await filesBelow(join(ROOT, PYTHON))) {
    if (!CACHE.test(name)) files.set(name, join(ROOT, PYTHON, name));
  }
  return files;
}

const NESTED_BRACES = /\{[^{}]*\{/;

/**
 * Home Assistant reads each text as one of Python's format strings and drops one with braces in braces, as ICU's
 * plurals have them; doubled they mean nothing there, and the page takes them back (src/frontend/localize.ts).
 */
async function textsForPython(source: string): Promise<string> {
  const doubled = (_key: string, value: unknown) =>
    typeof value === "string" && NESTED_BRACES.test(value) ? value.replaceAll("{", "{{").replaceAll("}", "}}") : value;
  return `${JSON.stringify(JSON.parse(await readFile(source, "utf8")), doubled, 2)}\n`;
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.map((file) => relative(folder, file).replaceAll("\\", "/"));
}

if (import.meta.main) await copyFiles();
