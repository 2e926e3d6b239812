import type { ServerResponse } from "node:http";
import type { BehaviourSettings } from "./behaviour.ts";

type Failure = readonly [status: number, headers: Record<string, string>, body: string];

const JSON_TYPE = { "content-type": "application/json", "cache-control": "no-store" };
/** Seconds: long enough to be seen, short enough to be waited for. */
const RETRY_AFTER = { "retry-after": "5" };
/** More than a client of good sense reads. */
const HUGE = 1_024 * 1_024;

const oauthError = (error: string, error_description?: string) => JSON.stringify({ error, error_description });
const hugeToken = () =>
  JSON.stringify({ access_token: "x".repeat(HUGE), token_type: "Bearer", expires_in: 3_600, refresh_token: "y" });

/** One way to fail for each class of failure that a client has to tell apart (RFC 6749, section 5.2; RFC 9110). */
const FAILURES: Readonly<Record<Exclude<BehaviourSettings["token_endpoint"], "normal" | "hang_up">, () => Failure>> = {
  unavailable: () => [503, { ...JSON_TYPE, ...RETRY_AFTER }, oauthError("temporarily_unavailable")],
  rate_limited: () => [429, { ...JSON_TYPE, ...RETRY_AFTER }, oauthError("slow_down", "Too many requests")],
  server_error: () => [500, JSON_TYPE, oauthError("server_error")],
  garbage: () => [200, { "content-type": "text/html" }, "<!doctype html><title>Welcome to this proxy</title>"],
  huge: () => [200, JSON_TYPE, hugeToken()],
  redirect: () => [307, { location: "/elsewhere" }, ""],
  invalid_grant: () => [400, JSON_TYPE, oauthError("invalid_grant", "The grant has ended")],
  invalid_client: () => [401, { ...JSON_TYPE, "www-authenticate": 'Basic realm="demo"' }, oauthError("invalid_client")],
  unauthorized_client: () => [400, JSON_TYPE, oauthError("unauthorized_client", "This client may not do that")],
};

/** Answers in the token endpoint's place. @returns false when it shall work. */
export function failTokenEndpoint(mode: BehaviourSettings["token_endpoint"], response: ServerResponse): boolean {
  if (mode === "normal") return false;
  if (mode === "hang_up") {
    response.destroy();
    return true;
  }
  const [status, headers, body] = FAILURES[mode]();
  response.writeHead(status, headers).end(body);
  return true;
}
