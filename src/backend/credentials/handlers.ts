import type { ResultOf } from "../../protocol/command.ts";
import * as rows from "../../protocol/credentials.ts";
import { invalidConfigEntryId } from "../../protocol/errors.ts";
import * as rotation from "../../protocol/rotation.ts";
import { assertMayActFor, mayActFor } from "../caller.ts";
import { type CommandHandler, handle, handleSubscription } from "../commands.ts";
import type { CredentialsHost } from "../host.ts";
import type { Moves } from "../moves/moves.ts";
import type { HostGuard } from "../providers/host-guard.ts";
import type { Credentials } from "./credentials.ts";
import { usageOf } from "./usage.ts";

/** The handlers of PROTOCOL section 4, but for those that move entries. Endpoints that somebody typed are judged here, at the door. */
export function credentialCommands(
  credentials: Credentials,
  host: CredentialsHost,
  moves: Pick<Moves, "goingTo">,
  guard: Pick<HostGuard, "assertServer">,
): CommandHandler[] {
  const comingTo = (id: string) => moves.goingTo(id);
  return [
    handle(rows.listCredentials, () => credentials.listJson()),
    handle(rows.createCredential, async (args) => {
      await guard.assertServer(args.authorization_server);
      return credentials.create(args);
    }),
    handle(rows.updateCredential, async (args) => {
      await guard.assertServer(args.authorization_server);
      return credentials.update(args);
    }),
    handle(rows.deleteCredential, async ({ application_credentials_id }) => {
      await credentials.delete(application_credentials_id);
      return null;
    }),
    handleSubscription(rows.subscribeCredentials, (_args, _caller, send) => credentials.subscribe(send)),
    handle(rows.credentialsConfig, () => configOf(host)),
    handle(rows.credentialOfEntry, ({ config_entry_id }, caller) => {
      const entry = host.entry(config_entry_id);
      if (!entry) throw invalidConfigEntryId("There is no config entry with this config_entry_id");
      assertMayActFor(caller, entry.domain);
      const credential = credentials.byImplementation(entry.domain, entry.auth_implementation);
      return credential ? { application_credentials_id: credential.id } : {};
    }),
    handle(rows.importCredential, (args, caller) => {
      assertMayActFor(caller, args.domain);
      return credentials.import(args);
    }),
    handle(rows.credentialUsage, ({ application_credentials_id: id }, caller) => {
      const entries = host.entries().filter(({ domain }) => mayActFor(caller, domain));
      if (id === undefined)
        return usageOf(
          credentials.all().filter(({ domain }) => mayActFor(caller, domain)),
          entries,
          comingTo,
        );
      const credential = credentials.get(id);
      assertMayActFor(caller, credential.domain);
      return usageOf([credential], entries, comingTo);
    }),
    handle(rotation.rotateSecret, (args) => credentials.rotations.rotate(args)),
    handle(rotation.backOutOfRotation, ({ application_credentials_id: id }) => credentials.rotations.backOut(id)),
    handleSubscription(rotation.subscribeRotations, (_args, _caller, send) => credentials.rotations.subscribe(send)),
  ];
}

/** Home Assistant's answer, and beside it the name, the endpoints and the redirect URI. */
async function configOf(host: CredentialsHost): Promise<ResultOf<typeof rows.credentialsConfig>> {
  const { redirect_uri, integrations } = await host.describeIntegrations();
  const described = Object.entries(integrations).map(([domain, { description_placeholders, ...one }]) => [
    domain,
    { ...one, ...(description_placeholders && { description_placeholders }), ...(redirect_uri && { redirect_uri }) },
  ]);
  return { domains: Object.keys(integrations).sort(), integrations: Object.fromEntries(described) };
}
