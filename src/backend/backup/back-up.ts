import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { base64url } from "jose";
import { StartError } from "../start-error.ts";
import { findKey, type KeyEncryptionKey, keyFileIn } from "../store/key-encryption-key.ts";
import { wrap } from "../store/wrapped-keys.ts";
import { describeContents, NOTES_TABLE, readContents } from "./database-contents.ts";

export interface BackUpOptions {
  /** The data folder. */
  readonly folder: string;
  /** The file to make; it must not be there yet. */
  readonly file: string;
  /** Puts the key beside what it seals. */
  readonly withKey: boolean;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Makes a backup of a data folder in one file, whether its hub runs or not: a copy of the database as it is at one
 * moment, with `configuration.yaml` sealed in it, since that may hold secrets in clear text.
 * @returns what to tell the person, a sentence a line
 * @throws StartError
 */
export async function backUp({ folder, file, withKey, env }: BackUpOptions): Promise<string[]> {
  const database = join(folder, "hub.db");
  if (!existsSync(database))
    throw new StartError(`There is no database in ${folder}. Name the data folder with --data.`);
  if (existsSync(file)) throw new StartError(`${file} is there already. Name another file, or move that one away.`);
  const before = readContents(database);
  const found = await findKey(keyFileIn(folder), env);
  const key = found && before.keyIds.includes(found.id) ? found : undefined;
  if (withKey && !key) throw new StartError("The key is not at hand, so that it can't be put into the backup.");
  const notes = {
    made_at: new Date().toISOString(),
    ...(await configuration(folder, key)),
    ...(withKey && key && kept(key)),
  };
  write(database, file, notes);
  return tell({ folder, file, key, withKey, hasConfiguration: "configuration" in notes });
}

const kept = ({ bytes }: KeyEncryptionKey) => ({ key: base64url.encode(bytes) });

async function configuration(folder: string, key: KeyEncryptionKey | undefined): Promise<{ configuration?: string }> {
  const file = join(folder, "configuration.yaml");
  if (!key || !existsSync(file)) return {};
  return { configuration: await wrap(readFileSync(file), key) };
}

/** The file has its name when it is whole. */
function write(database: string, file: string, notes: Readonly<Record<string, string>>): void {
  const unnamed = `${file}.part`;
  try {
    rmSync(unnamed, { force: true });
    closeSync(openSync(unnamed, "wx", 0o600));
    rmSync(unnamed);
    copyDatabase(database, unnamed);
    chmodSync(unnamed, 0o600);
    const copy = new DatabaseSync(unnamed);
    copy.exec(`CREATE TABLE ${NOTES_TABLE} (name TEXT PRIMARY KEY, text TEXT NOT NULL)`);
    const insert = copy.prepare(`INSERT INTO ${NOTES_TABLE} VALUES (?, ?)`);
    for (const [name, text] of Object.entries(notes)) insert.run(name, text);
    copy.close();
    readContents(unnamed);
    const handle = openSync(unnamed, "r+");
    fsyncSync(handle);
    closeSync(handle);
    renameSync(unnamed, file);
  } catch (error) {
    rmSync(unnamed, { force: true });
    if (error instanceof StartError) throw error;
    throw new StartError(`The backup ${file} can't be written (${(error as Error).message}).`, { cause: error });
  }
}

/** All that was committed by now, in one file without a journal; whoever writes meanwhile goes on (SQLite, VACUUM INTO). */
export function copyDatabase(from: string, to: string): void {
  const database = new DatabaseSync(from, { readOnly: true });
  try {
    database.exec("PRAGMA busy_timeout = 5000");
    database.prepare("VACUUM INTO ?").run(to);
  } finally {
    database.close();
  }
}

interface Told extends Pick<BackUpOptions, "folder" | "file" | "withKey"> {
  readonly key: KeyEncryptionKey | undefined;
  readonly hasConfiguration: boolean;
}

function tell({ folder, file, key, withKey, hasConfiguration }: Told): string[] {
  const contents = readContents(file);
  const [id] = contents.keyIds;
  const worth = withKey
    ? `The key ${id} is in it: whoever has this file can read every secret. Keep it like the secrets themselves.`
    : `Its secrets are sealed with the key ${id}, which is not in it. Without that key nobody can read them, you neither: accounts would have to be signed in to again, and client secrets typed in again. Keep the key, or its recovery phrase, at another place than the backup${key?.place === "file" ? ` (${keyFileIn(folder)})` : ""}.`;
  const left = existsSync(join(folder, "configuration.yaml")) && !hasConfiguration;
  return [
    `Backup of ${folder} in ${file}, ${Math.ceil(statSync(file).size / 1024)} kB: ${describeContents(contents)}${hasConfiguration ? ", and configuration.yaml, sealed too" : ""}.`,
    ...(id === undefined ? [] : [worth]),
    ...(left
      ? ["configuration.yaml is not in it: it may hold secrets in clear text, and the key to seal it is not at hand."]
      : []),
    ...(existsSync(join(folder, "demo"))
      ? ["The demo's provider is not in it: it stands for somebody else's server."]
      : []),
  ];
}
