import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");

/**
 * Writes a file that is generated from the protocol table; with `--check` on the command line it only says whether the
 * file is stale, by the exit code too.
 * @param path relative to the project's folder.
 */
export function writeOrCheck(path: string, text: string): void {
  const file = join(ROOT, path);
  const stale = readFileSync(file, { encoding: "utf8", flag: "a+" }) !== text;
  if (!process.argv.includes("--check")) writeFileSync(file, text);
  else if (stale) {
    console.error(`${path} is stale: run npm run docs`);
    process.exitCode = 1;
  }
}
