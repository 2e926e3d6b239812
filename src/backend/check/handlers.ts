import { type CheckResult, checkCredential } from "../../protocol/check.ts";
import type { ArgsOf } from "../../protocol/command.ts";
import { invalidFormat } from "../../protocol/errors.ts";
import type { AuthorizationServer } from "../../protocol/fields.ts";
import { type CommandHandler, handle } from "../commands.ts";
import { type ClientAuthentication, DEFAULT_METHOD } from "../credentials/client-authentication.ts";
import type { Credentials } from "../credentials/credentials.ts";
import type { CredentialsHost } from "../host.ts";
import { directFetch } from "../providers/provider-fetch.ts";
import type { Providers } from "../providers/providers.ts";
import { SealError } from "../store/keyring.ts";
import type { ClientChecks } from "./client-checks.ts";

/** Sent where the hub does not know the one it will use: the browser's address decides then. */
const SOME_REDIRECT_URI = "http://localhost/";

interface Asked extends ClientAuthentication {
  readonly domain: string;
  readonly client_id: string;
  readonly authorization_server?: AuthorizationServer | undefined;
}

/** The handler of PROTOCOL section 4, `check`. */
export function checkCommands(
  checks: ClientChecks,
  credentials: Credentials,
  host: CredentialsHost,
  providers: Providers,
): CommandHandler[] {
  return [
    handle(checkCredential, async (args): Promise<CheckResult> => {
      try {
        await providers.guard.assertServer(args.authorization_server);
        return await check(await askedAbout(args, credentials), checks, host, providers);
      } catch (error) {
        if (!(error instanceof SealError)) throw error;
        return { status: "unknown", reason: "The stored secret does not open any more. Enter it again." };
      }
    }),
  ];
}

async function askedAbout(
  { application_credentials_id: id, ...typed }: ArgsOf<typeof checkCredential>,
  credentials: Credentials,
): Promise<Asked> {
  if (id === undefined) {
    const { domain = "", client_id = "", client_secret = "", authorization_server } = typed;
    return { domain, client_id, client_secret, authorization_server };
  }
  const { domain, client_id, authorization_server } = credentials.get(id);
  return { domain, client_id, authorization_server, ...(await credentials.authentication(id)) };
}

async function check(
  asked: Asked,
  checks: ClientChecks,
  host: CredentialsHost,
  providers: Providers,
): Promise<CheckResult> {
  const { domain, client_id, client_secret, authorization_server, method = DEFAULT_METHOD } = asked;
  const { integrations, redirect_uri = SOME_REDIRECT_URI } = await host.describeIntegrations();
  const integration = integrations[domain];
  if (!integration && !authorization_server) throw invalidFormat(`No application_credentials platform for ${domain}`);
  const provider = integration?.name ?? domain;
  const endpoints = authorization_server ?? integration?.authorization_server;
  if (!endpoints) return { status: "unknown", reason: `${provider} does not say where its provider is.` };
  const fetch = authorization_server ? providers.fetch : directFetch;
  const client = { provider, endpoints, client_id, redirect_uri, fetch };
  const verdict = await checks.check(client, client_secret, method);
  if (verdict.method) {
    asked.methodWorked?.(verdict.method);
    asked.rotation?.worked();
  }
  return { status: verdict.status, reason: verdict.reason };
}
