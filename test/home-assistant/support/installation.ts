import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

const ROOT = join(import.meta.dirname, "../../..");
const DEFAULT_VERSIONS = "2024.3.3 2026.11.0";
const TRIES = 3;
/** Newest first: each runs Home Assistants that the next one does not. */
const PYTHONS = ["python3.14", "python3.13", "python3.12", "python3.11", "python3"];
/** Newer releases of these break Home Assistant 2024. */
const PINS_OF_2024 = ["josepy<2", "numpy<2", "PyTurboJPEG==1.7.1", "mutagen==1.47.0"];

/** A Home Assistant that can be started here. */
export interface Installation {
  readonly version: string;
  /** The words that run its Python; arguments follow. */
  readonly python: readonly string[];
}

/**
 * The Home Assistants to test with: those of `HA_VERSIONS` through the command in `HASS`, each installed on its first
 * use, else one that fits the Python at hand.
 * @returns a sentence in place of them when none could be installed.
 */
export async function findInstallations(): Promise<readonly Installation[] | string> {
  const { HASS, HA_VERSIONS = DEFAULT_VERSIONS } = process.env;
  if (!HASS) return ownInstallation(join(ROOT, "node_modules/.cache/home-assistant"));
  const command = resolve(HASS);
  const installations: Installation[] = [];
  for (const version of HA_VERSIONS.split(/\s+/).filter(Boolean)) {
    const failure = await tries(() => run(command, [version, "--install"]));
    if (failure) return `Home Assistant ${version} could not be installed by ${HASS}: ${failure}`;
    installations.push({ version, python: [command, version, "--python"] });
  }
  return installations;
}

async function ownInstallation(folder: string): Promise<readonly Installation[] | string> {
  const python = join(folder, "bin/python");
  if (!existsSync(join(folder, "ready"))) {
    const failure = await tries(() => install(folder, python));
    if (failure) return `No Home Assistant could be installed for the Python at hand: ${failure}`;
  }
  const { stdout } = await run(python, ["-m", "homeassistant", "--version"]);
  return [{ version: stdout.trim(), python: [python] }];
}

/** A venv with the newest Home Assistant that takes this Python, and its pages. */
async function install(folder: string, python: string): Promise<void> {
  console.error(`Installing a Home Assistant into ${folder}`);
  await run(await pythonAtHand(), ["-m", "venv", "--clear", folder]);
  const pip = (...packages: string[]) => run(python, ["-m", "pip", "install", "--quiet", ...packages]);
  await pip("homeassistant");
  const { stdout } = await run(python, ["-c", "import homeassistant as h; print(h.__path__[0])"]);
  const pins = await readFile(join(stdout.trim(), "package_constraints.txt"), "utf8");
  const pages = /^home-assistant-frontend==.*$/m.exec(pins)?.[0] ?? "home-assistant-frontend";
  const { stdout: version } = await run(python, ["-m", "homeassistant", "--version"]);
  await pip(pages, ...(version.startsWith("2024.") ? PINS_OF_2024 : []));
  await run("touch", [join(folder, "ready")]);
}

/** @throws Error when there is no Python 3. */
async function pythonAtHand(): Promise<string> {
  for (const name of PYTHONS) {
    const found = await run(name, ["-c", "import venv"]).then(
      () => true,
      () => false,
    );
    if (found) return name;
  }
  throw new Error("there is no Python 3 with venv on the PATH");
}

/** @returns the last failure, or nothing once a try succeeded. */
async function tries(attempt: () => Promise<unknown>): Promise<string | undefined> {
  let failure: unknown;
  for (let left = TRIES; left > 0; left -= 1) {
    try {
      await attempt();
      return undefined;
    } catch (error) {
      failure = error;
    }
  }
  return failure instanceof Error ? failure.message : String(failure);
}

// Before the tests: two files that begin at once would install into the same folder.
if (import.meta.main) await findInstallations();
