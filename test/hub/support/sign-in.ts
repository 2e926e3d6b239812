import assert from "node:assert/strict";
import { visitProvider } from "../../support/oidc-provider.ts";
import { caller, type Tokens } from "./client.ts";

export const FLOW = "config/config_entries/flow";

/** An external step as a page has it: its address, and the cookie that binds it to the browser. */
export interface ExternalStep {
  readonly flow_id: string;
  readonly url: string;
  readonly cookie: string;
}

/** Moves a flow on by REST, to its external step. */
export async function externalStep(
  origin: string,
  { access_token }: Tokens,
  path = FLOW,
  input: object = { handler: "calendar" },
): Promise<ExternalStep> {
  const { body, headers } = await caller(origin, access_token)("POST", path, input);
  assert.equal(body.type, "external", JSON.stringify(body));
  const cookie = headers.getSetCookie()[0]?.split(";", 1)[0] ?? "";
  return { flow_id: String(body.flow_id), url: String(body.url), cookie };
}

/** Follows an external step as the popup does, with the page's cookie, and answers the last page. */
export async function follow(
  step: Pick<ExternalStep, "url" | "cookie">,
  allow = true,
  name = "anna",
): Promise<Response> {
  const headers = { cookie: step.cookie };
  const start = await fetch(step.url, { redirect: "manual", headers });
  assert.equal(start.status, 303);
  const back = await visitProvider(start.headers.get("location") ?? "", name, allow);
  return fetch(back, { headers });
}
