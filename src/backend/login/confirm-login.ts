import { homeAssistantError } from "../../protocol/errors.ts";
import { confirmLogin } from "../../protocol/grants.ts";
import { RECENT_LOGIN_MS } from "../../protocol/scopes.ts";
import { type CommandHandler, handle } from "../commands.ts";
import type { ApplicationsHost } from "../host.ts";

/**
 * A person gave their password once more: the fresh sign-in that this made opens what needs a recent one to the sign-in
 * that they work with. Its own time counts, so that one fresh sign-in does not open another for longer.
 */
export const confirmLoginCommand = (host: Pick<ApplicationsHost, "signInOf">): CommandHandler =>
  handle(confirmLogin, async ({ access_token }, caller) => {
    const signIn = await host.signInOf(access_token);
    const isRecent = signIn !== undefined && Date.now() - signIn.at < RECENT_LOGIN_MS;
    if (caller.kind !== "user" || !isRecent || signIn.user_id !== caller.id || !caller.confirmSignIn)
      throw homeAssistantError("This is no sign-in of yours of the last ten minutes. Give your password again.");
    caller.confirmSignIn(signIn.at);
    return null;
  });
