import { randomUUID } from "node:crypto";
import * as v from "valibot";
import { ExpiringMap } from "../../backend/expiring-map.ts";
import { HttpError, json, message } from "../http/answers.ts";
import { readJson } from "../http/request-body.ts";
import type { Exchange, Router } from "../http/router.ts";
import type { AuthorizationCodes } from "./authorization-codes.ts";
import { ClientUrl, isRedirectUriOf } from "./client-id.ts";
import { LoginLimiter } from "./login-limiter.ts";
import { MAX_PASSWORD, verifyPassword } from "./passwords.ts";
import { normaliseUsername, refusalOf, type Users } from "./users.ts";

const LIFETIME = 30 * 60 * 1_000;
const MAX_FLOWS = 1_000;

const Begin = v.object({
  client_id: ClientUrl,
  handler: v.pipe(v.array(v.nullable(v.string())), v.length(2, "must name a provider and its id")),
  redirect_uri: v.string(),
});
const SignIn = v.object({
  client_id: ClientUrl,
  username: v.pipe(v.string(), v.maxLength(255)),
  password: v.pipe(v.string(), v.maxLength(MAX_PASSWORD)),
});

/** Home Assistant's login flow (homeassistant/components/auth/login_flow.py), with its one provider: name and password. */
export function serveLoginFlow(router: Router, users: Users, codes: AuthorizationCodes): void {
  const flows = new ExpiringMap<{ client_id: string }>(LIFETIME, MAX_FLOWS);
  const limiter = new LoginLimiter();

  router.add("POST", "/auth/login_flow", async ({ request }: Exchange) => {
    const { client_id, handler, redirect_uri } = await readJson(request, Begin);
    if (handler[0] !== "homeassistant" || handler[1] !== null) return message(404, "Invalid handler specified");
    if (!isRedirectUriOf(redirect_uri, client_id)) return message(403, "Invalid redirect URI");
    const flowId = randomUUID().replaceAll("-", "");
    flows.set(flowId, { client_id });
    return json(loginForm(flowId, {}));
  });

  router.add("POST", "/auth/login_flow/{flow_id}", async ({ request, params, address, isLocal }: Exchange) => {
    const flowId = params.flow_id ?? "";
    const { client_id, username, password } = await readJson(request, SignIn);
    const flow = flows.get(flowId);
    if (!flow) return message(404, "Invalid flow specified");
    if (flow.client_id !== client_id) return message(400, "Invalid client id");
    const user = await signIn(users, limiter, address, username, password);
    if (!user) return json(loginForm(flowId, { base: "invalid_auth" }));
    flows.take(flowId);
    const refusal = refusalOf(user, isLocal);
    if (refusal !== undefined) return message(403, `Login blocked: ${refusal}`);
    return json(signedIn(flowId, codes.create(client_id, user.id)));
  });

  router.add("DELETE", "/auth/login_flow/{flow_id}", ({ params }: Exchange) =>
    flows.take(params.flow_id ?? "") ? message(200, "Flow aborted") : message(404, "Invalid flow specified"),
  );
}

/** @throws HttpError 429 after too many failures. */
async function signIn(users: Users, limiter: LoginLimiter, address: string, username: string, password: string) {
  const attempt = limiter.begin(address, normaliseUsername(username));
  if ("retryAfter" in attempt) throw tooManyAttempts(attempt.retryAfter);
  const user = users.withUsername(username);
  if (!(await verifyPassword(password, user?.login?.password_hash))) return undefined;
  attempt.succeeded();
  return user;
}

const tooManyAttempts = (seconds: number) =>
  new HttpError(429, `Too many failed attempts. Try again in ${seconds} seconds.`, { "retry-after": String(seconds) });

const loginForm = (flowId: string, errors: Readonly<Record<string, string>>) => ({
  type: "form",
  flow_id: flowId,
  handler: ["homeassistant", null],
  step_id: "init",
  data_schema: [
    { name: "username", required: true, type: "string" },
    { name: "password", required: true, type: "string" },
  ],
  errors,
  description_placeholders: null,
  last_step: null,
  preview: null,
});

const signedIn = (flowId: string, code: string) => ({
  type: "create_entry",
  version: 1,
  flow_id: flowId,
  handler: ["homeassistant", null],
  result: code,
  description: null,
  description_placeholders: null,
});
