import { accessSync, chmodSync, constants, existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StartError } from "../start-error.ts";

/** A data folder that this process alone may use, until it releases it or ends. */
export interface OwnedFolder {
  readonly path: string;
  release(): void;
}

/**
 * Takes a data folder, making it (mode 0700) when it is not there.
 *
 * The lock is the operating system's, on a file that SQLite locks for us, since Node has no call of its own for it:
 * it ends with the process however that ends, so nothing has to be cleaned up after a kill.
 * @throws StartError when the folder can't be made or used, or another process has it.
 */
export function ownFolder(path: string): OwnedFolder {
  try {
    // Where the parent refuses children with ENOENT, as /proc does, Node's recursive mkdir would try for ever.
    if (existsSync(path) && !statSync(path).isDirectory())
      throw new StartError(`The data folder ${path} is not a folder. Name another with --data.`, {
        reason: "folder_unusable",
      });
    if (!existsSync(path)) mkdirSync(path, { recursive: !existsSync(dirname(path)), mode: 0o700 });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(
      `The data folder ${path} can't be used (${(error as NodeJS.ErrnoException).code}). Mend its permissions or name another with --data.`,
      { reason: "folder_unusable", cause: error },
    );
  }
  const lock = lockFile(path);
  keepOthersOut(path);
  return { path, release: () => lock.close() };
}

/** Owner only; a folder or file that came with wider permissions, from a copy or an older backup, is narrowed. */
function keepOthersOut(path: string): void {
  const ours = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isFile() && OURS.test(entry.name));
  for (const [file, mode] of [[path, 0o700], ...ours.map(({ name }) => [join(path, name), 0o600])] as const) {
    try {
      if ((statSync(file as string).mode & 0o077) !== 0) chmodSync(file as string, mode as number);
    } catch {
      // Somebody else's file, or a file system without permissions: it stays as its owner made it.
    }
  }
}

/** What this program puts there; a configuration beside it is its owner's. */
const OURS = /^(?:hub\.|snapshot|application_credentials\.key(?:\.next)?$)/;

function lockFile(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(join(path, "hub.lock"));
    database.exec("BEGIN EXCLUSIVE");
    return database;
  } catch (error) {
    database?.close();
    if (/locked/i.test((error as Error).message)) {
      throw new StartError(
        `The data folder ${path} is in use by another hub. Stop that one, or name another with --data.`,
        { reason: "folder_in_use", cause: error },
      );
    }
    throw new StartError(
      `The data folder ${path} can't be written (${(error as Error).message}). Check that the disk has room, and its permissions.`,
      { reason: "folder_unusable", cause: error },
    );
  }
}
