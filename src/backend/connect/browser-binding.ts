import { randomBytes } from "node:crypto";
import { digestOf } from "../digest.ts";

/** Holds a random value that ties an authorization to the browser that began it. No session, no user is behind it. */
const COOKIE = "application_credentials_browser";
/** As long as a sign-in may take, with room for a slow start. */
const MAX_AGE_S = 3_600;

/** A browser as it is kept: the digest of its cookie. */
export interface Browser {
  readonly digest: string;
  /** The header that makes it known, or renews its time. */
  readonly setCookie: string;
}

/** Who sent this `Cookie` header, if it was ever here. */
export function browserOf(cookieHeader: string | null): string | undefined {
  const value = valueIn(cookieHeader);
  return value && digestOf(value);
}

function valueIn(cookieHeader: string | null): string | undefined {
  const pair = cookieHeader
    ?.split(";")
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${COOKIE}=`));
  const value = pair?.slice(COOKIE.length + 1);
  return value && /^[\w-]{43}$/.test(value) ? value : undefined;
}

/**
 * The browser behind this `Cookie` header, or a new one.
 * `SameSite=Lax` lets the cookie come along when the provider sends the browser back.
 */
export function bindBrowser(cookieHeader: string | null, publicOrigin: string): Browser {
  const value = valueIn(cookieHeader) ?? randomBytes(32).toString("base64url");
  const secure = publicOrigin.startsWith("https:") ? "; Secure" : "";
  return {
    digest: digestOf(value),
    setCookie: `${COOKIE}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${MAX_AGE_S}${secure}`,
  };
}
