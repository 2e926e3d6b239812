/**
 * Lints, types or tests the custom integration's Python in a Home Assistant: the one of the command in `HASS`, in the
 * version that `pytest-homeassistant-custom-component` was made for. Without `HASS` it says that nothing was run.
 * Usage: node scripts/python-checks.ts lint|types|test
 */
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";

const ROOT = join(import.meta.dirname, "..");
/** The Home Assistant that the newest pytest-homeassistant-custom-component pins. */
const VERSION = "2026.10.4";
const TOOLS = ["pytest-homeassistant-custom-component==0.13.375", "mypy==2.4.1", "ruff==0.17.5"];
const MODULES = ["pytest_homeassistant_custom_component", "mypy", "ruff"];
const TRIES = 3;

const SOURCES = "src/home-assistant";
const CONFIG = `${SOURCES}/pyproject.toml`;
const LINTED = [SOURCES, "test/home-assistant/python"];
const RUFF = ["--no-cache", "--config", CONFIG, ...LINTED];

/** Words after `python -m`. No check leaves a cache beside the sources. */
const CHECKS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  lint: [
    ["ruff", "format", "--check", ...RUFF],
    ["ruff", "check", ...RUFF],
  ],
  types: [["mypy", "--cache-dir=/dev/null", "--config-file", CONFIG, `${SOURCES}/custom_components`]],
  test: [["pytest", "-q", "-p", "no:cacheprovider", "-c", CONFIG, "--rootdir", ".", "test/home-assistant/python"]],
};

function python(hass: string, words: readonly string[], quiet = false): boolean {
  const { status } = spawnSync(hass, [VERSION, "--python", ...words], {
    cwd: ROOT,
    stdio: ["ignore", quiet ? "ignore" : "inherit", quiet ? "ignore" : "inherit"],
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1", MYPYPATH: SOURCES },
  });
  return status === 0;
}

function toolsAreThere(hass: string): boolean {
  const there = () => python(hass, ["-c", `import ${MODULES.join(", ")}`], true);
  for (let left = TRIES; left > 0 && !there(); left -= 1) python(hass, ["-m", "pip", "install", "--quiet", ...TOOLS]);
  return there();
}

function main(name: string): boolean {
  const checks = CHECKS[name];
  if (!checks) throw new Error(`${name} is none of ${Object.keys(CHECKS).join(", ")}`);
  const { HASS } = process.env;
  if (!HASS) {
    console.log(`Python, ${name}: not run, HASS names no command that runs a Home Assistant`);
    return true;
  }
  const hass = resolve(HASS);
  if (toolsAreThere(hass)) return checks.every((words) => python(hass, ["-m", ...words]));
  console.log(`Python, ${name}: not run, ${TOOLS.join(", ")} could not be installed in ${TRIES} tries`);
  return true;
}

process.exitCode = main(process.argv[2] ?? "") ? 0 : 1;
