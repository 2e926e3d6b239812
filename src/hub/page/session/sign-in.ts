/** Onboarding and login, the calls before there are tokens: PROTOCOL section 2. */
import { type Auth, genClientId } from "home-assistant-js-websocket";
import { authFromCode } from "./tokens.ts";

export type SignInProblem =
  | "invalid_auth"
  | "local_only"
  | "rate_limited"
  | "owner_exists"
  | "invalid_input"
  | "unreachable";

/** Why nobody got in. `message` is the hub's own sentence, where it gave one. */
export class SignInError extends Error {
  override readonly name = "SignInError";
  readonly problem: SignInProblem;
  /** Seconds to wait, from `Retry-After`. */
  readonly retryAfter: number | undefined;

  constructor(problem: SignInProblem, message = "", retryAfter?: number) {
    super(message);
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

export interface Owner {
  readonly name: string;
  readonly username: string;
  readonly password: string;
  readonly language: string;
}

interface LoginStep {
  readonly type: string;
  readonly flow_id: string;
  readonly result?: string;
}

/**
 * Whether the hub still waits for its owner's account.
 * @throws SignInError `unreachable`
 */
export async function needsOwner(): Promise<boolean> {
  const response = await send("/api/onboarding");
  if (response.status === 404) return false;
  if (!response.ok) throw new SignInError("unreachable");
  const steps = (await response.json()) as { step: string; done: boolean }[];
  return steps.some(({ step, done }) => step === "user" && !done);
}

/**
 * Makes the owner's account and signs in with it.
 * @throws SignInError `owner_exists`, `invalid_input`, `unreachable`
 */
export async function createOwner(owner: Owner): Promise<Auth> {
  const response = await send("/api/onboarding/users", { client_id: genClientId(), ...owner });
  if (response.status === 403) throw new SignInError("owner_exists");
  if (response.status === 400) throw new SignInError("invalid_input", await messageOf(response));
  if (!response.ok) throw new SignInError("unreachable");
  const { auth_code } = (await response.json()) as { auth_code: string };
  return tokensFor(auth_code);
}

/**
 * Signs in with a name and a password by Home Assistant's login flow.
 * @throws SignInError `invalid_auth`, `local_only`, `rate_limited`, `unreachable`
 */
export async function signIn(username: string, password: string): Promise<Auth> {
  const client_id = genClientId();
  const handler = ["homeassistant", null];
  const begun = await loginStep("/auth/login_flow", { client_id, handler, redirect_uri: client_id });
  const step = await loginStep(`/auth/login_flow/${begun.flow_id}`, { client_id, username, password });
  if (step.type !== "create_entry" || !step.result) throw new SignInError("invalid_auth");
  return tokensFor(step.result);
}

async function loginStep(path: string, body: object): Promise<LoginStep> {
  const response = await send(path, body);
  if (response.status === 403) throw new SignInError("local_only", await messageOf(response));
  if (response.status === 429)
    throw new SignInError("rate_limited", await messageOf(response), secondsToWait(response));
  if (!response.ok) throw new SignInError("unreachable");
  return (await response.json()) as LoginStep;
}

async function tokensFor(code: string): Promise<Auth> {
  try {
    return await authFromCode(code);
  } catch {
    throw new SignInError("unreachable");
  }
}

async function send(path: string, body?: object): Promise<Response> {
  const json = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  try {
    return await fetch(path, body ? json : {});
  } catch {
    throw new SignInError("unreachable");
  }
}

const messageOf = async (response: Response): Promise<string> =>
  ((await response.json().catch(() => ({}))) as { message?: string }).message ?? "";

function secondsToWait(response: Response): number | undefined {
  const seconds = Number(response.headers.get("Retry-After"));
  return seconds > 0 ? Math.ceil(seconds) : undefined;
}
