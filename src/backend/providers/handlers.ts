import * as rows from "../../protocol/providers.ts";
import { type CommandHandler, handle } from "../commands.ts";
import type { CredentialsHost } from "../host.ts";
import type { Providers } from "./providers.ts";

/**
 * Discovery, and the hosts that may be asked.
 * @param signIn whether this hub signs people in at providers that it knows from a credential alone
 */
export function providerCommands(providers: Providers, host: CredentialsHost, signIn: boolean): CommandHandler[] {
  const { allowed, guard } = providers;
  return [
    handle(rows.discoverServer, ({ issuer }) => providers.discover(issuer)),
    handle(rows.serverFacts, ({ issuer }) => providers.factsOf(issuer)),
    handle(rows.ownProviderOptions, async () => {
      const { redirect_uri } = await host.describeIntegrations();
      return { ...(redirect_uri !== undefined && { redirect_uri }), sign_in: signIn };
    }),
    handle(rows.listAllowedHosts, () => allowed.list()),
    handle(rows.addAllowedHost, ({ host: name }) => allowed.add(name)),
    handle(rows.removeAllowedHost, async ({ host: name }) => {
      await allowed.remove(name);
      return null;
    }),
    handle(rows.checkHosts, ({ urls }) => Promise.all(urls.map(async (url) => ({ url, ...(await guard.judge(url)) })))),
  ];
}
