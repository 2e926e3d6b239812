import { type Auth, type Connection, createConnection, ERR_INVALID_AUTH } from "home-assistant-js-websocket";
import type { CurrentUser } from "../../../protocol/home-assistant.ts";
import type { Hass, PageConnection } from "../../../protocol/page.ts";
import { createCalls } from "./call-api.ts";
import { forgetTokens } from "./tokens.ts";

/** What a signed-in page works with; language and theme come from elsewhere. */
export interface Session {
  readonly connection: PageConnection;
  readonly user: CurrentUser;
  readonly config: Hass["config"];
  readonly callApi: Hass["callApi"];
  readonly fetchWithAuth: Hass["fetchWithAuth"];
  /** Ends the session at the hub and in this browser. */
  signOut(): Promise<void>;
}

/**
 * Opens the websocket with this browser's tokens.
 * @param onRefused called once when the hub refuses the session later on: signed out elsewhere, user deleted.
 * @throws ERR_INVALID_AUTH when the hub refuses the tokens; anything else when it does not answer
 * (home-assistant-js-websocket, `lib/errors.ts`).
 */
export async function openSession(auth: Auth, onRefused: () => void): Promise<Session> {
  const connection = await connect(auth);
  let ended = false;
  const end = (): boolean => {
    if (ended) return false;
    ended = true;
    connection.close();
    return true;
  };
  const refused = (): void => {
    if (end()) onRefused();
  };
  connection.addEventListener("reconnect-error", (_connection, error: unknown) => {
    if (error === ERR_INVALID_AUTH) refused();
  });
  const [user, config] = await Promise.all([
    connection.sendMessagePromise<CurrentUser>({ type: "auth/current_user" }),
    connection.sendMessagePromise<Hass["config"]>({ type: "get_config" }),
  ]).catch((error: unknown) => {
    // Nobody will hold this connection, and left open it would reconnect for ever.
    end();
    throw error;
  });
  const signOut = async (): Promise<void> => {
    end();
    await auth.revoke().catch(() => undefined);
    forgetTokens();
  };
  return { connection: connection as PageConnection, user, config, ...createCalls(auth, refused), signOut };
}

/** The public address that the hub had before, and the one it has now; undefined when it did not change of late. */
export function redirectUriChange(config: Hass["config"]): { readonly from: string; readonly to: string } | undefined {
  return (config as { redirect_uri_changed?: { from: string; to: string } }).redirect_uri_changed;
}

/**
 * The library sends an expired token when its refresh fails for want of a network, and then takes the
 * refusal for the end of the session. So the tokens are refreshed here first, and once more when they are refused.
 */
async function connect(auth: Auth): Promise<Connection> {
  if (auth.expired) await auth.refreshAccessToken();
  try {
    return await createConnection({ auth, setupRetry: 0 });
  } catch (error) {
    if (error !== ERR_INVALID_AUTH) throw error;
    await auth.refreshAccessToken();
    return createConnection({ auth, setupRetry: 0 });
  }
}
