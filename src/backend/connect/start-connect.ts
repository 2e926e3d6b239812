import type { Accounts } from "../accounts/accounts.ts";
import type { OtherAccounts } from "../accounts/other-accounts.ts";
import type { Activity } from "../activity/activity.ts";
import { signInLines } from "../activity/sign-ins.ts";
import type { Credentials } from "../credentials/credentials.ts";
import type { Host } from "../host.ts";
import { CallbackProbe } from "../preflight/callback-probe.ts";
import { preflightCommand } from "../preflight/preflight.ts";
import type { Keyring } from "../store/keyring.ts";
import type { Store } from "../store/store.ts";
import { AuthorizationStore } from "./authorization-store.ts";
import { Authorizations } from "./authorizations.ts";
import { Callback } from "./callback.ts";
import type { ClientDirectory } from "./client-directory.ts";
import { loadPageTexts } from "./page-texts.ts";
import { registerConnectRoutes } from "./routes.ts";
import { StartTickets } from "./start-tickets.ts";

export interface ConnectParts {
  readonly store: Store;
  readonly keyring: Keyring;
  readonly credentials: Credentials;
  readonly clients: ClientDirectory;
  readonly accounts: Accounts;
  readonly others: OtherAccounts;
  readonly activity: Activity;
  /** The folder with `en.json`, …. */
  readonly translations: string;
}

export interface Connect {
  readonly authorizations: Authorizations;
  /** The authorization requests whose answers are awaited; their PKCE verifiers are sealed. */
  readonly awaited: AuthorizationStore;
}

/** Signing in at a provider, from the start link to the callback, with the preflight that looks ahead. */
export async function startConnect(host: Host, parts: ConnectParts): Promise<Connect> {
  const { store, keyring, clients, accounts, others, activity } = parts;
  const awaited = await AuthorizationStore.load(store, keyring);
  const tickets = new StartTickets();
  const probe = new CallbackProbe();
  const ended = signInLines(activity.recorder, host);
  const callback = new Callback({ host, store: awaited, clients, accounts, others, ended });
  const textsFor = loadPageTexts(parts.translations);
  registerConnectRoutes({ host, callback, probe, store: awaited, tickets, textsFor });
  activity.register([preflightCommand({ ...parts, host, probe })]);
  return { authorizations: new Authorizations(host, clients, awaited, tickets), awaited };
}
