import * as rows from "../../protocol/applications.ts";
import { SCOPE_NAMES, SCOPES } from "../../protocol/scopes.ts";
import { type CommandHandler, handle, handleSubscription } from "../commands.ts";
import type { Grants } from "../grants/grants.ts";
import type { ApplicationsHost } from "../host.ts";
import type { Applications } from "./applications.ts";

/** The handlers of PROTOCOL section 6 that are about the applications themselves. */
export function applicationCommands(
  applications: Applications,
  grants: Grants,
  host: ApplicationsHost,
): CommandHandler[] {
  return [
    handle(rows.listApplications, () => applications.listJson()),
    handleSubscription(rows.subscribeApplications, (_args, _caller, send) =>
      applications.subscribe((event) => send(event as never)),
    ),
    handle(rows.createApplication, (args) => applications.create(args)),
    handle(rows.updateApplication, (args) => applications.update(args)),
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
        rejected_redirects: [],
        grants: grants.all().filter((grant) => grant.application_id === application_id).length,
        ...(created_at !== undefined && { secret_created_at: created_at }),
        ...(previous_ends_at !== undefined && { previous_secret_ends_at: previous_ends_at }),
        ...(issuer !== undefined && { issuer }),
      };
    }),
    handle(rows.listScopes, () =>
      SCOPE_NAMES.filter((scope) => host.offersScope(scope)).map((scope) => ({ scope, ...SCOPES[scope] })),
    ),
  ];
}
