import { Auth, type AuthData, genClientId, getAuth } from "home-assistant-js-websocket";
import { readStored, writeStored } from "./storage.ts";

const KEY = "hub-tokens";

const saveTokens = (data: AuthData | null): void => writeStored(KEY, data && JSON.stringify(data));

/** Forgets the tokens of this browser without telling the hub: they were refused. */
export const forgetTokens = (): void => saveTokens(null);

/**
 * The session that an earlier visit left in this browser, or undefined when nobody is signed in.
 * Tokens of another origin are never used: they would be sent to the wrong hub.
 */
export function storedAuth(): Auth | undefined {
  const text = readStored(KEY);
  if (!text) return undefined;
  try {
    const data = JSON.parse(text) as AuthData;
    return data.hassUrl === location.origin && data.refresh_token ? new Auth(data, saveTokens) : undefined;
  } catch {
    return undefined;
  }
}

/** Changes an authorization code of onboarding or login into tokens and keeps them (`POST /auth/token`). */
export const authFromCode = (code: string): Promise<Auth> =>
  getAuth({ hassUrl: location.origin, clientId: genClientId(), authCode: code, saveTokens });
