import type { Database } from "./database.ts";

interface TokenRecord {
  readonly accountId?: string;
  readonly clientId?: string;
}

/** Ends every access token before its time. @returns how many. */
export const expireAccessTokens = (database: Database): Promise<number> => endTokens(database, "AccessToken");

/** Ends refresh tokens: those of one account, or all. @returns how many. */
export const revokeRefreshTokens = (database: Database, sub?: string): Promise<number> =>
  endTokens(database, "RefreshToken", ({ accountId }) => sub === undefined || accountId === sub);

/** Ends everything that was given to a client. */
export async function endTokensOfClient(database: Database, id: string): Promise<void> {
  for (const kind of ["AuthorizationCode", "AccessToken", "RefreshToken"]) {
    await endTokens(database, kind, ({ clientId }) => clientId === id);
  }
}

async function endTokens(
  database: Database,
  kind: string,
  matches: (token: TokenRecord) => boolean = () => true,
): Promise<number> {
  const all = await database.entries<TokenRecord>(kind);
  const ended = all.filter(([, token]) => matches(token));
  for (const [key] of ended) await database.delete(kind, key);
  return ended.length;
}
