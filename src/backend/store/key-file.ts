import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { StartError } from "../start-error.ts";

/** Where the next key waits while the keys in the database are wrapped with it. */
export const nextKeyFile = (keyFile: string): string => `${keyFile}.next`;

/** @returns undefined where there is none. @throws StartError when it can't be read. */
export function readKeyFile(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new StartError(`The key file ${file} can't be read (${(error as NodeJS.ErrnoException).code}).`, {
      reason: "key_missing",
      cause: error,
    });
  }
}

/**
 * Writes a key, mode 0600, and returns only when it is on disk: what it seals must never outlive it.
 * The file gets its name when it is whole, so that a kill leaves no half of one.
 * @throws StartError
 */
export function writeKeyFile(file: string, text: string): void {
  onDisk(file, () => {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const unnamed = `${file}.new`;
    const handle = openSync(unnamed, "w", 0o600);
    writeSync(handle, `${text}\n`);
    fsyncSync(handle);
    closeSync(handle);
    renameSync(unnamed, file);
  });
}

/** The next key takes the place of the key, at once or not at all. @throws StartError */
export function promoteNextKey(keyFile: string): void {
  onDisk(keyFile, () => renameSync(nextKeyFile(keyFile), keyFile));
}

/** Does it, and waits until the folder has it. */
function onDisk(file: string, change: () => void): void {
  try {
    change();
    const directory = openSync(dirname(file), "r");
    fsyncSync(directory);
    closeSync(directory);
  } catch (error) {
    throw new StartError(`The key file ${file} can't be written (${(error as NodeJS.ErrnoException).code}).`, {
      reason: "key_unwritable",
      cause: error,
    });
  }
}
