import { randomBytes, timingSafeEqual } from "node:crypto";
import { digestOf } from "../digest.ts";
import type { StoredSecret } from "./application-record.ts";

/** Lets scanners for leaked secrets, and people, recognise one. */
const PREFIX = "acs_";

/** 256 random bits. @returns the secret, which is shown once, and what is kept of it. */
export function newSecret(): { readonly secret: string; readonly stored: StoredSecret } {
  const secret = PREFIX + randomBytes(32).toString("base64url");
  return { secret, stored: { digest: digestOf(secret), created_at: new Date().toISOString() } };
}

/** Compares in constant time with each of them that has not ended. */
export function isSecretOf(secrets: readonly StoredSecret[], given: string): boolean {
  const digest = Buffer.from(digestOf(given));
  return secrets.filter(isLive).filter((stored) => timingSafeEqual(Buffer.from(stored.digest), digest)).length > 0;
}

export const isLive = ({ ends_at }: StoredSecret): boolean => ends_at === undefined || Date.parse(ends_at) > Date.now();
