import { join } from "node:path";
import { base64url, calculateJwkThumbprint } from "jose";
import { StartError } from "../start-error.ts";
import { nextKeyFile, readKeyFile, writeKeyFile } from "./key-file.ts";

/** Where a key-encryption key came from: only one from the key file can be replaced by this program. */
export type KeyPlace = "file" | "variable" | "systemd";

/** The key that wraps the data keys: 32 bytes, its id, and where it came from; `source` is for messages. */
export interface KeyEncryptionKey {
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly place: KeyPlace;
  readonly source: string;
}

export const KEY_VARIABLE = "APPLICATION_CREDENTIALS_KEY";
/** The key before: set for one start beside another key, it is replaced by that one. */
export const OLD_KEY_VARIABLE = "APPLICATION_CREDENTIALS_OLD_KEY";
const KEY_FILE = "application_credentials.key";
const KEY_BYTES = 32;

/** The key file of a data folder, where no other place is named for it. */
export const keyFileIn = (folder: string): string => join(folder, KEY_FILE);

/**
 * Finds the key-encryption key: `APPLICATION_CREDENTIALS_KEY`, a systemd credential (`$CREDENTIALS_DIRECTORY`),
 * or the key file.
 * @returns undefined when there is none anywhere.
 * @throws StartError when there is one that is not 32 bytes in base64url.
 */
export async function findKey(keyFile: string, env: NodeJS.ProcessEnv): Promise<KeyEncryptionKey | undefined> {
  if (env[KEY_VARIABLE] !== undefined) return keyInVariable(KEY_VARIABLE, env);
  const provided = env.CREDENTIALS_DIRECTORY && (await keyInFile(keyFileIn(env.CREDENTIALS_DIRECTORY), "systemd"));
  return provided || keyInFile(keyFile, "file");
}

/** The key that the one given replaces. @throws StartError as `findKey` */
export async function findOldKey(env: NodeJS.ProcessEnv): Promise<KeyEncryptionKey | undefined> {
  return env[OLD_KEY_VARIABLE] === undefined ? undefined : keyInVariable(OLD_KEY_VARIABLE, env);
}

/** The key that a rotation has made and not yet put in the key's place. @throws StartError as `findKey` */
export async function findNextKey(keyFile: string): Promise<KeyEncryptionKey | undefined> {
  return keyInFile(nextKeyFile(keyFile), "file");
}

/** Makes a new key, and the file that holds it. @throws StartError when that can't be written. */
export async function makeKey(file: string): Promise<KeyEncryptionKey> {
  return keepKey(file, crypto.getRandomValues(new Uint8Array(KEY_BYTES)));
}

/** Writes a key that is known already into its file. @throws StartError when that can't be written. */
export async function keepKey(file: string, bytes: Uint8Array): Promise<KeyEncryptionKey> {
  const text = base64url.encode(bytes);
  writeKeyFile(file, text);
  return parseKey(text, "file", `the key file ${file}`);
}

/** @throws StartError when the text is not 32 bytes in base64url. */
export async function parseKey(text: string, place: KeyPlace, source: string): Promise<KeyEncryptionKey> {
  const trimmed = text.trim();
  const bytes = /^[\w-]{43}$/.test(trimmed) ? base64url.decode(trimmed) : new Uint8Array();
  // Of several texts that decode to the same bytes only one is the key's own.
  if (bytes.length !== KEY_BYTES || base64url.encode(bytes) !== trimmed) {
    throw new StartError(
      `The key in ${source.replace(/^the /, "")} is not ${KEY_BYTES} bytes in base64url (43 characters).`,
      { reason: "key_invalid" },
    );
  }
  const thumbprint = await calculateJwkThumbprint({ kty: "oct", k: base64url.encode(bytes) });
  return { id: thumbprint.slice(0, 12), bytes, place, source };
}

const keyInVariable = (name: string, env: NodeJS.ProcessEnv) =>
  parseKey(env[name] ?? "", "variable", `the variable ${name}`);

async function keyInFile(file: string, place: KeyPlace): Promise<KeyEncryptionKey | undefined> {
  const text = readKeyFile(file);
  return text === undefined ? undefined : parseKey(text, place, `the key file ${file}`);
}
