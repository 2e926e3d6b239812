/** Home Assistant's commands about its users that the embedded hub answers in the same form. */
import * as v from "valibot";
import { command } from "./command.ts";
import { MAX_NAME, NonEmpty, requiredText } from "./fields.ts";

export const User = v.strictObject({
  id: v.string(),
  username: v.nullable(v.string()),
  name: v.string(),
  is_owner: v.boolean(),
  is_active: v.boolean(),
  local_only: v.boolean(),
  system_generated: v.boolean(),
  group_ids: v.array(v.string()),
  credentials: v.array(v.strictObject({ type: v.string() })),
});
export type User = v.InferOutput<typeof User>;

/** Home Assistant's groups that give a user a role (homeassistant/auth/const.py). */
export const GROUP_ADMIN = "system-admin";
export const GROUP_USER = "system-users";

export const listUsers = command("config/auth/list", {
  summary: "All users.",
  since: 1,
  roles: ["administrator"],
  scope: "none",
  args: v.strictObject({}),
  result: v.array(User),
  errors: [],
});

export const createUser = command("config/auth/create", {
  summary: "Makes a user; with the group `system-admin` an administrator.",
  since: 1,
  roles: ["administrator"],
  scope: "none",
  args: v.strictObject({
    name: requiredText(MAX_NAME),
    group_ids: v.optional(v.array(v.picklist([GROUP_ADMIN, GROUP_USER]))),
    local_only: v.optional(v.boolean()),
  }),
  result: v.strictObject({ user: User }),
  errors: ["backend_unavailable"],
});

export const deleteUser = command("config/auth/delete", {
  summary: "Deletes a user with all sign-ins; never the owner, never oneself.",
  since: 1,
  roles: ["administrator"],
  scope: "none",
  args: v.strictObject({ user_id: NonEmpty }),
  result: v.null(),
  errors: ["not_found", "home_assistant_error", "backend_unavailable"],
});

export const createPassword = command("config/auth_provider/homeassistant/create", {
  summary: "Gives a user a name and a password to sign in with.",
  since: 1,
  roles: ["administrator"],
  scope: "none",
  args: v.strictObject({
    user_id: NonEmpty,
    username: NonEmpty,
    password: v.pipe(
      v.string(),
      v.check((value) => [...value].length >= 8, "must have at least 8 characters"),
      v.maxLength(1_024, "must have at most 1024 characters"),
    ),
  }),
  result: v.strictObject({}),
  errors: ["not_found", "home_assistant_error", "backend_unavailable"],
});

export const longLivedAccessToken = command("auth/long_lived_access_token", {
  summary: "An access token for scripts of the caller; shown this once.",
  since: 1,
  roles: ["user"],
  scope: "none",
  args: v.strictObject({
    /** Days. */
    lifespan: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3_650)),
    client_name: NonEmpty,
    client_icon: v.optional(v.string()),
  }),
  result: v.string(),
  errors: ["home_assistant_error", "backend_unavailable"],
});
