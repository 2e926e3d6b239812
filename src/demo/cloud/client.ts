import * as v from "valibot";
import type { ReadyMadeClient, ReadyMadeTokens } from "../../backend/host.ts";
import { type CommandError, homeAssistantError, providerUnavailable, reauthRequired } from "../../protocol/errors.ts";

const NAME = "Demo Cloud";

/** How long an answer may take, in milliseconds. */
const LIMIT = 9_500;

const Tokens = v.object({
  access_token: v.string(),
  token_type: v.optional(v.string()),
  expires_in: v.optional(v.number()),
  refresh_token: v.optional(v.string()),
  scope: v.optional(v.string()),
});
const Failure = v.object({ error: v.string(), error_description: v.optional(v.string()) });

/** What the hub offers for `demo_mail` with `--demo-cloud`: it speaks with the cloud's service, which has the secret. */
export function demoCloudClient(service: { readonly origin: string; readonly hubToken: string }): ReadyMadeClient {
  const ask = <Schema extends v.GenericSchema>(path: string, fields: object, answer: Schema) =>
    askCloud(`${service.origin}/cloud/${path}`, service.hubToken, fields, answer);
  const tokens = (fields: object): Promise<ReadyMadeTokens> => ask("token", fields, Tokens);
  return {
    id: "demo_cloud",
    name: NAME,
    authorizationUrl: async (request) => (await ask("authorize", request, v.object({ url: v.string() }))).url,
    redeem: (grant) => tokens({ grant_type: "authorization_code", ...grant }),
    refresh: (refresh_token) => tokens({ grant_type: "refresh_token", refresh_token }),
    revoke: async (token) => {
      await ask("revoke", { token }, v.unknown());
    },
  };
}

/** @throws CommandError as `ReadyMadeClient.redeem` */
async function askCloud<Schema extends v.GenericSchema>(
  url: string,
  hubToken: string,
  fields: object,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  const { ok, status, body } = await send(url, hubToken, fields);
  const answer = v.safeParse(schema, body);
  if (ok && answer.success) return answer.output;
  throw failure(status, body);
}

async function send(url: string, hubToken: string, fields: object) {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { authorization: `Bearer ${hubToken}`, "content-type": "application/json" },
      body: JSON.stringify(fields),
      redirect: "error",
      signal: AbortSignal.timeout(LIMIT),
    });
    return { ok: response.ok, status: response.status, body: parse(await response.text()) };
  } catch {
    throw providerUnavailable(`${NAME} can't be reached. Try again later.`);
  }
}

function failure(status: number, body: unknown): CommandError {
  const failed = v.safeParse(Failure, body);
  const code = failed.success ? failed.output.error : "";
  if (code === "invalid_grant") return reauthRequired(`${NAME} answered “invalid_grant”.`);
  if (status >= 500 || status === 429 || code === "") {
    return providerUnavailable(`${NAME} gets no answer from the provider (HTTP status ${status}). Try again later.`);
  }
  return homeAssistantError(`${NAME} answered “${code}”.`);
}

function parse(body: string): unknown {
  try {
    return body === "" ? {} : JSON.parse(body);
  } catch {
    return undefined;
  }
}
