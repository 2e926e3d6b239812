import type { ServerResponse } from "node:http";
import type { BehaviourSettings } from "./behaviour.ts";

type Failure = readonly [status: number, headers: Record<string, string>, body: string];

const JSON_TYPE = { "content-type": "application/json", "cache-control": "no-store" };

const FAILURES: Readonly<Record<Exclude<BehaviourSettings["token_endpoint"], "normal">, Failure>> = {
  unavailable: [503, { ...JSON_TYPE, "retry-after": "5" }, '{"error":"temporarily_unavailable"}'],
  garbage: [200, { "content-type": "text/html" }, "<!doctype html><title>Welcome to this proxy</title>"],
  invalid_client: [401, { ...JSON_TYPE, "www-authenticate": 'Basic realm="demo"' }, '{"error":"invalid_client"}'],
};

/** Answers in the token endpoint's place. @returns false when it shall work. */
export function failTokenEndpoint(mode: BehaviourSettings["token_endpoint"], response: ServerResponse): boolean {
  if (mode === "normal") return false;
  const [status, headers, body] = FAILURES[mode];
  response.writeHead(status, headers).end(body);
  return true;
}
