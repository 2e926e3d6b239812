import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { SqliteDriver } from "@keyv/sqlite";

/** Marks a file as ours (`PRAGMA application_id`): "APCR". */
export const APPLICATION_ID = 0x41504352;
/** The layout of the database (`PRAGMA user_version`); records have versions of their own. */
export const DATABASE_VERSION = 1;

/** Statements kept prepared. A commit of N records is a statement of its own for each N, so there is a bound. */
const MOST_STATEMENTS = 300;

/**
 * One SQLite connection that all collections share, as a driver for `@keyv/sqlite`.
 *
 * `synchronous=FULL` makes a commit wait for the disk (SQLite, "PRAGMA synchronous"); `secure_delete` overwrites
 * what was deleted, so that a token does not outlive its entry in a free page.
 */
export class SqliteConnection {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(file: string) {
    this.#database = new DatabaseSync(file);
    this.#database.exec(`
      PRAGMA busy_timeout = 2000;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA secure_delete = ON;
    `);
    // Setting them writes, even the same value; a start that is refused later must have written nothing.
    if (this.#all("PRAGMA application_id", [])[0].application_id === APPLICATION_ID) return;
    this.#database.exec(`PRAGMA user_version = ${DATABASE_VERSION}; PRAGMA application_id = ${APPLICATION_ID};`);
  }

  readonly driver: SqliteDriver = {
    name: "custom",
    connect: async () => ({
      query: async (sql, ...parameters) => this.#all(sql, parameters),
      // The connection outlives each adapter; `close` below ends it.
      close: async () => {},
    }),
  };

  /**
   * Moves what was committed from the write-ahead log into the file itself. Without it the log goes on holding what
   * `secure_delete` overwrote in the file.
   */
  checkpoint(): void {
    const { busy } = this.#database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get() as { busy: number };
    if (busy) throw new Error("database is locked by another reader");
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  // biome-ignore lint/suspicious/noExplicitAny: the type that the adapter's driver interface asks for.
  #all(sql: string, parameters: unknown[]): any[] {
    return this.#prepare(sql).all(...(parameters as (string | number | null)[]));
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    if (this.#statements.size >= MOST_STATEMENTS) this.#statements.clear();
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
