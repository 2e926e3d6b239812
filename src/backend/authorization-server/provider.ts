import type { EventEmitter } from "node:events";
import type Provider from "oidc-provider";
import type { KoaContextWithOIDC } from "oidc-provider";
import type { Log } from "../host.ts";
import { isRecord } from "../is-record.ts";
import type { Artifacts } from "./artifacts.ts";
import { type ConfigurationParts, configurationOf } from "./configuration.ts";
import { errorPage, type PageTextsFor } from "./error-page.ts";
import { interactionPolicy } from "./interaction-policy.ts";
import type { RefreshAnswers } from "./refresh-answers.ts";

export interface ProviderParts extends Omit<ConfigurationParts, "adapter" | "policy"> {
  readonly adapter: NonNullable<ConfigurationParts["adapter"]>;
  readonly artifacts: Artifacts;
  readonly answers: RefreshAnswers;
  /** Public keys that signed before. */
  readonly formerKeys: () => readonly object[];
  readonly textsFor: PageTextsFor;
  /** A request named a redirect URI that its application has not registered. */
  readonly refusedRedirect: (clientId: string, redirectUri: string) => void;
}

/** Builds `oidc-provider`; it is loaded here, so that a hub that no application asks carries none of it. */
export async function createProvider(parts: ProviderParts): Promise<Provider> {
  const { default: OidcProvider, errors, interactionPolicy: policies } = await import("oidc-provider");
  const { applications, issuer, host } = parts;
  const provider = new OidcProvider(issuer.identifier, {
    ...configurationOf({ ...parts, policy: interactionPolicy(policies) }),
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
    return applications.isSecretOf(this.clientId, given);
  };
  provider.use(async (ctx, next) => {
    await next();
    await afterwards(ctx as KoaContextWithOIDC, parts);
    // What is answered has to be on disk before it is.
    await parts.artifacts.written();
  });
  report(provider, parts, host.log);
  return provider;
}

async function afterwards(ctx: KoaContextWithOIDC, { answers, formerKeys }: ProviderParts): Promise<void> {
  const { oidc } = ctx;
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
