/**
 * The rooms of src/ and what each may import are held by biome.json, by the words of an import and not by the file
 * that it leads to; so every folder needs the rule of its depth. This test puts imports of everything into every
 * folder that there is, and asks biome.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "./support/temporary-folder.ts";

const ROOT = join(import.meta.dirname, "..");
const BIOME = join(ROOT, "node_modules/@biomejs/biome/bin/biome");

/** Where an import can lead, and packages that it can name. */
const TARGETS = [
  "src/protocol/flow.ts",
  "src/backend/host.ts",
  "src/backend/commands.ts",
  "src/backend/store/store.ts",
  "src/hub/hub.ts",
  "src/hub/http/router.ts",
  "src/hub/page/hub.ts",
  "src/hub/page/app/app.ts",
  "src/home-assistant/bridge.ts",
  "src/home-assistant/bridge/hello.ts",
  "src/demo/demo.ts",
  "src/demo/provider/oidc/adapter.ts",
  "src/frontend/client.ts",
  "src/frontend/components/icon.ts",
  "src/frontend/components/table/table.ts",
  "src/main.ts",
  "src/options.ts",
  "src/room-of-tomorrow/any.ts",
  "test/support/fake-host.ts",
  "bench/run.ts",
  "scripts/websocket-api.ts",
] as const;
const PACKAGES = ["node:fs", "fs", "ws", "keyv", "lit", "lit/decorators.js", "valibot"];
const BROWSER_PACKAGES = ["lit", "lit/decorators.js"];

/** DESIGN: a room, what it may import beside itself (the beginnings of paths), and its packages; all where absent. */
const ROOMS: readonly { folder: string; imports: readonly string[]; packages?: readonly string[] }[] = [
  { folder: "src/hub/page/", imports: ["src/protocol/", "src/frontend/components/"], packages: BROWSER_PACKAGES },
  { folder: "src/hub/", imports: ["src/protocol/", "src/backend/"] },
  { folder: "src/home-assistant/", imports: ["src/protocol/", "src/backend/"] },
  { folder: "src/backend/", imports: ["src/protocol/"] },
  { folder: "src/frontend/", imports: ["src/protocol/"], packages: BROWSER_PACKAGES },
  { folder: "src/demo/", imports: ["src/protocol/", "src/backend/host.ts"] },
  { folder: "src/protocol/", imports: [], packages: ["valibot"] },
  // What composes the rest knows all of it.
  { folder: "src/", imports: TARGETS.filter((target) => target.startsWith("src/")) },
];
const roomOf = (path: string) => ROOMS.find(({ folder }) => path.startsWith(folder));

function mayImport(file: string, target: string): boolean {
  const room = roomOf(file);
  if (PACKAGES.includes(target)) return room?.packages?.includes(target) ?? true;
  return roomOf(target) === room || (room?.imports.some((path) => target.startsWith(path)) ?? false);
}

/** Every way to name a module. */
const FORMS: readonly ((specifier: string) => string)[] = [
  (name) => `import { a } from ${name};`,
  (name) => `import type { A } from ${name};`,
  (name) => `import ${name};`,
  (name) => `export * from ${name};`,
  (name) => `export type { B } from ${name};`,
  (name) => `export const later = () => import(${name});`,
];

function specifierOf(file: string, target: string): string {
  if (PACKAGES.includes(target)) return target;
  const path = relative(dirname(file), target);
  return path.startsWith(".") ? path : `./${path}`;
}

interface Report {
  readonly diagnostics: readonly { readonly category: string; readonly location: { readonly path: string } }[];
}

function lint(folder: string): Promise<Report> {
  const args = [BIOME, "lint", "--only=style/noRestrictedImports", "--reporter=json", "--max-diagnostics=none", "src"];
  return new Promise((resolve, reject) =>
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 1 << 28 }, (_error, stdout, stderr) => {
      try {
        resolve(JSON.parse(stdout) as Report);
      } catch {
        reject(new Error(stderr));
      }
    }),
  );
}

/** No TypeScript lies there. */
const PYTHON = "src/home-assistant/custom_components";

function foldersOfSrc(): string[] {
  const entries = readdirSync(join(ROOT, "src"), { recursive: true, withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ parentPath, name }) => join(parentPath, name));
  const found = folders
    .map((folder) => relative(ROOT, folder).replaceAll("\\", "/"))
    .filter((folder) => !folder.startsWith(PYTHON));
  return ["src", "src/home-assistant", "src/home-assistant/bridge", ...found];
}

test("biome reports every import that leaves its room for another, and no other", { timeout: 60_000 }, async (t) => {
  const folder = temporaryFolder(t);
  for (const file of ["biome.json", ".gitignore"]) copyFileSync(join(ROOT, file), join(folder, file));
  const expected = new Map<string, string>();
  for (const path of new Set(foldersOfSrc())) {
    mkdirSync(join(folder, path), { recursive: true });
    for (const [number, target] of [...TARGETS, ...PACKAGES].entries()) {
      const file = `${path}/probe-${number}.ts`;
      const specifier = specifierOf(file, target);
      writeFileSync(join(folder, file), FORMS.map((form) => `${form(JSON.stringify(specifier))}\n`).join(""));
      expected.set(file, `${specifier}: ${mayImport(file, target) ? 0 : FORMS.length} reported`);
    }
  }
  const { diagnostics } = await lint(folder);
  assert.ok(diagnostics.every(({ category }) => category === "lint/style/noRestrictedImports"));
  const counts = Map.groupBy(diagnostics, ({ location }) => location.path.replaceAll("\\", "/"));
  const wrong = [...expected].flatMap(([file, wanted]) => {
    const found = `${wanted.slice(0, wanted.lastIndexOf(": "))}: ${counts.get(file)?.length ?? 0} reported`;
    return found === wanted ? [] : [`${file}: ${wanted} was expected; ${found}`];
  });
  assert.deepEqual(wrong, []);
});

test("src names no module in a way that biome's rule does not see", () => {
  const unseen: readonly [what: string, pattern: RegExp][] = [
    ["a path that is not a literal", /(?:[=>(,:?]|\bawait|\breturn)\s*import\((?!\s*")/],
    ["require", /\brequire\(/],
    ["the type of an import()", /\btypeof import\(|\bimport\("[^"]*"\)\s*\.\s*[A-Z]/],
    ["a path that goes down and up again", /"\.[^"\n]*[^./"\n]\/\.\.\/[^"\n]*"/],
  ];
  const entries = readdirSync(join(ROOT, "src"), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /\.[jt]s$/.test(entry.name));
  assert.deepEqual(
    files.filter(({ parentPath }) => relative(ROOT, parentPath).startsWith(PYTHON)),
    [],
  );
  const found = files.flatMap(({ parentPath, name }) => {
    const text = readFileSync(join(parentPath, name), "utf8");
    return unseen
      .filter(([, pattern]) => pattern.test(text))
      .map(([what]) => `${relative(ROOT, parentPath)}/${name}: ${what}`);
  });
  assert.deepEqual(found, []);
  const samples = ["await import(`./a.ts`)", 'require("./a.ts")', 'type A = import("../a.ts").A', '"../b/../../a.ts"'];
  assert.deepEqual(
    samples.filter((sample) => !unseen.some(([, pattern]) => pattern.test(sample))),
    [],
  );
});
