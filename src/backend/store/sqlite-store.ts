import { existsSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import KeyvSqlite from "@keyv/sqlite";
import { StartError } from "../start-error.ts";
import { KeyvCollection } from "./keyv-collection.ts";
import { APPLICATION_ID, DATABASE_VERSION, SqliteConnection } from "./sqlite-connection.ts";
import { type Collection, type CollectionOptions, type Store, StoreError } from "./store.ts";
import { WriteGate } from "./write-gate.ts";

/** Rows read at once when a collection is loaded. */
const ROWS_A_PAGE = 1_000;

/** A store whose file can be copied while it is in use. */
export interface SqliteStore extends Store {
  /** Resolves when the file holds everything; writes wait from then on, for ten minutes at most. */
  holdWrites(): Promise<void>;
  releaseWrites(): void;
}

/**
 * Opens the store in one SQLite file, making it when it is not there.
 * @throws StartError when the file is not ours, damaged, from a newer version, or can't be opened; it is then unchanged.
 */
export async function openSqliteStore(file: string): Promise<SqliteStore> {
  if (existsSync(file) && statSync(file).size > 0) checkDatabase(file);
  const connection = connect(file);
  const collections: KeyvCollection<object>[] = [];
  const gate = new WriteGate();
  return {
    collection<Value extends object>(name: string, options: CollectionOptions): Collection<Value> {
      const adapter = new KeyvSqlite({
        uri: `sqlite://${file}`,
        driver: connection.driver,
        iterationLimit: ROWS_A_PAGE,
      });
      const collection = new KeyvCollection<Value>(name, adapter, options, gate);
      collections.push(collection as unknown as KeyvCollection<object>);
      return collection;
    },
    async purge() {
      // A backup copies the file meanwhile.
      await gate.pass();
      try {
        connection.checkpoint();
      } catch (error) {
        throw new StoreError("Clearing the database's log", error);
      }
    },
    async holdWrites() {
      gate.close();
      try {
        connection.checkpoint();
      } catch (error) {
        gate.open();
        throw new StoreError("Preparing the database for a backup", error);
      }
    },
    releaseWrites: () => gate.open(),
    async close() {
      gate.open();
      await Promise.all(collections.map((collection) => collection.drain()));
      connection.close();
    },
  };
}

function connect(file: string): SqliteConnection {
  try {
    return new SqliteConnection(file);
  } catch (error) {
    throw new StartError(
      `The database ${file} can't be written (${(error as Error).message}). Check that the disk has room, and the folder's permissions.`,
      { reason: "database_unwritable", cause: error },
    );
  }
}

/**
 * Looks before anything is written: a database that this version can't serve must stay as it is.
 * @throws StartError
 */
export function checkDatabase(file: string): void {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(readOnlyAddress(file), { readOnly: true });
    const applicationId = pragma(database, "application_id");
    const version = pragma(database, "user_version");
    // A start that was killed before its first write leaves a database without tables: as good as none.
    const fresh = applicationId === 0 && !database.prepare("SELECT 1 FROM sqlite_master").get();
    if (applicationId !== APPLICATION_ID && !fresh) {
      throw new StartError(
        `The database ${file} was not made by this program. Move it away, or name another data folder.`,
        { reason: "database_foreign" },
      );
    }
    if (Number(version) > DATABASE_VERSION) {
      throw new StartError(
        `The database ${file} is from a newer version (${version}; this one reads up to ${DATABASE_VERSION}). Start that version, or restore an older backup.`,
        { reason: "database_newer" },
      );
    }
    if (pragma(database, "quick_check") !== "ok") throw new Error("damaged pages");
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(
      `The database ${file} is damaged and was left as it is (${(error as Error).message}). Restore a backup.`,
      { reason: "database_damaged", cause: error },
    );
  } finally {
    database?.close();
  }
}

/** `immutable` keeps SQLite from leaving files beside a database that was closed properly. */
export function readOnlyAddress(file: string): URL | string {
  if (existsSync(`${file}-wal`)) return file;
  const address = pathToFileURL(file);
  address.searchParams.set("immutable", "1");
  return address;
}

function pragma(database: DatabaseSync, name: string): unknown {
  return Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
}
