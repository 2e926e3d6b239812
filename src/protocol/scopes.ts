/** What an application may be allowed to do in a person's name: the scopes (RFC 6749, section 3.3), and what each means. */

/** A new scope is one line here; each command names the one that it needs. */
export const SCOPES = {
  openid: {
    title: "Know who you are",
    description: "Sign you in, and recognise you when you come back.",
  },
  profile: {
    title: "See your profile",
    description: "Your name on this hub, and whether you are an administrator.",
  },
  "entries:read": {
    title: "See integrations and their state",
    description: "Which integrations and accounts there are, how they are, and what they show.",
  },
  "accounts:connect": {
    title: "Connect and remove accounts",
    description: "Begin a set-up, ask to sign in again, refresh an account, or remove it.",
  },
  "accounts:token": {
    title: "Get access tokens of connected accounts",
    description: "Act at the provider of an account, such as a calendar service, as far as that account allows.",
  },
  "credentials:read": {
    title: "See application credentials",
    description: "Which client IDs are kept, and what uses them. Never a secret.",
  },
  "credentials:manage": {
    title: "Manage application credentials",
    description: "Add, change, check, move and delete client IDs and their secrets. Never read a secret.",
  },
  "activity:read": {
    title: "See the activity",
    description: "Who did what to credentials, accounts and applications, and when.",
  },
  home_assistant: {
    title: "Act as you in Home Assistant",
    description:
      "Everything that you can do in Home Assistant yourself. It cannot be narrowed. Your profile lists it as a long-lived access token, by the application's name.",
  },
} as const;

export type ScopeName = keyof typeof SCOPES;

export const SCOPE_NAMES = Object.keys(SCOPES) as ScopeName[];

export const isScopeName = (scope: string): scope is ScopeName => Object.hasOwn(SCOPES, scope);

/**
 * Which scope an application needs for a command. `any`: one that acts for a person at all. `none`: no application may,
 * because it would get more than it was given (another token, a key, a user) or would decide about applications itself.
 */
export type CommandScope = ScopeName | "any" | "none";

/** Between a person's sign-in and what needs a recent one, in milliseconds. */
export const RECENT_LOGIN_MS = 10 * 60 * 1_000;
