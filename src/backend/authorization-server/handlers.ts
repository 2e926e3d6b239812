import * as rows from "../../protocol/applications.ts";
import { type CommandHandler, handle } from "../commands.ts";
import type { ApplicationsHost } from "../host.ts";
import type { StartedAuthorizationServer } from "./start-authorization-server.ts";

/** The handlers that are about the hub as a provider. */
export function providerCommands(
  { server, settings, signingKeys }: StartedAuthorizationServer,
  host: Pick<ApplicationsHost, "issuer" | "limits">,
): CommandHandler[] {
  const state = (): rows.ProviderState => {
    const issuer = host.issuer()?.identifier;
    const { createdAt } = signingKeys;
    return {
      settings: settings.current,
      ...(issuer !== undefined && { issuer }),
      ...(createdAt !== undefined && { signing_key_created_at: createdAt }),
      limits: [...host.limits()],
    };
  };
  return [
    handle(rows.providerState, () => state()),
    handle(rows.updateProvider, async (changes) => {
      await settings.update(changes);
      return state();
    }),
    handle(rows.rotateSigningKey, async () => {
      await server.rotateSigningKey();
      return state();
    }),
  ];
}
