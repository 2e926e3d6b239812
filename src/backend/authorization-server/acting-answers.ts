import type { KoaContextWithOIDC } from "oidc-provider";
import type { Log } from "../host.ts";
import { isRecord } from "../is-record.ts";
import type { ActingSignIns } from "./acting-sign-ins.ts";

interface ActingAnswerParts {
  readonly acting: ActingSignIns | undefined;
  readonly host: { readonly log: Log };
}

/**
 * Adds the hub's own access token to the answer of the token endpoint, beside the application's (RFC 6749, section 5.1,
 * lets clients ignore it), and ends its sign-in when the application gives its tokens up.
 */
export async function actForPerson(ctx: KoaContextWithOIDC, { acting, host }: ActingAnswerParts): Promise<void> {
  const { oidc } = ctx;
  if (!acting || !oidc || ctx.status !== 200) return;
  const { client, entities } = oidc;
  const token = entities.AccessToken ?? entities.RefreshToken;
  if (!client || !token || token.clientId !== client.clientId || !("accountId" in token)) return;
  const { accountId } = token;
  if (oidc.route === "revocation") await acting.end(client.clientId, accountId);
  if (oidc.route !== "token" || !isRecord(ctx.body)) return;
  try {
    const hubToken = await acting.tokenFor(client.clientId, accountId, String(ctx.body.scope ?? ""));
    if (hubToken === "ended") {
      ctx.status = 400;
      ctx.body = { error: "invalid_grant", error_description: "the person ended this sign-in" };
    } else if (hubToken) {
      const { access_token: home_assistant_access_token, expires_in: home_assistant_expires_in } = hubToken;
      ctx.body = { ...ctx.body, home_assistant_access_token, home_assistant_expires_in };
    }
  } catch (error) {
    // The application's own tokens are made already, and good: it is given the hub's with its next refresh.
    host.log.error("An application could not be given its sign-in at the hub", error);
  }
}
