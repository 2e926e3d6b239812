import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/**
 * The path of a Chromium for the tests: `CHROME_PATH`, one that is installed, Debian's package where it can be
 * installed, or the one of `@sparticuz/chromium`.
 * @throws Error that says what to install.
 */
export async function findChromium(): Promise<string> {
  const found = process.env.CHROME_PATH ?? (await installed());
  if (found) return found;
  if (await installOnDebian()) {
    const now = await installed();
    if (now) return now;
  }
  const packed = await unpacked();
  if (packed) return packed;
  throw new Error("The tests need Chromium: install it (Debian: apt-get install chromium), or name it in CHROME_PATH.");
}

async function installed(): Promise<string | undefined> {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const candidates = [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), MAC];
  const usable = await Promise.all(candidates.map(isExecutable));
  return candidates.find((_path, index) => usable[index]);
}

const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

async function installOnDebian(): Promise<boolean> {
  if (process.getuid?.() !== 0 || !(await isExecutable("/usr/bin/apt-get"))) return false;
  console.error("No Chromium found: installing Debian's package for the tests.");
  try {
    // A machine that was never updated knows no package, or an old list of them.
    await run("apt-get", ["update"]);
    await run("apt-get", ["install", "--yes", "--no-install-recommends", "chromium"]);
    return true;
  } catch {
    return false;
  }
}

/** Packed for small containers; it starts only where its shared libraries are. */
async function unpacked(): Promise<string | undefined> {
  try {
    const { default: chromium } = await import("@sparticuz/chromium");
    const path = await chromium.executablePath();
    await run(path, ["--version"]);
    return path;
  } catch {
    return undefined;
  }
}
