/**
 * Builds dist/frontend (the page's modules, hashed and compressed), dist/backend (the server in one file), and the same
 * two for Home Assistant, within the folder that scripts/home-assistant-package.ts completes.
 */
import { existsSync, readFileSync } from "node:fs";
import { readdir, rm, writeFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress } from "node:zlib";
import commonjs from "@rollup/plugin-commonjs";
import json from "@rollup/plugin-json";
import nodeResolve from "@rollup/plugin-node-resolve";
import replace from "@rollup/plugin-replace";
import esbuild from "rollup-plugin-esbuild";

const compress = promisify(brotliCompress);
const root = import.meta.dirname;
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const at = (path) => join(root, path);
const present = (inputs) => Object.fromEntries(Object.entries(inputs).filter(([, path]) => existsSync(path)));

/** The modules of a browser, which share their chunks. */
const browser = (dir, input, sourcemap) => ({
  input: present(input),
  plugins: [
    replace({
      preventAssignment: true,
      // The table library asks for it, as if every browser were Node.
      "process.env.NODE_ENV": JSON.stringify("production"),
      // By it an older page knows that the plugin was updated.
      MODULE_VERSION: JSON.stringify(version),
    }),
    nodeResolve({ browser: true, extensions: [".js", ".ts"] }),
    production(),
    esbuild({ target: "es2022", minify: true, tsconfig: at("src/frontend/tsconfig.json") }),
    finish(),
  ],
  output: {
    dir: at(dir),
    format: "es",
    sourcemap,
    entryFileNames: "[name]-[hash].js",
    chunkFileNames: "[name]-[hash].js",
  },
});

/** The module that every page loads, and the embedded hub's own page. */
const frontend = browser(
  "dist/frontend",
  { inject: at("src/frontend/inject/inject.ts"), hub: at("src/hub/page/hub.ts") },
  true,
);

const PACKAGE = "dist/home-assistant/custom_components/application_credentials";
const homeAssistantFrontend = browser(
  `${PACKAGE}/frontend`,
  { "home-assistant": at("src/frontend/inject/home-assistant/home-assistant.ts") },
  false,
);

/** `@keyv/sqlite` would load these where `node:sqlite` is missing; here it never is. */
const UNUSED_DRIVER = /(?:better-sqlite3|bun-sqlite)-driver-/;

const isBuiltin = (id) => id.startsWith("node:") || builtinModules.includes(id);

/** Everything for Node in one file, except what is left to node_modules. */
const node = (dir, input, target, external, output) => ({
  input: present(input),
  external: (id) => isBuiltin(id) || UNUSED_DRIVER.test(id) || external.test(id),
  plugins: [
    nodeResolve({ preferBuiltins: true, exportConditions: ["node"], extensions: [".mjs", ".js", ".ts"] }),
    commonjs(),
    json(),
    esbuild({ target, minify: true, keepNames: true, tsconfig: at("tsconfig.json") }),
  ],
  preserveEntrySignatures: false,
  // Optional drivers that a dependency names and that are not installed are left alone.
  onwarn: (warning, warn) => warning.code === "UNRESOLVED_IMPORT" || warn(warning),
  output: {
    dir: at(dir),
    format: "es",
    entryFileNames: "[name].mjs",
    chunkFileNames: "[name].mjs",
    ...output,
  },
});

/** The demo is a chunk of its own, loaded only when it is asked for; it needs `oidc-provider` from node_modules. */
const backend = node(
  "dist/backend",
  { "application-credentials": at("src/main.ts") },
  "node24",
  /^oidc-provider(?:\/|$)/,
  { sourcemap: true },
);

/** Where it is copied to there are no node_modules, and Node.js may be as old as 22.19. The provider is a chunk of its own, loaded when the first application asks. */
const homeAssistantBackend = node(
  `${PACKAGE}/backend`,
  { "application-credentials": at("src/home-assistant/main.ts") },
  "node22",
  /^$/,
  {},
);

/** scripts/build-stale.ts finds each by the folder that it writes. */
export default [frontend, backend, homeAssistantFrontend, homeAssistantBackend].filter(
  ({ input }) => Object.keys(input).length > 0,
);

/** Some packages ask Node's `process` whether to help developers; a browser has none. */
function production() {
  const asked = "process.env.NODE_ENV";
  return {
    name: "production",
    transform: (code) => (code.includes(asked) ? { code: code.replaceAll(asked, '"production"'), map: null } : null),
  };
}

/**
 * After the modules are written: a `.br` beside each, then `manifest.json` (entry name to file), and last
 * the files of earlier builds go, so that the manifest never names a file that is not there.
 */
function finish() {
  return {
    name: "finish-frontend",
    async writeBundle({ dir }, bundle) {
      const chunks = Object.values(bundle).filter(({ type }) => type === "chunk");
      await Promise.all(
        chunks.map(async ({ fileName, code }) => writeFile(join(dir, `${fileName}.br`), await compress(code))),
      );
      const entries = chunks.filter(({ isEntry }) => isEntry).map(({ name, fileName }) => [name, fileName]);
      await writeFile(join(dir, "manifest.json"), `${JSON.stringify(Object.fromEntries(entries))}\n`);
      await removeOthers(dir, new Set(["manifest.json", ...Object.keys(bundle), ...chunks.map(compressedName)]));
    },
  };
}

const compressedName = ({ fileName }) => `${fileName}.br`;

async function removeOthers(dir, kept) {
  const others = (await readdir(dir)).filter((name) => !kept.has(name));
  await Promise.all(others.map((name) => rm(join(dir, name), { recursive: true })));
}
