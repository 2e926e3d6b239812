import type Provider from "oidc-provider";
import type { AdapterPayload } from "oidc-provider";
import type { Application } from "../../protocol/applications.ts";
import { isLoopbackRedirect, isNativeRedirect } from "../../protocol/redirect-uri.ts";
import type { Applications } from "../applications/applications.ts";
import type { Caller } from "../host.ts";
import type { InteractionExchange } from "./interactions.ts";
import type { UnverifiedClients } from "./unverified-clients.ts";

/** What an application asks of a person. */
export interface Asked {
  readonly application: Application;
  /** Of the hub's scopes, and within what the application is registered for and the person may. */
  readonly scopes: readonly string[];
  readonly beyondRole: readonly string[];
  /** Everything else that was asked for, and is not given. */
  readonly refused: readonly string[];
  readonly redirect: { readonly host?: string; readonly isLocal: boolean };
  /** The person is to be asked, whatever they allowed before: `prompt=consent`, or it can't be told who asks. */
  readonly mustAsk: boolean;
  /** The person has to have given their password since then, in milliseconds: `prompt=login`, `max_age`. */
  readonly loginSince: number | undefined;
  readonly sessionUid: string | undefined;
}

/** What only an administrator may do, an application may not do for anybody else. */
const FOR_ADMINISTRATORS: ReadonlySet<string> = new Set([
  "accounts:connect",
  "accounts:token",
  "credentials:read",
  "credentials:manage",
  "activity:read",
]);

/** @returns undefined when it is over, another browser's, or its application may no longer ask. */
export async function askedIn(
  provider: Provider,
  { request, response, uid }: Pick<InteractionExchange, "request" | "response" | "uid">,
  { applications, unverified }: { readonly applications: Applications; readonly unverified: UnverifiedClients },
  person: Caller & { readonly kind: "user" },
): Promise<Asked | undefined> {
  const interaction = await provider.interactionDetails(request, response).catch(() => undefined);
  if (interaction?.uid !== uid || interaction.result) return undefined;
  const { params, session } = interaction;
  const clientId = String(params.client_id);
  const known = applications.withClientId(clientId);
  const application =
    known && known.unverified !== "client_id_metadata_document"
      ? known
      : await fromDocument(provider, clientId, unverified);
  if (!application?.enabled) return undefined;
  const requested = String(params.scope ?? "")
    .split(" ")
    .filter((scope) => scope !== "");
  const wanted = requested.filter((scope) => application.scopes.includes(scope));
  const mayNot = (scope: string) => !person.is_admin && FOR_ADMINISTRATORS.has(scope);
  const prompts = String(params.prompt ?? "").split(" ");
  return {
    application,
    scopes: wanted.filter((scope) => !mayNot(scope)),
    beyondRole: wanted.filter(mayNot),
    refused: requested.filter((scope) => !wanted.includes(scope) || mayNot(scope)),
    redirect: redirectOf(params.redirect_uri),
    mustAsk: prompts.includes("consent") || mayBeAnybody(application, params.redirect_uri),
    loginSince: loginSince(interaction.iat, prompts.includes("login") ? 0 : params.max_age),
    sessionUid: session?.uid,
  };
}

/**
 * Counted from when the application asked (OpenID Connect Core, section 3.1.2.1): a person who reads for long is not
 * asked twice. `prompt=login` is a `max_age` of none.
 */
const loginSince = (askedAt: number | undefined, maxAge: unknown): number | undefined =>
  maxAge === undefined ? undefined : ((askedAt ?? Date.now() / 1_000) - Number(maxAge)) * 1_000;

/** What a client that is not registered says of itself at its address. */
async function fromDocument(
  provider: Provider,
  clientId: string,
  unverified: UnverifiedClients,
): Promise<Application | undefined> {
  const client = await provider.Client.find(clientId).catch(() => undefined);
  return client && unverified.fromDocument(clientId, client.metadata() as AdapterPayload);
}

/**
 * Any program of a person's machine can listen there, or take the scheme, and name a client ID that is no secret (RFC
 * 8252, section 8.6); and a device's code can be one that somebody else was shown (RFC 8628, section 5.4).
 */
const mayBeAnybody = ({ type }: Application, redirectUri: unknown): boolean =>
  typeof redirectUri !== "string" || (type === "public" && isNativeRedirect(redirectUri));

function redirectOf(uri: unknown): Asked["redirect"] {
  const url = typeof uri === "string" ? URL.parse(uri) : null;
  if (!url) return { isLocal: false };
  // An app's own scheme has no host that says anything.
  return { host: url.host || url.protocol.slice(0, -1), isLocal: isLoopbackRedirect(url.href) };
}
