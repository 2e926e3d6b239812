import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { StartError } from "./start-error.ts";

/** The folder with `manifest.json`, `translations` and `dist`: above the sources as above the bundle. */
export function projectFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, "manifest.json"))) {
    if (dirname(folder) === folder)
      throw new StartError("The project's manifest.json is missing. Install the project again.");
    folder = dirname(folder);
  }
  return folder;
}
