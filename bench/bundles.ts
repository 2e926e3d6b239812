/** Bytes on the wire (brotli): what every page of a host loads, and what the list page loads on top, dialogs left out. */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { printRow } from "./measure.ts";

const FOLDER = join(import.meta.dirname, "../dist/frontend");
const STATIC_IMPORT = /(?:from|import)\s*"\.\/([^"]+\.js)"/g;

/** A module and everything that it imports at once; what it imports on demand is not in it. */
function closure(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  const code = readFileSync(join(FOLDER, file), "utf8");
  for (const [, imported] of code.matchAll(STATIC_IMPORT)) closure(imported as string, found);
  return found;
}

const kilobytes = (files: Iterable<string>): number =>
  [...files].reduce((sum, file) => sum + statSync(join(FOLDER, `${file}.br`)).size, 0) / 1_000;

function moduleNamed(name: string, among: string): string {
  const code = readFileSync(join(FOLDER, among), "utf8");
  const file = new RegExp(`import\\("\\./(${name}-[^"]+\\.js)"\\)`).exec(code)?.[1];
  if (!file) throw new Error(`${among} does not load ${name}`);
  return file;
}

export async function measureBundles(): Promise<void> {
  const { inject, hub } = JSON.parse(readFileSync(join(FOLDER, "manifest.json"), "utf8"));
  const page = kilobytes(closure(hub));
  const peer = { name: "the embedded hub's own page", value: page };
  const every = closure(inject);
  printRow({ what: "module on every page", ours: kilobytes(every), unit: "kB", peer, aim: { atMost: 3 } });
  const list = closure(moduleNamed("credentials-page", inject));
  printRow({ what: "list page, dialogs not opened", ours: kilobytes(list), unit: "kB", peer, aim: { atMost: 60 } });
}
