import { json } from "../http/answers.ts";
import { readForm } from "../http/request-body.ts";
import type { Exchange, Router } from "../http/router.ts";
import type { AuthorizationCodes } from "./authorization-codes.ts";
import { isClientUrl } from "./client-id.ts";
import type { RefreshTokens } from "./refresh-tokens.ts";
import { ACCESS_TOKEN_LIFETIME, type Sessions } from "./sessions.ts";
import { refusalOf, type Users } from "./users.ts";

export interface TokenEndpointParts {
  readonly users: Users;
  readonly codes: AuthorizationCodes;
  readonly tokens: RefreshTokens;
  readonly sessions: Sessions;
}

type Form = ReadonlyMap<string, string>;

/** `/auth/token` and `/auth/revoke`, with Home Assistant's answers (homeassistant/components/auth/__init__.py). */
export function serveTokenEndpoint(router: Router, parts: TokenEndpointParts): void {
  router.add("POST", "/auth/token", async ({ request, isLocal }: Exchange) => {
    const form = await readForm(request);
    const grantType = form.get("grant_type");
    if (grantType === "authorization_code") return exchangeCode(form, isLocal, parts);
    if (grantType === "refresh_token") return refresh(form, isLocal, parts);
    return failure("unsupported_grant_type", "Unsupported grant type");
  });

  // RFC 7009, section 2.2: a token that is not known is no error.
  router.add("POST", "/auth/revoke", async ({ request }: Exchange) => {
    await parts.tokens.revoke((await readForm(request)).get("token") ?? "");
    return new Response(null, { status: 200 });
  });
}

async function exchangeCode(form: Form, isLocal: boolean, parts: TokenEndpointParts): Promise<Response> {
  const { users, codes, tokens, sessions } = parts;
  const clientId = form.get("client_id");
  if (clientId === undefined || !isClientUrl(clientId)) return failure("invalid_request", "Invalid client id");
  const userId = codes.redeem(form.get("code") ?? "", clientId);
  const user = userId === undefined ? undefined : users.get(userId);
  if (!user) return failure("invalid_request", "Invalid code");
  const refusal = refusalOf(user, isLocal);
  if (refusal !== undefined) return failure("access_denied", refusal, 403);
  const { record, opaque } = await tokens.create(user.id, clientId);
  return json({ ...(await accessTokenAnswer(sessions.accessToken(record))), refresh_token: opaque });
}

async function refresh(
  form: Form,
  isLocal: boolean,
  { users, tokens, sessions }: TokenEndpointParts,
): Promise<Response> {
  const clientId = form.get("client_id");
  if (clientId !== undefined && !isClientUrl(clientId)) return failure("invalid_request", "Invalid client id");
  const opaque = form.get("refresh_token");
  if (opaque === undefined) return failure("invalid_request", "Missing refresh token");
  const signIn = tokens.find(opaque);
  const user = signIn && users.get(signIn.user_id);
  if (!signIn || !user) return failure("invalid_grant", "Invalid refresh token");
  if (signIn.client_id !== clientId) return failure("invalid_request", "Invalid client id");
  const refusal = refusalOf(user, isLocal);
  if (refusal !== undefined) return failure("access_denied", refusal, 403);
  await tokens.touch(signIn);
  return json(await accessTokenAnswer(sessions.accessToken(signIn)));
}

const accessTokenAnswer = async (token: Promise<string>) => ({
  access_token: await token,
  token_type: "Bearer",
  expires_in: ACCESS_TOKEN_LIFETIME,
  ha_auth_provider: "homeassistant",
});

const failure = (error: string, description: string, status = 400) =>
  json({ error, error_description: description }, status);
