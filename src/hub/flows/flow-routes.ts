import * as v from "valibot";
import { requireAdministrator } from "../auth/require-administrator.ts";
import type { Sessions } from "../auth/sessions.ts";
import { json, message } from "../http/answers.ts";
import { readJson } from "../http/request-body.ts";
import type { Router } from "../http/router.ts";
import type { Answer, ConfigFlows } from "./config-flows.ts";
import type { Person } from "./flow-record.ts";

const FLOW = "/api/config/config_entries/flow";
const Start = v.object({ handler: v.string(), show_advanced_options: v.optional(v.boolean()) });
const Input = v.object({ implementation: v.optional(v.string()) });

/** Home Assistant's REST API of config flows (homeassistant/helpers/data_entry_flow.py), for administrators. */
export function serveFlows(router: Router, flows: ConfigFlows, sessions: Sessions): void {
  const person = async (request: Request): Promise<Person> => {
    const { id, name } = await requireAdministrator(request, sessions);
    return { id, name, cookie: request.headers.get("cookie") };
  };

  router.add("POST", FLOW, async ({ request }) => {
    const who = await person(request);
    const { handler } = await readJson(request, Start);
    return toResponse(await flows.start(handler, who));
  });

  router.add("GET", `${FLOW}/{flow_id}`, async ({ request, params }) =>
    toResponse(await flows.show(params.flow_id ?? "", await person(request))),
  );

  router.add("POST", `${FLOW}/{flow_id}`, async ({ request, params }) => {
    const who = await person(request);
    return toResponse(await flows.submit(params.flow_id ?? "", await readJson(request, Input), who));
  });

  router.add("DELETE", `${FLOW}/{flow_id}`, async ({ request, params }) => {
    await person(request);
    await flows.cancel(params.flow_id ?? "");
    return message(200, "Flow aborted");
  });
}

function toResponse({ step, setCookie }: Answer): Response {
  const response = json(step);
  if (setCookie !== undefined) response.headers.append("set-cookie", setCookie);
  return response;
}
