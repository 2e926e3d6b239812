/** Signing in at a real Home Assistant, as its own pages do. */
import { answer, post } from "../../support/hub-client.ts";

const OWNER = { name: "Olivia Owner", username: "owner", password: "correct horse" };

export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

interface Step {
  readonly step: string;
  readonly done: boolean;
}

/** Makes the owner where there is none yet; else signs in. */
export async function signInAsOwner(origin: string): Promise<Tokens> {
  const onboarding = await fetch(`${origin}/api/onboarding`);
  const steps = onboarding.ok ? ((await onboarding.json()) as Step[]) : [];
  const isNew = steps.some(({ step, done }) => step === "user" && !done);
  if (!isNew) return logIn(origin, OWNER.username, OWNER.password);
  const { auth_code } = await post<{ auth_code: string }>(`${origin}/api/onboarding/users`, {
    ...OWNER,
    client_id: `${origin}/`,
    language: "en",
  });
  return exchange(origin, auth_code);
}

export async function logIn(origin: string, username: string, password: string): Promise<Tokens> {
  const client_id = `${origin}/`;
  const flow = { client_id, handler: ["homeassistant", null], redirect_uri: client_id };
  const { flow_id } = await post<{ flow_id: string }>(`${origin}/auth/login_flow`, flow);
  const step = await post<{ result: string }>(`${origin}/auth/login_flow/${flow_id}`, {
    client_id,
    username,
    password,
  });
  return exchange(origin, step.result);
}

async function exchange(origin: string, code: string): Promise<Tokens> {
  const body = new URLSearchParams({ grant_type: "authorization_code", code, client_id: `${origin}/` });
  return answer<Tokens>(await fetch(`${origin}/auth/token`, { method: "POST", body }));
}
