import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { keyFileIn } from "../store/key-encryption-key.ts";
import { nextKeyFile } from "../store/key-file.ts";

/** What a restore brings lies here, whole, until it takes the place of what is there. */
const STAGED = "restore";
const PLAN = "plan.json";
const DATABASE = "hub.db";

interface Plan {
  /** The folder, below the data folder, that what is there goes to. */
  readonly former: string;
  /** The key in the folder does not open what comes: it goes too, and the start makes a new one. */
  readonly key_goes: boolean;
}

/** A folder for what is to be restored; nothing knows it before `stage`. */
export function prepareStage(folder: string): string {
  const unnamed = join(folder, `${STAGED}.new`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  rmSync(unnamed, { recursive: true, force: true });
  mkdirSync(unnamed, { mode: 0o700 });
  return unnamed;
}

/** From now on the next start restores, whatever was staged before. */
export function stage(folder: string, keyGoes: boolean): void {
  const unnamed = join(folder, `${STAGED}.new`);
  const former = `before-restore-${new Date().toISOString().replaceAll(":", "-")}`;
  writeFileSync(join(unnamed, PLAN), JSON.stringify({ former, key_goes: keyGoes } satisfies Plan));
  for (const name of [PLAN, DATABASE]) onDisk(join(unnamed, name));
  rmSync(join(folder, STAGED), { recursive: true, force: true });
  renameSync(unnamed, join(folder, STAGED));
  onDisk(folder);
}

/**
 * Puts what was staged in its place, and what is there aside. The caller owns the folder, and has nothing of it open.
 * Killed in between, it goes on at the next call: as long as the staged database is there, that in the folder is the
 * former one.
 * @returns the folder with what was there, or undefined when nothing was staged.
 */
export function finishRestore(folder: string): string | undefined {
  const staged = join(folder, STAGED);
  if (!existsSync(join(staged, PLAN))) return undefined;
  const plan = JSON.parse(readFileSync(join(staged, PLAN), "utf8")) as Plan;
  const former = join(folder, plan.former);
  mkdirSync(former, { recursive: true, mode: 0o700 });
  const aside = (file: string) => existsSync(file) && renameSync(file, join(former, basename(file)));
  const key = keyFileIn(folder);
  if (existsSync(keyFileIn(staged))) {
    for (const file of [nextKeyFile(key), key]) aside(file);
    renameSync(keyFileIn(staged), key);
    onDisk(folder);
  }
  if (existsSync(join(staged, DATABASE))) {
    if (plan.key_goes) for (const file of [nextKeyFile(key), key]) aside(file);
    // A journal beside another database than its own would destroy that.
    for (const name of [`${DATABASE}-wal`, `${DATABASE}-shm`, DATABASE]) aside(join(folder, name));
    onDisk(former);
    renameSync(join(staged, DATABASE), join(folder, DATABASE));
    onDisk(folder);
  }
  rmSync(staged, { recursive: true });
  return former;
}

function onDisk(path: string): void {
  const handle = openSync(path, "r");
  fsyncSync(handle);
  closeSync(handle);
}
