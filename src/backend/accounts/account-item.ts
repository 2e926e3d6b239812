import type { Account as AccountItem } from "../../protocol/accounts.ts";
import type { Account } from "./account-store.ts";
import type { RefreshFailure } from "./refresh-failures.ts";
import { type Forecast, isNear } from "./refresh-token-life.ts";

/** What is known of an account beside itself. Times: milliseconds since 1970. */
export interface AccountNews {
  readonly failure: RefreshFailure | undefined;
  readonly forecast: Forecast | undefined;
  readonly lastUse: number | undefined;
  /** When it is refreshed without being asked for. */
  readonly nextRefresh: number | undefined;
}

const STATES = { unavailable: "retrying", invalid_client: "credential_rejected", refused: "refused" } as const;

/** An account as administrators see it: how it is doing, never its tokens. */
export function toItem(account: Account, { failure, forecast, lastUse, nextRefresh }: AccountNews): AccountItem {
  const { entry_id, domain, expires_at, signed_in_at, issued_at, rejected } = account;
  return {
    entry_id,
    domain,
    state: rejected === undefined ? (failure ? STATES[failure.kind] : "working") : "sign_in_needed",
    expires_at: iso(expires_at),
    ...(signed_in_at !== undefined && { signed_in_at: iso(signed_in_at) }),
    ...(issued_at !== undefined && issued_at !== signed_in_at && { last_refresh: iso(issued_at) }),
    ...(lastUse !== undefined && { last_used: iso(lastUse) }),
    ...(nextRefresh !== undefined && { next_refresh: iso(nextRefresh) }),
    ...errorOf(account, failure),
    ...(forecast && isNear(forecast) && { warning: warningOf(forecast) }),
  };
}

function errorOf({ rejected }: Account, failure: RefreshFailure | undefined) {
  if (rejected !== undefined) return { last_error: { message: rejected } };
  if (!failure) return {};
  const { message, failed_at, next_try } = failure;
  return { last_error: { message, at: iso(failed_at) }, next_try: iso(next_try) };
}

const warningOf = ({ ends_at, life, source }: Forecast) => ({
  code: "sign_in_ends" as const,
  ends_at: iso(ends_at),
  life_days: Math.round(life / 86_400_000),
  source,
});

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();
