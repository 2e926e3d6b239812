import type { EventEmitter } from "node:events";
import type Provider from "oidc-provider";
import type { AdapterPayload, Configuration, KoaContextWithOIDC } from "oidc-provider";
import type { Log } from "../host.ts";
import { isRecord } from "../is-record.ts";
import { actForPerson } from "./acting-answers.ts";
import type { ActingSignIns } from "./acting-sign-ins.ts";
import type { Artifacts } from "./artifacts.ts";
import type { ClientAttempts } from "./client-attempts.ts";
import type { fetchDocument } from "./client-documents.ts";
import { type ConfigurationParts, configurationOf, endpointsOf } from "./configuration.ts";
import { devicePage } from "./device-pages.ts";
import { errorPage, type PageTextsFor } from "./error-page.ts";
import { letFormsThrough } from "./form-pages.ts";
import { interactionPolicy } from "./interaction-policy.ts";
import type { RefreshAnswers } from "./refresh-answers.ts";
import type { UnverifiedClients } from "./unverified-clients.ts";

export interface ProviderParts
  extends Omit<ConfigurationParts, "adapter" | "policy" | "features" | "extraParams" | "fetch"> {
  readonly adapter: NonNullable<ConfigurationParts["adapter"]>;
  readonly artifacts: Artifacts;
  readonly answers: RefreshAnswers;
  /** Public keys that signed before. */
  readonly formerKeys: () => readonly object[];
  readonly textsFor: PageTextsFor;
  /** A request named a redirect URI that its application has not registered. */
  readonly attempts: ClientAttempts;
  readonly fetchDocument: typeof fetchDocument;
  readonly acting: ActingSignIns | undefined;
  readonly unverified: UnverifiedClients;
  readonly refusedRedirect: (clientId: string, redirectUri: string) => void;
  /** An application was given tokens of a person's. @param address absent where it is not known. */
  readonly fetchedTokens: (clientId: string, userId: string, address: string | undefined) => void;
}

/** Builds `oidc-provider`; it is loaded here, so that a hub that no application asks carries none of it. */
export async function createProvider(parts: ProviderParts): Promise<Provider> {
  const { default: OidcProvider, errors, interactionPolicy: policies } = await import("oidc-provider");
  const { applications, issuer, host } = parts;
  const provider = new OidcProvider(issuer.identifier, {
    ...configurationOf({
      ...parts,
      policy: interactionPolicy(policies),
      features: { deviceFlow: deviceFlow(parts), clientIdMetadataDocument: documents(parts) },
      fetch: parts.fetchDocument as never,
      extraParams: {
        // Tokens are for this hub, and for nobody else (RFC 8707).
        resource: (_ctx: unknown, value: string | undefined) => {
          if (value !== undefined && !isOwnResource(value, issuer.identifier)) throw new errors.InvalidTarget();
        },
      },
    }),
    renderError: (ctx, _out, error) => {
      const over = error instanceof errors.SessionNotFound;
      // What was sent is not in the description of any of them but for parameters' names.
      const detail = error instanceof errors.OIDCProviderError ? (error.error_description ?? error.error) : undefined;
      const { headers, body } = errorPage(parts.textsFor(ctx.get("accept-language")), host.name, over, detail);
      ctx.set(headers);
      ctx.body = body;
    },
  });
  // The listener names the issuer's own address in the headers that a proxy would set.
  provider.proxy = true;
  provider.Client.prototype.compareClientSecret = function (given: string) {
    const { ctx } = OidcProvider;
    const attempt = parts.attempts.begin(this.clientId, ctx?.ip ?? "");
    if ("retryAfter" in attempt) {
      ctx?.set("Retry-After", String(attempt.retryAfter));
      throw Object.assign(new errors.TemporarilyUnavailable("too many failed attempts"), {
        status: 429,
        statusCode: 429,
      });
    }
    const isRight = applications.isSecretOf(this.clientId, given);
    if (isRight) attempt.takeBack();
    return isRight;
  };
  provider.use(limitRegistrations(parts) as never);
  // What is answered has to be on disk before it is.
  provider.use((ctx, next) =>
    parts.artifacts.during(async () => {
      await next();
      letFormsThrough(ctx as KoaContextWithOIDC);
      await actForPerson(ctx as KoaContextWithOIDC, parts);
      await afterwards(ctx as KoaContextWithOIDC, parts);
    }),
  );
  report(provider, parts, host.log);
  return provider;
}

/** Before and after a client registers itself: how many may, and what it was really given. */
const limitRegistrations =
  ({ unverified, applications, issuer, settings }: ProviderParts) =>
  async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    const isOffered = settings.dynamic_registration && ctx.path === endpointsOf(issuer).registration;
    const isRegistration = isOffered && ctx.method === "POST";
    const refusal = isRegistration ? unverified.refusal(ctx.ip) : undefined;
    if (refusal) {
      ctx.status = 429;
      ctx.set("Retry-After", String(refusal.retryAfter ?? 60));
      ctx.body = { error: refusal.error, error_description: refusal.description };
      return;
    }
    await next();
    if (!isRegistration || ctx.status !== 201 || !isRecord(ctx.body)) return;
    const application = applications.withClientId(String(ctx.body.client_id));
    if (application) ctx.body = { ...ctx.body, scope: application.scopes.join(" ") };
  };

/** The pages of the device grant (RFC 8628). */
function deviceFlow({ textsFor, host }: ProviderParts): NonNullable<Configuration["features"]>["deviceFlow"] {
  const show = (
    ctx: KoaContextWithOIDC,
    page: Parameters<typeof devicePage>[1],
    name = "",
    code = "",
    form?: string,
  ) => {
    const values = { hub: host.name, name, code };
    const { headers, body } = devicePage(textsFor(ctx.get("accept-language")), page, values, form);
    ctx.set(headers);
    ctx.body = body;
  };
  return {
    mask: "****-****",
    userCodeInputSource: async (ctx, form, _out, error) => {
      // The person said no, to the code or to the application: there is nothing to type any more.
      if (error?.name === "AbortedError") show(ctx, "device_failed");
      else show(ctx, error ? "device_wrong_code" : "device_code", "", "", form);
    },
    userCodeConfirmSource: async (ctx, form, client, _device, code) =>
      show(ctx, "device_confirm", client.clientName ?? client.clientId, code, form),
    successSource: async (ctx) => show(ctx, "device_done", ctx.oidc.client?.clientName ?? ""),
  };
}

/** Clients that are known by the address of their document. */
function documents({
  applications,
  unverified,
}: ProviderParts): NonNullable<Configuration["features"]>["clientIdMetadataDocument"] {
  return {
    ack: "draft-02",
    // Disabled here, it is refused whatever its document says; its document is held to what registrations are.
    allowClient: async (_ctx, client) =>
      applications.withClientId(client.clientId)?.enabled !== false &&
      unverified.problemIn(client.metadata() as AdapterPayload) === undefined,
  };
}

async function afterwards(
  ctx: KoaContextWithOIDC,
  { answers, formerKeys, fetchedTokens }: ProviderParts,
): Promise<void> {
  const { oidc } = ctx;
  const given = oidc?.route === "token" && ctx.status === 200 ? oidc.entities.AccessToken : undefined;
  // The listener set it, and took away what came from outside.
  if (given?.clientId) fetchedTokens(given.clientId, given.accountId, ctx.get("x-forwarded-for") || undefined);
  if (oidc?.route === "jwks" && isRecord(ctx.body) && Array.isArray(ctx.body.keys))
    ctx.body = { keys: [...ctx.body.keys, ...formerKeys()] };
  const token = oidc?.params?.refresh_token;
  const clientId = oidc?.client?.clientId;
  if (oidc?.route !== "token" || oidc.params?.grant_type !== "refresh_token") return;
  if (typeof token !== "string" || clientId === undefined) return;
  if (ctx.status === 200) return answers.finish(token, clientId, { status: 200, body: ctx.body });
  if (oidc.entities.RotatedRefreshToken) return answers.finish(token, clientId, undefined);
  // Past the client's authentication: anything else that is wrong has another error.
  const isRefused = ctx.status === 400 && isRecord(ctx.body) && ctx.body.error === "invalid_grant";
  const answer = isRefused ? await answers.get(token, clientId) : undefined;
  if (!answer) return;
  ctx.status = answer.status;
  ctx.body = answer.body;
}

function report(provider: Provider, { refusedRedirect }: ProviderParts, log: Log): void {
  // Koa writes to the console while nobody listens; its types know no `error`.
  (provider as unknown as EventEmitter).on("error", (error: unknown) =>
    log.error("The provider could not answer", error),
  );
  provider.on("server_error", (_ctx, error) => log.error("The provider failed", error));
  provider.on("authorization.error", ({ oidc }, error) => {
    const { client_id, redirect_uri } = oidc.params ?? {};
    if (error.error !== "invalid_redirect_uri" && error.name !== "InvalidRedirectUri") return;
    if (typeof client_id === "string" && typeof redirect_uri === "string") refusedRedirect(client_id, redirect_uri);
  });
}

/** A protected resource of this hub's: its issuer, or an address below the same origin. */
function isOwnResource(resource: string, issuer: string): boolean {
  const url = URL.parse(resource);
  return url !== null && url.origin === new URL(issuer).origin && url.hash === "";
}
