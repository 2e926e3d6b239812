import { createHash } from "node:crypto";
import type { Database } from "./database.ts";

/** Somebody who signed in: whoever gives the same name, in any case, is the same one. */
export interface Account {
  /** OpenID's `sub`. */
  readonly sub: string;
  /** As it was typed at the last sign-in. */
  readonly name: string;
}

export const MAX_NAME = 64;
const KIND = "Account";

export class Accounts {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @returns undefined when nothing is left of the name without its blanks, or it is too long. */
  async signIn(typed: string): Promise<Account | undefined> {
    const account = accountNamed(typed);
    if (account) await this.#database.put(KIND, account.sub, account);
    return account;
  }

  find(sub: string): Promise<Account | undefined> {
    return this.#database.get<Account>(KIND, sub);
  }

  /** Somebody who signed in with this name before. */
  async findByName(typed: string): Promise<Account | undefined> {
    const account = accountNamed(typed);
    return account && this.find(account.sub);
  }

  /** By name. */
  async list(): Promise<Account[]> {
    const all = (await this.#database.entries<Account>(KIND)).map(([, account]) => account);
    return all.sort((one, other) => one.name.localeCompare(other.name));
  }
}

function accountNamed(typed: string): Account | undefined {
  const name = typed
    .normalize("NFC")
    .replace(/[\s\p{C}]+/gu, " ")
    .trim();
  if (name === "" || name.length > MAX_NAME) return undefined;
  return { sub: createHash("sha256").update(name.toLowerCase()).digest("hex").slice(0, 24), name };
}
