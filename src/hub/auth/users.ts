import { randomUUID } from "node:crypto";
import type { Caller } from "../../backend/host.ts";
import { Serialiser } from "../../backend/serialise.ts";
import { Records } from "../../backend/store/records.ts";
import type { Store } from "../../backend/store/store.ts";
import { homeAssistantError, invalidFormat, notFound } from "../../protocol/errors.ts";
import { GROUP_ADMIN } from "../../protocol/home-assistant-users.ts";
import { hashPassword } from "./passwords.ts";

export interface UserRecord {
  readonly id: string;
  readonly name: string;
  readonly is_owner: boolean;
  readonly group_ids: readonly string[];
  /** The user may come from the home network only. */
  readonly local_only: boolean;
  /** ISO 8601. */
  readonly created_at: string;
  /** How the user signs in; absent until somebody sets it. */
  readonly login?: { readonly username: string; readonly password_hash: string };
}

export interface NewOwner {
  readonly name: string;
  readonly username: string;
  readonly password: string;
}

/** The hub's users. Changes happen one at a time: names stay unique and there is one owner, however many ask at once. */
export class Users {
  readonly #records: Records<UserRecord>;
  readonly #changes = new Serialiser();
  readonly #watchers: (() => void)[] = [];

  private constructor(records: Records<UserRecord>) {
    this.#records = records;
  }

  static async load(store: Store): Promise<Users> {
    return new Users(await Records.load<UserRecord>(store, "hub_users", (user) => user.created_at));
  }

  list(): UserRecord[] {
    return this.#records.values();
  }

  get(id: string): UserRecord | undefined {
    return this.#records.get(id);
  }

  /** Calls back when a user is new, changed or gone. */
  watch(changed: () => void): void {
    this.#watchers.push(changed);
  }

  hasOwner(): boolean {
    return this.list().some((user) => user.is_owner);
  }

  /** Names are compared without blanks at the ends and without case, as Home Assistant's provider does. */
  withUsername(username: string): UserRecord | undefined {
    const wanted = normaliseUsername(username);
    return this.list().find((user) => user.login?.username === wanted);
  }

  /** @returns the owner, or `undefined` when there is one already. */
  createOwner({ name, username, password }: NewOwner): Promise<UserRecord | undefined> {
    return this.#changes.run("users", async () => {
      if (this.hasOwner()) return undefined;
      const login = { username: normaliseUsername(username), password_hash: await hashPassword(password) };
      return this.#save({ ...newUser(name, [GROUP_ADMIN]), is_owner: true, login });
    });
  }

  create(name: string, groupIds: readonly string[], localOnly: boolean): Promise<UserRecord> {
    return this.#changes.run("users", () => this.#save({ ...newUser(name, groupIds), local_only: localOnly }));
  }

  /** @throws CommandError `not_found`; `invalid_format`; `home_assistant_error` when the name is taken or the user has one. */
  setLogin(id: string, username: string, password: string): Promise<UserRecord> {
    return this.#changes.run("users", async () => {
      const user = this.#existing(id);
      if (normaliseUsername(username) === "") throw invalidFormat("username must not be empty");
      if (user.login) throw homeAssistantError("This user has a name and a password already");
      if (this.withUsername(username)) throw homeAssistantError("Username already exists");
      const login = { username: normaliseUsername(username), password_hash: await hashPassword(password) };
      return this.#save({ ...user, login });
    });
  }

  /** @throws CommandError `not_found`; `home_assistant_error` for the owner. */
  delete(id: string): Promise<void> {
    return this.#changes.run("users", async () => {
      if (this.#existing(id).is_owner) throw homeAssistantError("The owner can't be deleted");
      await this.#records.delete(id);
      this.#changed();
    });
  }

  #existing(id: string): UserRecord {
    const user = this.#records.get(id);
    if (!user) throw notFound("User not found");
    return user;
  }

  async #save(user: UserRecord): Promise<UserRecord> {
    await this.#records.put(user.id, user);
    this.#changed();
    return user;
  }

  #changed(): void {
    for (const changed of this.#watchers) changed();
  }
}

export const normaliseUsername = (username: string): string => username.trim().toLowerCase();

const isAdministrator = (user: UserRecord): boolean => user.is_owner || user.group_ids.includes(GROUP_ADMIN);

/** Why a user may not come in from where they are; `undefined` when they may (homeassistant/auth/__init__.py). */
export const refusalOf = (user: UserRecord, isLocal: boolean): string | undefined =>
  user.local_only && !isLocal ? "User cannot authenticate remotely" : undefined;

export const callerOf = (user: UserRecord): Caller & { readonly kind: "user" } => ({
  kind: "user",
  id: user.id,
  name: user.name,
  is_admin: isAdministrator(user),
  is_owner: user.is_owner,
});

const newUser = (name: string, groupIds: readonly string[]): UserRecord => ({
  id: randomUUID().replaceAll("-", ""),
  name,
  is_owner: false,
  group_ids: groupIds,
  local_only: false,
  created_at: new Date().toISOString(),
});
