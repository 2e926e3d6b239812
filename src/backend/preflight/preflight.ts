import type { ArgsOf } from "../../protocol/command.ts";
import { notFound } from "../../protocol/errors.ts";
import { type PreflightCheck, preflight } from "../../protocol/providers.ts";
import { type CommandHandler, handle } from "../commands.ts";
import type { ClientDirectory } from "../connect/client-directory.ts";
import type { Credentials } from "../credentials/credentials.ts";
import { implementationOf } from "../credentials/stored-credential.ts";
import type { Host } from "../host.ts";
import type { CallbackProbe } from "./callback-probe.ts";
import { checkEndpoints } from "./endpoints.ts";
import { checkOrigin } from "./origin.ts";

interface PreflightParts {
  readonly host: Host;
  readonly credentials: Credentials;
  readonly clients: ClientDirectory;
  readonly probe: CallbackProbe;
}

/** Looks, before a sign-in, at what would hinder it (REQUIREMENTS F14, C c); everything side by side. */
export function preflightCommand(parts: PreflightParts): CommandHandler {
  const { host, clients, probe } = parts;
  return handle(preflight, async (args): Promise<PreflightCheck[]> => {
    const { domain } = args;
    const credential = chosen(parts, args);
    const client = await clients.find(domain, implementationOf(credential));
    const redirectUri = host.redirectUri();
    const [callback, provider] = await Promise.all([probe.check(redirectUri), checkEndpoints(client)]);
    return [checkOrigin(redirectUri, args.origin), callback, ...provider];
  });
}

/** @throws CommandError `not_found` */
function chosen(
  { credentials }: PreflightParts,
  { domain, application_credentials_id: id, client_id }: ArgsOf<typeof preflight>,
) {
  const ofDomain = credentials.all().filter((item) => item.domain === domain);
  const found = ofDomain.find((item) =>
    id === undefined ? client_id === undefined || item.client_id === client_id : item.id === id,
  );
  if (!found) throw notFound(`There is no such credential of ${domain}`);
  return found;
}
