import { DatabaseSync } from "node:sqlite";
import { decodeProtectedHeader } from "jose";
import { checkDatabase, readOnlyAddress } from "../store/sqlite-store.ts";

/** What a database, in use or as a backup, holds, as far as it can be told without its key. */
export interface DatabaseContents {
  readonly credentials: number;
  readonly accounts: number;
  readonly users: number;
  /** The ids of the keys with which everything opens; none while nothing was sealed. */
  readonly keyIds: readonly string[];
  /** What a backup brings beside the records. */
  readonly notes: Readonly<Record<string, string>>;
}

/** The table that makes a database a backup: names and texts. */
export const NOTES_TABLE = "backup_notes";

/**
 * Looks into a database without changing it.
 * @throws StartError when it is not there, not ours, damaged, or from a newer version.
 */
export function readContents(file: string): DatabaseContents {
  checkDatabase(file);
  const database = new DatabaseSync(readOnlyAddress(file), { readOnly: true });
  try {
    const has = (table: string) =>
      database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(table) !== undefined;
    const values = (namespace: string) =>
      has("keyv")
        ? database
            .prepare("SELECT value FROM keyv WHERE namespace = ?")
            .all(namespace)
            .map(({ value }) => String(value))
        : [];
    const notes = has(NOTES_TABLE) ? database.prepare(`SELECT name, text FROM ${NOTES_TABLE}`).all() : [];
    return {
      credentials: values("credentials").length,
      accounts: values("accounts").length,
      users: values("hub_users").length,
      keyIds: openers(values("keys")),
      notes: Object.fromEntries(notes.map(({ name, text }) => [String(name), String(text)])),
    };
  } finally {
    database.close();
  }
}

/** While a key is being changed there are two. */
function openers(keys: readonly string[]): string[] {
  const ids = keys.map((record) => {
    const { value } = JSON.parse(record) as { value: { value: { wrapped: string; wrapped_next?: string } } };
    const { wrapped, wrapped_next = wrapped } = value.value;
    return [wrapped, wrapped_next].map((text) => decodeProtectedHeader(text).kid ?? "");
  });
  return [...new Set(ids.flat())].filter((id) => ids.every((some) => some.includes(id)));
}

/** “2 credentials, 1 account and 1 user”. */
export const describeContents = ({ credentials, accounts, users }: DatabaseContents): string =>
  `${counted(credentials, "credential")}, ${counted(accounts, "connected account")} and ${counted(users, "user")}`;

export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
