import { type CommandHandler, handle, handleSubscription } from "../../backend/commands.ts";
import { flowsInProgress, subscribeFlows } from "../../protocol/home-assistant.ts";
import { toFlowInProgress } from "../flows/flow-record.ts";
import type { FlowRegistry } from "../flows/flow-registry.ts";

/** Flows that wait for a person (homeassistant/components/config/config_entries.py). */
export function flowCommands(registry: FlowRegistry): CommandHandler[] {
  return [
    handle(flowsInProgress, () => registry.waiting().map(toFlowInProgress)),

    handleSubscription(subscribeFlows, (_args, _caller, send) => {
      send(registry.waiting().map((flow) => ({ type: null, flow_id: flow.flow_id, flow: toFlowInProgress(flow) })));
      return registry.listen(({ type, flow }) =>
        send([{ type, flow_id: flow.flow_id, ...(type === "added" && { flow: toFlowInProgress(flow) }) }]),
      );
    }),
  ];
}
