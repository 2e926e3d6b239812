import { AccountStore } from "./accounts/account-store.ts";
import { Accounts } from "./accounts/accounts.ts";
import { accountCommands } from "./accounts/handlers.ts";
import { OtherAccounts } from "./accounts/other-accounts.ts";
import { accountLines } from "./activity/account-lines.ts";
import { Activity } from "./activity/activity.ts";
import { startApplications } from "./applications/start-applications.ts";
import { ClientChecks } from "./check/client-checks.ts";
import { checkCommands } from "./check/handlers.ts";
import { ClientDirectory } from "./connect/client-directory.ts";
import { connectCommands } from "./connect/handlers.ts";
import { IntegrationTokens } from "./connect/integration-tokens.ts";
import { OwnAccounts } from "./connect/own-accounts.ts";
import { startConnect } from "./connect/start-connect.ts";
import { Credentials } from "./credentials/credentials.ts";
import { credentialCommands } from "./credentials/handlers.ts";
import { credentialsFileCommands } from "./credentials-file/handlers.ts";
import type { CredentialsHost, Host } from "./host.ts";
import { startKeys } from "./keys/start-keys.ts";
import { moveCommands } from "./moves/handlers.ts";
import { Moves } from "./moves/moves.ts";
import { PendingMoves } from "./moves/pending-moves.ts";
import type { TokenKeeper } from "./moves/token-keeper.ts";
import { providerCommands } from "./providers/handlers.ts";
import { Providers } from "./providers/providers.ts";
import { type Plugin, runningPlugin } from "./running-plugin.ts";
import type { ChangeableKeyring } from "./store/keyring.ts";
import type { Store } from "./store/store.ts";

export interface PluginOptions {
  readonly store: Store;
  readonly keyring: ChangeableKeyring;
  /** The folder with `en.json`, …. */
  readonly translations: string;
}

export interface KeptCredentials {
  readonly credentials: Credentials;
  readonly moves: Moves;
  readonly providers: Providers;
  readonly activity: Activity;
}

/** The keeping of credentials alone, for a hub that signs people in by itself, as Home Assistant does. */
export async function startCredentials(
  host: CredentialsHost,
  { store, keyring, tokens }: Pick<PluginOptions, "store" | "keyring"> & { readonly tokens?: TokenKeeper },
): Promise<KeptCredentials> {
  const credentials = await Credentials.load(store, keyring, host);
  const activity = await Activity.start(store, host, credentials);
  const providers = await Providers.load(store, host);
  const moves = new Moves({ host, credentials, pending: await PendingMoves.load(store), tokens });
  activity.register([...credentialCommands(credentials, host, moves, providers.guard), ...moveCommands(moves)]);
  // A hub that keeps no tokens here signs in by itself, and knows only the providers of its integrations.
  activity.register(providerCommands(providers, host, tokens !== undefined));
  const checks = new ClientChecks((secret) => keyring.fingerprint(secret));
  activity.register(checkCommands(checks, credentials, host, providers));
  activity.register(credentialsFileCommands(credentials, host));
  return { credentials, moves, providers, activity };
}

/** The plugin, told in one go: it loads what it keeps, and makes itself known to its hub. */
export async function startPlugin(host: Host, { store, keyring, translations }: PluginOptions): Promise<Plugin> {
  const tokens = await AccountStore.load(store, keyring);
  const { credentials, moves, providers, activity } = await startCredentials(host, { store, keyring, tokens });
  const clients = new ClientDirectory(credentials, host, providers);

  const accounts = await Accounts.load(host, { store, keyring, tokens }, clients);
  await accounts.forgetOrphans();
  accounts.watch(accountLines(activity.recorder, host));
  const others = await OtherAccounts.load(store, { host, clients, accounts, keyring });
  const own = new OwnAccounts(credentials, providers, tokens, host);
  const connectParts = { store, keyring, credentials, clients, accounts, others, activity, translations };
  const connect = await startConnect(host, connectParts);

  const provider = await startApplications(host, { store, keyring, activity, translations });
  const collections = [credentials.sealed, tokens, others, connect.awaited, ...provider.sealed];
  const keys = await startKeys(activity, host.log, { store, keyring, credentials, collections, backup: "command" });

  const integrationTokens = await IntegrationTokens.load(store, host);
  activity.recorder.describe("integration_token", (id) => integrationTokens.known(id));
  host.authenticateWith((token) => integrationTokens.authenticate(token));
  activity.register([...connectCommands(accounts, integrationTokens, host), ...accountCommands(accounts)]);

  accounts.start();
  return runningPlugin({ credentials, clients, accounts, others, own, connect, moves, keys, activity, provider });
}
