import type Provider from "oidc-provider";
import type { Account, Accounts } from "../accounts.ts";
import { HttpError } from "../http/exchange.ts";

const SCHEME = /^Bearer ([\x21-\x7e]+)$/i;

/**
 * Whose access token a request carries (RFC 6750).
 * @param scope Needed; any token does when absent.
 * @throws HttpError 401 `invalid_token`, 403 `insufficient_scope`
 */
export async function requireBearer(
  provider: Provider,
  accounts: Accounts,
  authorization: string | undefined,
  scope?: string,
): Promise<Account> {
  const value = SCHEME.exec(authorization ?? "")?.[1];
  const token = value === undefined ? undefined : await provider.AccessToken.find(value);
  const account = token && (await accounts.find(token.accountId));
  if (!account) throw new HttpError(401, "invalid_token");
  if (scope !== undefined && !token.scope?.split(" ").includes(scope)) throw new HttpError(403, "insufficient_scope");
  return account;
}
