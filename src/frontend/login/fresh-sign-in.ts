/** Home Assistant's login flow, which the embedded hub has too, for one more sign-in of who is here (homeassistant/components/auth/login_flow.py). */

export type SignInProblem = "wrong" | "too_many" | "blocked" | "other_provider" | "unreachable";

/** Why nobody was signed in. */
export class FreshSignInError extends Error {
  override readonly name = "FreshSignInError";
  readonly problem: SignInProblem;

  constructor(problem: SignInProblem) {
    super(problem);
    this.problem = problem;
  }
}

/** A step that wants an answer: name and password first, then perhaps a code of a second factor. */
interface FormStep {
  readonly type: "form";
  readonly flow_id: string;
  readonly step_id: string;
  readonly errors?: Readonly<Record<string, string>> | null;
}
type Step = FormStep | { readonly type: "create_entry"; readonly result: string } | { readonly type: "abort" };

export interface FreshTokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

/** Ahead of a step: what is to be typed. */
export type Asked = "password" | "code";

/** One sign-in, from its first form to its tokens. */
export class FreshSignIn {
  #flowId = "";
  asked: Asked = "password";

  /**
   * @returns the tokens; undefined when one more answer is wanted, as `asked` says then.
   * @throws FreshSignInError
   */
  async answer(fields: Readonly<Record<string, string>>): Promise<FreshTokens | undefined> {
    if (this.#flowId === "") await this.#begin();
    const step = await send(`/auth/login_flow/${this.#flowId}`, { client_id: clientId(), ...fields });
    if (step.type === "create_entry") return redeem(step.result);
    if (step.type === "abort") throw this.#over("wrong");
    if (Object.keys(step.errors ?? {}).length > 0) throw new FreshSignInError("wrong");
    this.asked = step.step_id === "init" ? "password" : "code";
    return undefined;
  }

  async #begin(): Promise<void> {
    const handler = ["homeassistant", null];
    const step = await send("/auth/login_flow", { client_id: clientId(), handler, redirect_uri: clientId() });
    if (step.type !== "form") throw new FreshSignInError("other_provider");
    this.#flowId = step.flow_id;
  }

  #over(problem: SignInProblem): FreshSignInError {
    this.#flowId = "";
    this.asked = "password";
    return new FreshSignInError(problem);
  }
}

/** Ends a sign-in that has served. */
export async function endSignIn({ refresh_token }: FreshTokens): Promise<void> {
  await fetch("/auth/revoke", { method: "POST", body: new URLSearchParams({ token: refresh_token }) });
}

const clientId = (): string => `${location.origin}/`;

async function send(path: string, body: object): Promise<Step> {
  const headers = { "Content-Type": "application/json" };
  const response = await reach(path, { method: "POST", headers, body: JSON.stringify(body) });
  if (response.ok) return (await response.json()) as Step;
  if (response.status === 429) throw new FreshSignInError("too_many");
  throw new FreshSignInError(response.status === 403 ? "blocked" : "other_provider");
}

async function redeem(code: string): Promise<FreshTokens> {
  const body = new URLSearchParams({ grant_type: "authorization_code", code, client_id: clientId() });
  const response = await reach("/auth/token", { method: "POST", body });
  if (!response.ok) throw new FreshSignInError("blocked");
  return (await response.json()) as FreshTokens;
}

async function reach(path: string, options: RequestInit): Promise<Response> {
  try {
    return await fetch(path, options);
  } catch {
    throw new FreshSignInError("unreachable");
  }
}
