import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { base64url, compactDecrypt } from "jose";
import { keyOfPhrase } from "../keys/phrase.ts";
import { StartError } from "../start-error.ts";
import { ownFolder } from "../store/data-folder.ts";
import {
  findKey,
  KEY_VARIABLE,
  type KeyEncryptionKey,
  keepKey,
  keyFileIn,
  parseKey,
} from "../store/key-encryption-key.ts";
import { copyDatabase } from "./back-up.ts";
import { counted, type DatabaseContents, describeContents, NOTES_TABLE, readContents } from "./database-contents.ts";
import { finishRestore, prepareStage, stage } from "./staged-restore.ts";

export interface RestoreOptions {
  readonly folder: string;
  /** A backup, or a database as it lies in a data folder. */
  readonly file: string;
  /** A text file with the recovery phrase, or the key file that was kept. */
  readonly phraseFile: string | undefined;
  readonly keyFile: string | undefined;
  /** Goes on without the key: what was sealed is lost. */
  readonly withoutKey: boolean;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Restores a backup into a data folder: at once where no hub uses it, else at the hub's next start. What is there is
 * kept aside. Nothing is changed before the backup was checked and the key found.
 * @returns what to tell the person, a sentence a line
 * @throws StartError
 */
export async function restore(options: RestoreOptions): Promise<string[]> {
  const { folder, file, withoutKey, env } = options;
  if (!existsSync(file)) throw new StartError(`There is no file ${file}.`);
  const contents = readContents(file);
  const given = await findKey(keyFileIn(folder), env);
  const key = withoutKey ? undefined : await keyFor(contents, given, options);
  const place = prepareStage(folder);
  copyInto(file, join(place, "hub.db"), withoutKey);
  const fromOutside = given !== undefined && given.place !== "file";
  if (key && !fromOutside) await keepKey(keyFileIn(place), key.bytes);
  stage(folder, withoutKey && !fromOutside);
  const configuration = key && (await restoreConfiguration(folder, contents.notes.configuration, key));
  return [
    `${file} was checked: ${describeContents(contents)}.`,
    takePlace(folder),
    ...(withoutKey ? [lostWords(contents)] : []),
    ...(configuration ? [configuration] : []),
  ];
}

/** @throws StartError when none of the keys at hand opens it. */
async function keyFor(
  { keyIds, notes }: DatabaseContents,
  given: KeyEncryptionKey | undefined,
  { phraseFile, keyFile, folder }: RestoreOptions,
): Promise<KeyEncryptionKey | undefined> {
  if (keyIds.length === 0) return undefined;
  const ids = keyIds.join(" or ");
  const typed = phraseFile ?? keyFile;
  const own =
    phraseFile !== undefined
      ? await parseKey(base64url.encode(keyOfPhrase(readText(phraseFile))), "file", `the phrase in ${phraseFile}`)
      : keyFile !== undefined
        ? await parseKey(readText(keyFile), "file", `the key file ${keyFile}`)
        : undefined;
  if (own && !keyIds.includes(own.id))
    throw new StartError(`The key in ${typed} is ${own.id}, but the backup was sealed with the key ${ids}.`, {
      reason: "key_wrong",
    });
  const inside = notes.key === undefined ? undefined : await parseKey(notes.key, "file", "the key in the backup");
  const key = [given, own, inside].find((one) => one !== undefined && keyIds.includes(one.id));
  if (key && given && given.place !== "file" && given.id !== key.id) {
    throw new StartError(
      `${given.source} holds the key ${given.id}, and goes before every other. Put the key ${key.id} there first.`,
      { reason: "key_wrong" },
    );
  }
  if (key) return key;
  throw new StartError(
    `The backup was sealed with the key ${ids}, and ${given ? `${given.source} holds the key ${given.id}` : `there is no key in ${folder}`}. Give its recovery phrase with --phrase-file FILE, its key file with --key-file FILE or ${KEY_VARIABLE}; or restore with --without-key, after which accounts have to be signed in to again and client secrets typed in again.`,
    { reason: given ? "key_wrong" : "key_missing" },
  );
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new StartError(`${file} can't be read (${(error as NodeJS.ErrnoException).code}).`, { cause: error });
  }
}

/** Without a backup's notes, which may hold the key; without its key nothing is left that one would open. */
function copyInto(from: string, to: string, withoutKeys: boolean): void {
  try {
    rmSync(to, { force: true });
    copyDatabase(from, to);
    const database = new DatabaseSync(to);
    database.exec("PRAGMA secure_delete = ON");
    database.exec(`DROP TABLE IF EXISTS ${NOTES_TABLE}`);
    if (withoutKeys) database.exec("DELETE FROM keyv WHERE namespace = 'keys'");
    database.exec("VACUUM");
    database.close();
  } catch (error) {
    throw new StartError(`The backup can't be copied to ${to} (${(error as Error).message}).`, { cause: error });
  }
}

/** What the owner wrote since is not overwritten. */
async function restoreConfiguration(
  folder: string,
  sealed: string | undefined,
  key: KeyEncryptionKey,
): Promise<string> {
  if (sealed === undefined) return "";
  const { plaintext } = await compactDecrypt(sealed, key.bytes);
  const file = join(folder, "configuration.yaml");
  if (!existsSync(file)) {
    writeFileSync(file, plaintext, { mode: 0o600 });
    return `configuration.yaml is in ${folder} again.`;
  }
  if (Buffer.from(plaintext).equals(readFileSync(file))) return "";
  const beside = join(folder, "configuration.restored.yaml");
  writeFileSync(beside, plaintext, { mode: 0o600 });
  return `configuration.yaml in ${folder} is another one than in the backup, and stays; that of the backup is ${beside}.`;
}

/** @throws StartError when the folder can't be used; another hub that has it takes the restore at its next start. */
function takePlace(folder: string): string {
  let owned: ReturnType<typeof ownFolder>;
  try {
    owned = ownFolder(folder);
  } catch (error) {
    if (!(error instanceof StartError) || error.reason !== "folder_in_use") throw error;
    return `A hub is running in ${folder}. Everything is prepared, and takes its place when that hub is restarted: do that now. Until then it goes on as it is, and what is changed there is not in what was restored.`;
  }
  try {
    const former = finishRestore(folder);
    return `It is restored in ${folder}: start the hub. What was there is in ${former}; delete that when all is well.`;
  } finally {
    owned.release();
  }
}

const lostWords = ({ credentials, accounts }: DatabaseContents): string =>
  `Without its key nothing that was sealed opens: ${counted(credentials, "credential")} with client ID will need the secret again, and ${counted(accounts, "account")} will ask to be signed in to again. A new key is made at the start.`;
