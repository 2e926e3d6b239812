import { importCredential } from "../protocol/credentials.ts";
import type { Accounts } from "./accounts/accounts.ts";
import type { OtherAccounts } from "./accounts/other-accounts.ts";
import type { Activity } from "./activity/activity.ts";
import { HUB } from "./activity/line.ts";
import { replacedLine, type SignInPerson } from "./activity/sign-ins.ts";
import type { StartedApplications } from "./applications/start-applications.ts";
import { parseArgs } from "./commands.ts";
import type { AuthorizeRequest } from "./connect/authorizations.ts";
import type { ClientDirectory, Implementation } from "./connect/client-directory.ts";
import type { OwnAccount, OwnAccounts, OwnDomain } from "./connect/own-accounts.ts";
import type { Connect } from "./connect/start-connect.ts";
import type { Credentials } from "./credentials/credentials.ts";
import type { AccountAtProvider, Caller, EntryAccess } from "./host.ts";
import type { Keys } from "./keys/keys.ts";
import type { Moves } from "./moves/moves.ts";

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

export interface RunningParts {
  readonly credentials: Credentials;
  readonly clients: ClientDirectory;
  readonly accounts: Accounts;
  readonly others: OtherAccounts;
  readonly own: OwnAccounts;
  readonly connect: Connect;
  readonly moves: Moves;
  readonly keys: Keys;
  readonly activity: Activity;
  readonly provider: StartedApplications;
}

/** The parts of the plugin as its hub sees them; what the hub does through them is told to the activity. */
export function runningPlugin(parts: RunningParts): Plugin {
  const { credentials, clients, accounts, others, own, connect, moves, keys, activity, provider } = parts;
  const { recorder } = activity;
  return {
    implementations: (domain) => clients.implementations(domain),
    importCredential: async (item) => {
      const args = parseArgs(importCredential, item);
      await recorder.run(importCredential, args, { actor: HUB }, () => credentials.import(args));
    },
    ownDomains: () => own.domains(),
    ownAccount: (entryId, token) => own.who(entryId, token),
    authorize: (request) => connect.authorizations.begin(request),
    cancel: async (flowId) => {
      await connect.authorizations.cancel(flowId);
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
      await Promise.all([accounts.close(), keys.close(), provider.close()]);
    },
  };
}
