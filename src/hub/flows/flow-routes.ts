import * as v from "valibot";
import { cancelFlow, type HttpCommand, showFlow, startFlow, submitFlow } from "../../protocol/http-commands.ts";
import { requireAdministrator } from "../auth/require-administrator.ts";
import type { Sessions } from "../auth/sessions.ts";
import { json, message } from "../http/answers.ts";
import { readJson } from "../http/request-body.ts";
import type { Exchange, Router } from "../http/router.ts";
import type { Answer, ConfigFlows } from "./config-flows.ts";
import type { Person } from "./flow-record.ts";

const Start = v.object({
  handler: v.string(),
  show_advanced_options: v.optional(v.boolean()),
  entry_id: v.optional(v.string()),
});
const Input = v.object({
  implementation: v.optional(v.string()),
  account: v.optional(v.picklist(["again", "use"])),
});

/** Home Assistant's REST API of config flows (homeassistant/helpers/data_entry_flow.py), for administrators. */
export function serveFlows(router: Router, flows: ConfigFlows, sessions: Sessions): void {
  const person = async (exchange: Exchange, command: HttpCommand): Promise<Person> => {
    const { id, name, address } = await requireAdministrator(exchange, sessions, command);
    return { id, name, address, cookie: exchange.request.headers.get("cookie") };
  };

  router.add("POST", startFlow.path, async (exchange) => {
    const who = await person(exchange, startFlow);
    const { handler, entry_id } = await readJson(exchange.request, Start);
    return toResponse(await flows.start(handler, who, entry_id));
  });

  router.add("GET", showFlow.path, async (exchange) =>
    toResponse(await flows.show(exchange.params.flow_id ?? "", await person(exchange, showFlow))),
  );

  router.add("POST", submitFlow.path, async (exchange) => {
    const { request, params } = exchange;
    const who = await person(exchange, submitFlow);
    return toResponse(await flows.submit(params.flow_id ?? "", await readJson(request, Input), who));
  });

  router.add("DELETE", cancelFlow.path, async (exchange) => {
    await person(exchange, cancelFlow);
    await flows.cancel(exchange.params.flow_id ?? "");
    return message(200, "Flow aborted");
  });
}

function toResponse({ step, setCookie }: Answer): Response {
  const response = json(step);
  if (setCookie !== undefined) response.headers.append("set-cookie", setCookie);
  return response;
}
