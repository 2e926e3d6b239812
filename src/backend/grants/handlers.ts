import { notFound } from "../../protocol/errors.ts";
import * as rows from "../../protocol/grants.ts";
import type { Applications } from "../applications/applications.ts";
import { type CommandHandler, handle } from "../commands.ts";
import type { ApplicationsHost, Caller } from "../host.ts";
import type { Grants, StoredGrant } from "./grants.ts";

/** The handlers of PROTOCOL section 6 that are about what people allowed. */
export function grantCommands(
  grants: Grants,
  applications: Pick<Applications, "known">,
  host: Pick<ApplicationsHost, "user">,
): CommandHandler[] {
  const shown = (grant: StoredGrant): rows.Grant => {
    const application_name = applications.known(grant.application_id)?.name;
    const user_name = host.user(grant.user_id)?.name;
    return { ...grant, ...(application_name && { application_name }), ...(user_name && { user_name }) };
  };
  return [
    handle(rows.listGrants, ({ application_id }, caller) =>
      grants
        .all()
        .filter((grant) => maySee(caller, grant) && (application_id ?? grant.application_id) === grant.application_id)
        .map(shown),
    ),
    handle(rows.revokeGrant, async ({ grant_id }, caller) => {
      const grant = grants.get(grant_id);
      // Another person's grant is as one that is not there.
      if (!grant || !maySee(caller, grant)) throw notFound(`Unable to find grant_id ${grant_id}`);
      await grants.revoke(grant_id);
      return null;
    }),
  ];
}

const maySee = (caller: Caller, { user_id }: StoredGrant): boolean =>
  caller.kind === "user" && (caller.is_admin || caller.id === user_id);
