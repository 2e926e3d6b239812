import { importCredential } from "../protocol/credentials.ts";
import { AccountStore } from "./accounts/account-store.ts";
import { Accounts } from "./accounts/accounts.ts";
import { accountCommands } from "./accounts/handlers.ts";
import { OtherAccounts } from "./accounts/other-accounts.ts";
import { accountLines } from "./activity/account-lines.ts";
import { Activity } from "./activity/activity.ts";
import { HUB } from "./activity/line.ts";
import { replacedLine, type SignInPerson, signInLines } from "./activity/sign-ins.ts";
import { ClientChecks } from "./check/client-checks.ts";
import { checkCommands } from "./check/handlers.ts";
import { parseArgs } from "./commands.ts";
import { AuthorizationStore } from "./connect/authorization-store.ts";
import { Authorizations, type AuthorizeRequest } from "./connect/authorizations.ts";
import { Callback } from "./connect/callback.ts";
import { ClientDirectory, type Implementation } from "./connect/client-directory.ts";
import { connectCommands } from "./connect/handlers.ts";
import { IntegrationTokens } from "./connect/integration-tokens.ts";
import { type OwnAccount, OwnAccounts, type OwnDomain } from "./connect/own-accounts.ts";
import { loadPageTexts } from "./connect/page-texts.ts";
import { registerConnectRoutes } from "./connect/routes.ts";
import { StartTickets } from "./connect/start-tickets.ts";
import { Credentials } from "./credentials/credentials.ts";
import { credentialCommands } from "./credentials/handlers.ts";
import { credentialsFileCommands } from "./credentials-file/handlers.ts";
import type { AccountAtProvider, Caller, CredentialsHost, EntryAccess, Host } from "./host.ts";
import { startKeys } from "./keys/start-keys.ts";
import { moveCommands } from "./moves/handlers.ts";
import { Moves } from "./moves/moves.ts";
import { PendingMoves } from "./moves/pending-moves.ts";
import type { TokenKeeper } from "./moves/token-keeper.ts";
import { CallbackProbe } from "./preflight/callback-probe.ts";
import { preflightCommand } from "./preflight/preflight.ts";
import { providerCommands } from "./providers/handlers.ts";
import { Providers } from "./providers/providers.ts";
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
  const { recorder } = activity;
  const clients = new ClientDirectory(credentials, host, providers);

  const accounts = await Accounts.load(host, { store, keyring, tokens }, clients);
  await accounts.forgetOrphans();
  accounts.watch(accountLines(recorder, host));
  const others = await OtherAccounts.load(store, { host, clients, accounts, keyring });
  const pending = await AuthorizationStore.load(store, keyring);
  const tickets = new StartTickets();
  const authorizations = new Authorizations(host, clients, pending, tickets);
  const callback = new Callback({
    host,
    store: pending,
    clients,
    accounts,
    others,
    ended: signInLines(recorder, host),
  });
  const probe = new CallbackProbe();
  registerConnectRoutes({ host, callback, probe, store: pending, tickets, textsFor: loadPageTexts(translations) });
  activity.register([preflightCommand({ host, credentials, clients, probe })]);
  const own = new OwnAccounts(credentials, providers, tokens, host);

  const collections = [credentials.sealed, tokens, others, pending];
  const keys = await startKeys(activity, host.log, { store, keyring, credentials, collections, backup: "command" });

  const integrationTokens = await IntegrationTokens.load(store, host);
  recorder.describe("integration_token", (id) => integrationTokens.known(id));
  host.authenticateWith((token) => integrationTokens.authenticate(token));

  activity.register([...connectCommands(accounts, integrationTokens, host), ...accountCommands(accounts)]);
  accounts.start();

  return {
    implementations: (domain) => clients.implementations(domain),
    importCredential: async (item) => {
      const args = parseArgs(importCredential, item);
      await recorder.run(importCredential, args, { actor: HUB }, () => credentials.import(args));
    },
    ownDomains: () => own.domains(),
    ownAccount: (entryId, token) => own.who(entryId, token),
    authorize: (request) => authorizations.begin(request),
    cancel: async (flowId) => {
      await authorizations.cancel(flowId);
      await others.drop(flowId);
    },
    otherAccount: (flowId) => others.get(flowId),
    useOtherAccount: async (flowId, person) => {
      const used = await others.use(flowId);
      if (used) await replacedLine(recorder, used, person);
      return used && { auth_implementation: used.base.implementation, account: used.account };
    },
    access: (entryId) => accounts.access(entryId),
    forget: (entryId, caller) => activity.removeAccount(entryId, caller, () => accounts.forget(entryId)),
    resumeMoves: () => moves.resume(),
    close: async () => {
      await Promise.all([accounts.close(), keys.close()]);
    },
  };
}

/** What the hub's config flows may ask of the running plugin. */
export interface Plugin {
  /** With what a flow of this domain can sign in; what the hub offers ready-made comes first. */
  implementations(domain: string): readonly Implementation[];
  /**
   * What an integration brings itself; the same one again makes no second one.
   * @throws CommandError `invalid_format` as the command `application_credentials/import`
   */
  importCredential(item: {
    domain: string;
    client_id: string;
    client_secret: string;
    auth_domain?: string;
    name?: string;
  }): Promise<void>;
  /** Domains without an integration, whose credentials name their provider themselves. */
  ownDomains(): readonly OwnDomain[];
  /** Who signed in at such a provider. */
  ownAccount(entryId: string, token: string): Promise<OwnAccount>;
  /**
   * Begins (or renews) the authorization of a flow.
   * @returns the external step's absolute URL, and the cookie that binds it to the browser.
   * @throws CommandError `home_assistant_error` when the credential or the integration's endpoints can't be had.
   */
  authorize(request: AuthorizeRequest): Promise<{ readonly url: string; readonly setCookie: string }>;
  /** The flow was cancelled: its callback is refused from now on, and what was kept aside for it is dropped. */
  cancel(flowId: string): Promise<void>;
  /** Who signed in for this flow, in the place of the entry's own account. */
  otherAccount(flowId: string): AccountAtProvider | undefined;
  /** The entry is the other account's from now on, as this person decided. @returns undefined when nothing is kept aside any more. */
  useOtherAccount(
    flowId: string,
    person: SignInPerson,
  ): Promise<{ readonly auth_implementation: string; readonly account: AccountAtProvider } | undefined>;
  /** Tokens for an integration in the process. */
  access(entryId: string): EntryAccess;
  /** A caller removes the entry: its tokens are erased here, and ended at the provider as far as it lets us. */
  forget(entryId: string, caller: Caller): Promise<void>;
  /** Entries that were on their way to another credential when the hub stopped go on. */
  resumeMoves(): Promise<void>;
  /** Refreshes and seals anew nothing more; resolves when the last refresh under way is on disk. */
  close(): Promise<void>;
}
