import type { Implementation } from "../../backend/connect/client-directory.ts";
import type { HostEntry } from "../../backend/host.ts";
import type { AbortReason, AbortStep, CreateEntryStep, ExternalStep, FormStep } from "../../protocol/flow.ts";
import type { FlowRecord } from "./flow-record.ts";

type FlowName = Pick<FlowRecord, "flow_id" | "handler">;

const nameOf = ({ flow_id, handler }: FlowName) => ({ flow_id, handler });

/** Several implementations: which one? (config_entry_oauth2_flow.py, `async_step_pick_implementation`) */
export const pickForm = (flow: FlowName, implementations: readonly Implementation[]): FormStep => ({
  type: "form",
  ...nameOf(flow),
  step_id: "pick_implementation",
  data_schema: [
    {
      name: "implementation",
      required: true,
      type: "select",
      options: implementations.map(({ id, name }) => [id, name] as const),
    },
  ],
  description_placeholders: readyMadeOnes(implementations),
  errors: null,
  last_step: null,
});

/** Which of them the hub offers: ids with a space between. Ours, in a field where Home Assistant's pages expect anything. */
const readyMadeOnes = (implementations: readonly Implementation[]) => {
  const ids = implementations.filter(({ ready_made }) => ready_made).map(({ id }) => id);
  return ids.length > 0 ? { ready_made: ids.join(" ") } : null;
};

export const reauthForm = (flow: FlowRecord): FormStep => ({
  type: "form",
  ...nameOf(flow),
  step_id: "reauth_confirm",
  data_schema: [],
  description_placeholders: {
    name: flow.title ?? "",
    ...(flow.bound_to && { credential: flow.bound_to.name }),
  },
  errors: null,
  last_step: null,
});

/** Somebody signed in with another account than the entry's. The first choice changes nothing. */
export const confirmAccountForm = (flow: FlowRecord, account: string): FormStep => ({
  type: "form",
  ...nameOf(flow),
  step_id: "confirm_account",
  data_schema: [
    {
      name: "account",
      required: true,
      type: "select",
      options: [
        ["again", `Sign in again as ${flow.title ?? ""}`],
        ["use", `Use ${account} for this entry from now on`],
      ],
    },
  ],
  description_placeholders: { name: flow.title ?? "", account },
  errors: null,
  last_step: null,
});

/** @param service The name of that whose ready-made client is used. */
export const externalStep = (flow: FlowName, url: string, service?: string): ExternalStep => ({
  type: "external",
  ...nameOf(flow),
  step_id: "auth",
  url,
  description_placeholders: service === undefined ? null : { ready_made: service },
});

export const abortStep = (flow: FlowName, reason: AbortReason, error?: string): AbortStep => ({
  type: "abort",
  ...nameOf(flow),
  reason,
  description_placeholders: error === undefined ? null : { error },
});

export const createEntryStep = (flow: FlowName, entry: HostEntry): CreateEntryStep => ({
  type: "create_entry",
  ...nameOf(flow),
  version: 1,
  title: entry.title,
  description_placeholders: null,
  result: { entry_id: entry.entry_id, domain: entry.domain, title: entry.title, state: entry.state },
});
