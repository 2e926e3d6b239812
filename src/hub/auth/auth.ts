import type { Store } from "../../backend/store/store.ts";
import type { Router } from "../http/router.ts";
import type { Settings } from "../settings.ts";
import { AuthorizationCodes } from "./authorization-codes.ts";
import { serveLoginFlow } from "./login-flow.ts";
import { serveOnboarding } from "./onboarding.ts";
import { RefreshTokens } from "./refresh-tokens.ts";
import { Sessions } from "./sessions.ts";
import { serveTokenEndpoint } from "./token-endpoint.ts";
import { Users } from "./users.ts";

/** Who may come in, and how they are known. */
export interface Auth {
  readonly users: Users;
  readonly tokens: RefreshTokens;
  readonly sessions: Sessions;
}

/** @param signingKey For access tokens: at least 32 bytes, the same after a restart. */
export async function loadAuth(store: Store, signingKey: Uint8Array): Promise<Auth> {
  const [users, tokens] = await Promise.all([Users.load(store), RefreshTokens.load(store)]);
  return { users, tokens, sessions: new Sessions(users, tokens, signingKey) };
}

/** Onboarding, login and tokens over HTTP. */
export function serveAuth(router: Router, { users, tokens, sessions }: Auth, settings: Settings): void {
  const codes = new AuthorizationCodes();
  serveOnboarding(router, users, codes, (language) => settings.setLanguage(language));
  serveLoginFlow(router, users, codes);
  serveTokenEndpoint(router, { users, codes, tokens, sessions });
}
