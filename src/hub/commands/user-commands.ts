import { type CommandHandler, handle } from "../../backend/commands.ts";
import type { Caller } from "../../backend/host.ts";
import { homeAssistantError, unauthorized } from "../../protocol/errors.ts";
import { currentUser } from "../../protocol/home-assistant.ts";
import {
  createPassword,
  createUser,
  deleteUser,
  listUsers,
  longLivedAccessToken,
  type User,
} from "../../protocol/home-assistant-users.ts";
import type { RefreshTokens } from "../auth/refresh-tokens.ts";
import type { Sessions } from "../auth/sessions.ts";
import { callerOf, type UserRecord, type Users } from "../auth/users.ts";

const DAY_IN_SECONDS = 24 * 60 * 60;

export interface UserCommandParts {
  readonly users: Users;
  readonly tokens: RefreshTokens;
  readonly sessions: Sessions;
}

/** Who is here, and who may come (homeassistant/components/config/auth.py, …/auth/__init__.py). */
export function userCommands({ users, tokens, sessions }: UserCommandParts): CommandHandler[] {
  return [
    handle(currentUser, (_args, caller) => toCurrentUser(userOf(users, caller))),

    handle(listUsers, () => users.list().map(toUser)),

    handle(createUser, async ({ name, group_ids = [], local_only = false }) => ({
      user: toUser(await users.create(name, group_ids, local_only)),
    })),

    handle(deleteUser, async ({ user_id }, caller) => {
      if (userOf(users, caller).id === user_id) throw homeAssistantError("Unable to delete your own account");
      await users.delete(user_id);
      await tokens.revokeAllOf(user_id);
      return null;
    }),

    handle(createPassword, async ({ user_id, username, password }) => {
      await users.setLogin(user_id, username, password);
      return {};
    }),

    handle(longLivedAccessToken, async ({ client_name, lifespan }, caller) => {
      const { id } = userOf(users, caller);
      if (tokens.hasLongLived(id, client_name)) throw homeAssistantError(`${client_name} already exists`);
      return sessions.accessToken(await tokens.createLongLived(id, client_name, lifespan), lifespan * DAY_IN_SECONDS);
    }),
  ];
}

function userOf(users: Users, caller: Caller): UserRecord {
  const user = caller.kind === "user" ? users.get(caller.id) : undefined;
  if (!user) throw unauthorized();
  return user;
}

const toCurrentUser = (user: UserRecord) => {
  const { id, name, is_owner, is_admin } = callerOf(user);
  const credentials = user.login ? [{ auth_provider_type: "homeassistant", auth_provider_id: null }] : [];
  return { id, name, is_owner, is_admin, credentials, mfa_modules: [] };
};

const toUser = ({ id, name, is_owner, group_ids, local_only, login }: UserRecord): User => ({
  id,
  username: login?.username ?? null,
  name,
  is_owner,
  is_active: true,
  local_only,
  system_generated: false,
  group_ids: [...group_ids],
  credentials: login ? [{ type: "homeassistant" }] : [],
});
