import { timingSafeEqual } from "node:crypto";
import * as v from "valibot";
import { type Exchange, HttpError, sendJson } from "../provider/http/exchange.ts";
import { readFields } from "../provider/http/request-body.ts";
import type { Route } from "../provider/http/router.ts";

/** The cloud's own client at the provider; the hub never sees its secret. */
export interface CloudClient {
  readonly client_id: string;
  readonly client_secret: string;
}

export interface CloudServiceParts {
  /** The provider's origin. */
  readonly origin: string;
  readonly client: CloudClient;
  /** What a hub signs in with, as a subscriber does. */
  readonly hubToken: string;
}

/** How long the provider may take, in milliseconds. */
const LIMIT = 9_000;

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(4_096));
const Authorize = v.strictObject({ redirect_uri: text, scope: v.string(), state: text, code_challenge: text });
const Token = v.variant("grant_type", [
  v.strictObject({
    grant_type: v.literal("authorization_code"),
    code: text,
    redirect_uri: text,
    code_verifier: text,
  }),
  v.strictObject({ grant_type: v.literal("refresh_token"), refresh_token: text }),
]);
const Revoke = v.strictObject({ token: text });

/**
 * “Demo Cloud”: a small account-linking service on the provider's port. It keeps a client of its own at the provider,
 * makes the provider's URLs with it, and redeems and refreshes in the hub's place; it keeps no token.
 */
export function cloudRoutes(parts: CloudServiceParts): Route[] {
  const route = (path: string, answer: (exchange: Exchange, fields: unknown) => Promise<void>): Route => [
    "POST",
    `/cloud/${path}`,
    async (exchange) => {
      requireHub(exchange, parts.hubToken);
      await answer(exchange, await readFields(exchange.request));
    },
  ];
  return [
    route("authorize", async (exchange, fields) =>
      sendJson(exchange, { url: authorizeUrl(parts, check(Authorize, fields)) }),
    ),
    route("token", (exchange, fields) => relay(exchange, parts, "/token", check(Token, fields))),
    route("revoke", (exchange, fields) => relay(exchange, parts, "/token/revocation", check(Revoke, fields))),
  ];
}

/** @throws HttpError 401 */
function requireHub({ request }: Exchange, hubToken: string): void {
  const given = Buffer.from(request.headers.authorization ?? "");
  const wanted = Buffer.from(`Bearer ${hubToken}`);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw new HttpError(401, "invalid_token");
}

function authorizeUrl({ origin, client }: CloudServiceParts, request: v.InferOutput<typeof Authorize>): string {
  const url = new URL("/auth", origin);
  const { scope, ...rest } = request;
  const parameters = { response_type: "code", client_id: client.client_id, ...rest, code_challenge_method: "S256" };
  url.search = new URLSearchParams({ ...parameters, ...(scope && { scope }) }).toString();
  return url.href;
}

/** Asks the provider as the cloud's client, and hands its answer on as it is. */
async function relay(
  exchange: Exchange,
  { origin, client }: CloudServiceParts,
  path: string,
  fields: Record<string, string>,
): Promise<void> {
  const { status, body } = await askProvider(`${origin}${path}`, new URLSearchParams({ ...fields, ...client }));
  const headers = { "content-type": "application/json", "cache-control": "no-store" };
  exchange.response.writeHead(status, headers).end(body);
}

async function askProvider(url: string, body: URLSearchParams): Promise<{ status: number; body: string }> {
  try {
    const response = await fetch(url, {
      method: "POST",
      body,
      redirect: "error",
      signal: AbortSignal.timeout(LIMIT),
    });
    return { status: response.status, body: await response.text() };
  } catch {
    throw new HttpError(504, "provider_unavailable");
  }
}

function check<Schema extends v.GenericSchema>(schema: Schema, fields: unknown): v.InferOutput<Schema> {
  const checked = v.safeParse(schema, fields);
  if (!checked.success) throw new HttpError(400, "invalid_request");
  return checked.output;
}
