import { isScopeName, SCOPE_NAMES, type ScopeName } from "../../protocol/scopes.ts";
import type { Localize, TextKey } from "../localize.ts";

interface ScopeText {
  readonly title: string;
  readonly description: string;
}

const KEYS = {
  openid: ["scopes.openid.title", "scopes.openid.description"],
  profile: ["scopes.profile.title", "scopes.profile.description"],
  "entries:read": ["scopes.entries_read.title", "scopes.entries_read.description"],
  "accounts:connect": ["scopes.accounts_connect.title", "scopes.accounts_connect.description"],
  "accounts:token": ["scopes.accounts_token.title", "scopes.accounts_token.description"],
  "credentials:read": ["scopes.credentials_read.title", "scopes.credentials_read.description"],
  "credentials:manage": ["scopes.credentials_manage.title", "scopes.credentials_manage.description"],
  "activity:read": ["scopes.activity_read.title", "scopes.activity_read.description"],
  home_assistant: ["scopes.home_assistant.title", "scopes.home_assistant.description"],
} as const satisfies Record<ScopeName, readonly [TextKey, TextKey]>;

/** A scope in plain words; one of a newer hub is its own name. */
export function scopeText(scope: string, localize: Localize): ScopeText {
  if (!isScopeName(scope)) return { title: scope, description: "" };
  const [title, description] = KEYS[scope];
  return { title: localize(title), description: localize(description) };
}

/** How the scopes are shown: by what they are about. */
const GROUPS = [
  ["scopes.group.person", ["openid", "profile"]],
  ["scopes.group.accounts", ["entries:read", "accounts:connect", "accounts:token"]],
  ["scopes.group.credentials", ["credentials:read", "credentials:manage", "activity:read"]],
  ["scopes.group.home_assistant", ["home_assistant"]],
] as const satisfies readonly (readonly [TextKey, readonly ScopeName[]])[];

/** The groups with those of their scopes that the hub offers; none is empty. */
export function scopeGroups(offered: readonly string[]): { readonly label: TextKey; readonly scopes: string[] }[] {
  const known: readonly string[] = SCOPE_NAMES;
  const groups = GROUPS.map(([label, scopes]) => ({
    label: label as TextKey,
    scopes: scopes.filter((scope) => offered.includes(scope)) as string[],
  }));
  const others = offered.filter((scope) => !known.includes(scope));
  return [...groups, { label: "scopes.group.others" as const, scopes: others }].filter(
    ({ scopes }) => scopes.length > 0,
  );
}
