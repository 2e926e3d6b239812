/**
 * Builds what has changed since it was built last: the page's modules, the server, and Home Assistant's folder.
 * `npm ci`, `npm start` and `npm test` run it. The state is a hash over the contents of all inputs, because file times
 * say nothing after a checkout.
 */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { copyFiles, PACKAGE } from "./home-assistant-package.ts";

const ROOT = join(import.meta.dirname, "..");
/** How it is built, and with which versions. */
const SHARED = ["rollup.config.mjs", "package-lock.json", "tsconfig.json"];
const PAGES = /^src\/(?:frontend|hub\/page|protocol)\//;
const SERVER = /^src\/(?!frontend\/|hub\/page\/|home-assistant\/)/;
const INJECTED = /^src\/(?:frontend|protocol)\//;
const BRIDGED = /^src\/(?:backend|protocol|home-assistant\/[^/]+\.ts$)/;
const COPIED =
  /^(?:src\/home-assistant\/custom_components\/|translations\/[^/]+$|manifest\.json$|scripts\/home-assistant-package)/;

interface Target {
  readonly name: string;
  readonly inputs: RegExp;
  readonly build: () => Promise<void>;
}
const TARGETS: readonly Target[] = [
  { name: "frontend", inputs: PAGES, build: () => bundleInto("dist/frontend") },
  { name: "backend", inputs: SERVER, build: () => bundleInto("dist/backend") },
  { name: "home-assistant-frontend", inputs: INJECTED, build: () => bundleInto(`${PACKAGE}/frontend`) },
  { name: "home-assistant-backend", inputs: BRIDGED, build: () => bundleInto(`${PACKAGE}/backend`) },
  { name: "home-assistant-files", inputs: COPIED, build: copyFiles },
];

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.map((file) => relative(ROOT, file).replaceAll("\\", "/"));
}

/** Python writes its caches beside the sources when it is run from there. */
async function sources(): Promise<string[]> {
  const folders = await Promise.all(["src", "translations"].map(filesBelow));
  const files = [...folders.flat(), "manifest.json", "scripts/home-assistant-package.ts"];
  return files.filter((file) => !/\/(?:__pycache__|\.[^/]+)\//.test(file)).sort();
}

async function hashOf(files: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  const contents = await Promise.all(files.map((file) => readFile(join(ROOT, file))));
  for (const [index, file] of files.entries()) {
    hash.update(`${file}\0${contents[index]?.length}\0`);
    hash.update(contents[index] ?? "");
  }
  return hash.digest("hex");
}

/** The bundler is loaded only now: that a build is fresh is found out without the cost of starting it. */
async function bundleInto(path: string): Promise<void> {
  const [{ rollup }, { loadConfigFile }] = await Promise.all([import("rollup"), import("rollup/loadConfigFile")]);
  const { options, warnings } = await loadConfigFile(join(ROOT, "rollup.config.mjs"), { silent: true });
  const folder = join(ROOT, path);
  const target = options.find(({ output }) => output.some(({ dir }) => dir === folder));
  if (!target) throw new Error(`rollup.config.mjs has no target that writes ${folder}`);
  const bundle = await rollup(target);
  for (const output of target.output) await bundle.write(output);
  await bundle.close();
  warnings.flush();
}

const all = await sources();
for (const { name, inputs, build } of TARGETS) {
  const stamp = join(ROOT, "dist", `${name}.sha256`);
  const wanted = await hashOf([...SHARED, ...all.filter((file) => inputs.test(file))]);
  const built = await readFile(stamp, "utf8").catch(() => "");
  if (wanted === built.trim()) continue;
  const began = performance.now();
  await build();
  await mkdir(join(ROOT, "dist"), { recursive: true });
  await writeFile(stamp, `${wanted}\n`);
  console.log(`Built the ${name} in ${Math.round(performance.now() - began)} ms`);
}
