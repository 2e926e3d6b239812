import type { FlowStep, FormStep } from "../../../protocol/flow.ts";

/** Which choices of `pick_implementation` the hub offers itself. */
export const readyMadeIds = ({ description_placeholders }: FormStep): ReadonlySet<string> =>
  new Set(description_placeholders?.ready_made?.split(" "));

/** The services whose ready-made clients a step offers or uses, by their names; blank where there is none. */
export function servicesOf(step: FlowStep): string {
  if (step.type !== "form") return step.description_placeholders?.ready_made ?? "";
  const ids = readyMadeIds(step);
  const options = step.data_schema.flatMap((field) => field.options ?? []);
  return options
    .filter(([id]) => ids.has(id))
    .map(([, name]) => name)
    .join(", ");
}
