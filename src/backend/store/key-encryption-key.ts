import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { base64url, calculateJwkThumbprint } from "jose";
import { StartError } from "../start-error.ts";

/** The key that wraps the data keys: 32 bytes, its id, and where it came from, for messages. */
export interface KeyEncryptionKey {
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly source: string;
}

export const KEY_VARIABLE = "APPLICATION_CREDENTIALS_KEY";
const KEY_FILE = "application_credentials.key";

/** The key file of a data folder, where no other place is named for it. */
export const keyFileIn = (folder: string): string => join(folder, KEY_FILE);
const KEY_BYTES = 32;

/**
 * Finds the key-encryption key: `APPLICATION_CREDENTIALS_KEY`, a systemd credential (`$CREDENTIALS_DIRECTORY`),
 * or the key file.
 * @returns undefined when there is none anywhere.
 * @throws StartError when there is one that is not 32 bytes in base64url.
 */
export async function findKey(keyFile: string, env: NodeJS.ProcessEnv): Promise<KeyEncryptionKey | undefined> {
  if (env[KEY_VARIABLE] !== undefined) return parseKey(env[KEY_VARIABLE], `the variable ${KEY_VARIABLE}`);
  const files = [env.CREDENTIALS_DIRECTORY && keyFileIn(env.CREDENTIALS_DIRECTORY), keyFile];
  for (const file of files) {
    if (file && existsSync(file)) return parseKey(readKeyFile(file), `the key file ${file}`);
  }
  return undefined;
}

/**
 * Makes the key file, mode 0600, and returns only when it is on disk: what it seals must never outlive it.
 * It gets its name when it is whole, so that a kill leaves no half of one.
 */
export async function makeKeyFile(file: string): Promise<KeyEncryptionKey> {
  const text = base64url.encode(crypto.getRandomValues(new Uint8Array(KEY_BYTES)));
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const unnamed = `${file}.new`;
    const handle = openSync(unnamed, "w", 0o600);
    writeSync(handle, `${text}\n`);
    fsyncSync(handle);
    closeSync(handle);
    renameSync(unnamed, file);
    const directory = openSync(dirname(file), "r");
    fsyncSync(directory);
    closeSync(directory);
  } catch (error) {
    throw new StartError(`The key file ${file} can't be written (${(error as NodeJS.ErrnoException).code}).`, {
      reason: "key_unwritable",
      cause: error,
    });
  }
  return parseKey(text, `the key file ${file}`);
}

function readKeyFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new StartError(`The key file ${file} can't be read (${(error as NodeJS.ErrnoException).code}).`, {
      reason: "key_missing",
      cause: error,
    });
  }
}

async function parseKey(text: string, source: string): Promise<KeyEncryptionKey> {
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
  return { id: thumbprint.slice(0, 12), bytes, source };
}
