import * as rows from "../../protocol/applications.ts";
import { invalidFormat } from "../../protocol/errors.ts";
import { isScopeName, SCOPE_NAMES, SCOPES } from "../../protocol/scopes.ts";
import { type CommandHandler, handle, handleSubscription } from "../commands.ts";
import type { Grants } from "../grants/grants.ts";
import type { ApplicationsHost } from "../host.ts";
import type { Applications } from "./applications.ts";
import type { RejectedRedirects } from "./rejected-redirects.ts";

export interface ApplicationCommandParts {
  readonly applications: Applications;
  readonly grants: Grants;
  readonly rejected: RejectedRedirects;
  readonly host: ApplicationsHost;
}

/** The handlers of PROTOCOL section 6 that are about the applications themselves. */
export function applicationCommands({
  applications,
  grants,
  rejected,
  host,
}: ApplicationCommandParts): CommandHandler[] {
  return [
    handle(rows.listApplications, () => applications.listJson()),
    handleSubscription(rows.subscribeApplications, (_args, _caller, send) =>
      applications.subscribe((event) => send(event as never)),
    ),
    handle(rows.createApplication, (args) => {
      assertOffered(args.scopes, host);
      return applications.create(args);
    }),
    handle(rows.updateApplication, (args) => {
      assertOffered(args.scopes, host);
      return applications.update(args);
    }),
    handle(rows.deleteApplication, async ({ application_id }) => {
      await applications.delete(application_id);
      return null;
    }),
    handle(rows.rotateApplicationSecret, async (args) => ({ client_secret: await applications.rotateSecret(args) })),
    handle(rows.endPreviousSecret, async ({ application_id }) => {
      await applications.endPreviousSecret(application_id);
      return null;
    }),
    handle(rows.applicationDetails, ({ application_id }) => {
      const { created_at, previous_ends_at } = applications.secretsOf(application_id);
      const issuer = host.issuer()?.identifier;
      return {
        rejected_redirects: rejected.list(application_id),
        grants: grants.all().filter((grant) => grant.application_id === application_id).length,
        ...(created_at !== undefined && { secret_created_at: created_at }),
        ...(previous_ends_at !== undefined && { previous_secret_ends_at: previous_ends_at }),
        ...(issuer !== undefined && { issuer }),
      };
    }),
    handle(rows.dismissRejectedRedirect, async ({ application_id, redirect_uri }) => {
      await rejected.dismiss(applications.get(application_id).id, redirect_uri);
      return null;
    }),
    handle(rows.listScopes, () =>
      SCOPE_NAMES.filter((scope) => host.offersScope(scope)).map((scope) => ({ scope, ...SCOPES[scope] })),
    ),
  ];
}

/** @throws CommandError `invalid_format` for a scope that this hub does not have. */
function assertOffered(scopes: readonly string[] | undefined, host: Pick<ApplicationsHost, "offersScope">): void {
  const missing = scopes?.find((scope) => !isScopeName(scope) || !host.offersScope(scope));
  if (missing !== undefined) throw invalidFormat("scopes must be scopes that this hub offers");
}
