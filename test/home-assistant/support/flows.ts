import { visitProvider } from "../../support/oidc-provider.ts";
import type { Client } from "./client.ts";

/** A step of a config flow (homeassistant/data_entry_flow.py, `FlowResult`). */
export interface FlowStep {
  readonly type: string;
  readonly flow_id: string;
  readonly reason?: string;
  readonly step_id?: string;
  readonly url?: string;
  readonly result?: { readonly entry_id: string };
}

const FLOWS = "config/config_entries/flow";

export const startFlow = async (client: Client, handler: string): Promise<FlowStep> =>
  (await client.rest<FlowStep>("POST", FLOWS, { handler })).body;

export const nextStep = async (client: Client, flowId: string, answer: object = {}): Promise<FlowStep> =>
  (await client.rest<FlowStep>("POST", `${FLOWS}/${flowId}`, answer)).body;

/** The person's part of an external step: signs in at the provider, and the browser comes back. */
export async function signInAtProvider(client: Client, step: FlowStep, name: string): Promise<FlowStep> {
  if (step.type !== "external" || !step.url) throw new Error(`not an external step: ${JSON.stringify(step)}`);
  const callback = await fetch(await visitProvider(step.url, name));
  if (!callback.ok) throw new Error(`the callback answers ${callback.status}: ${await callback.text()}`);
  return nextStep(client, step.flow_id);
}

export interface Entry {
  readonly entry_id: string;
  readonly domain: string;
  readonly title: string;
  readonly state: string;
}

export const entryOf = async (client: Client, entryId: string): Promise<Entry | undefined> =>
  (await client.call<Entry[]>("config_entries/get")).find(({ entry_id }) => entry_id === entryId);

export const reloadEntry = (client: Client, entryId: string) =>
  client.rest("POST", `config/config_entries/entry/${entryId}/reload`);

/** The re-authentication flow that waits for an entry's person. */
export async function reauthOf(client: Client, entryId: string): Promise<FlowStep | undefined> {
  const flows =
    await client.call<(FlowStep & { context: { source: string; entry_id?: string } })[]>(
      "config_entries/flow/progress",
    );
  return flows.find(({ context }) => context.source === "reauth" && context.entry_id === entryId);
}

interface FixStep {
  readonly type: string;
  readonly flow_id: string;
  readonly menu_options?: readonly string[] | Readonly<Record<string, string>>;
}

/** What a person does in Repairs: takes the first way that is offered, to its end. */
export async function fixIssue(client: Client, issue_id: string): Promise<void> {
  const start = { handler: "application_credentials", issue_id };
  let { body: step } = await client.rest<FixStep>("POST", "repairs/issues/fix", start);
  for (let steps = 0; steps < 4 && step.type !== "create_entry"; steps += 1) {
    const answer = step.type === "menu" ? { next_step_id: firstOption(step) } : {};
    ({ body: step } = await client.rest<FixStep>("POST", `repairs/issues/fix/${step.flow_id}`, answer));
  }
  if (step.type !== "create_entry") throw new Error(`the fix flow of ${issue_id} ends with ${JSON.stringify(step)}`);
}

function firstOption({ menu_options = [] }: FixStep): string | undefined {
  return Array.isArray(menu_options) ? menu_options[0] : Object.keys(menu_options)[0];
}
