/** The protocol table: every command, in the order of the documentation. A new capability is one line here. */
import * as accounts from "./accounts.ts";
import * as activity from "./activity.ts";
import * as applications from "./applications.ts";
import * as check from "./check.ts";
import type { ArgsOf, EventOf, InputOf, ResultOf } from "./command.ts";
import * as connect from "./connect.ts";
import * as credentials from "./credentials.ts";
import * as credentialsFile from "./credentials-file.ts";
import * as customIntegration from "./custom-integration.ts";
import * as embeddedHub from "./embedded-hub.ts";
import * as grants from "./grants.ts";
import * as homeAssistant from "./home-assistant.ts";
import * as homeAssistantUsers from "./home-assistant-users.ts";
import * as keys from "./keys.ts";
import * as moves from "./moves.ts";
import * as providers from "./providers.ts";
import * as rotation from "./rotation.ts";

export const pluginCommands = [
  credentials.listCredentials,
  credentials.createCredential,
  credentials.updateCredential,
  credentials.deleteCredential,
  credentials.subscribeCredentials,
  credentials.credentialsConfig,
  credentials.credentialOfEntry,
  credentials.importCredential,
  credentials.credentialUsage,
  moves.moveEntries,
  check.checkCredential,
  rotation.rotateSecret,
  rotation.backOutOfRotation,
  rotation.subscribeRotations,
  credentialsFile.previewFile,
  credentialsFile.importFile,
  credentialsFile.exportFile,
  connect.accessToken,
  connect.createIntegrationToken,
  connect.listIntegrationTokens,
  connect.revokeIntegrationToken,
  accounts.listAccounts,
  accounts.subscribeAccounts,
  accounts.refreshAccount,
  providers.discoverServer,
  providers.serverFacts,
  providers.ownProviderOptions,
  providers.listAllowedHosts,
  providers.addAllowedHost,
  providers.removeAllowedHost,
  providers.checkHosts,
  providers.preflight,
  activity.listActivity,
  activity.subscribeActivity,
  keys.keyStatus,
  keys.rotateKey,
  keys.subscribeKey,
  keys.saveKey,
  keys.dismissKey,
  applications.listApplications,
  applications.subscribeApplications,
  applications.createApplication,
  applications.updateApplication,
  applications.deleteApplication,
  applications.rotateApplicationSecret,
  applications.endPreviousSecret,
  applications.applicationDetails,
  applications.dismissRejectedRedirect,
  applications.providerState,
  applications.updateProvider,
  applications.rotateSigningKey,
  applications.listScopes,
  grants.listGrants,
  grants.revokeGrant,
  grants.confirmLogin,
] as const;

export const hubCommands = [
  homeAssistant.supportedFeatures,
  homeAssistant.subscribeEvents,
  homeAssistant.unsubscribeEvents,
  homeAssistant.currentUser,
  homeAssistant.getConfig,
  homeAssistant.getEntries,
  homeAssistant.subscribeEntries,
  homeAssistant.flowsInProgress,
  homeAssistant.subscribeFlows,
  homeAssistant.listIssues,
  homeAssistantUsers.listUsers,
  homeAssistantUsers.createUser,
  homeAssistantUsers.deleteUser,
  homeAssistantUsers.createPassword,
  homeAssistantUsers.longLivedAccessToken,
  homeAssistant.listManifests,
  homeAssistant.getTranslations,
  embeddedHub.showEntry,
] as const;

/** Answered by the Python in Home Assistant; the embedded hub has none of them. */
export const customIntegrationCommands = [
  customIntegration.subscribeStatus,
  customIntegration.handBack,
  customIntegration.removePlainText,
  customIntegration.diagnostics,
] as const;

export const commands = [...pluginCommands, ...customIntegrationCommands, ...hubCommands] as const;

/** A command's row by its name. */
type Row<Type extends CommandType> = Extract<(typeof commands)[number], { type: Type }>;
export type CommandType = (typeof commands)[number]["type"];
export type InputOfType<T extends CommandType> = InputOf<Row<T>>;
export type ArgsOfType<T extends CommandType> = ArgsOf<Row<T>>;
export type ResultOfType<T extends CommandType> = ResultOf<Row<T>>;
export type EventOfType<T extends CommandType> = EventOf<Row<T>>;
/** Commands that go on sending events after their result. */
export type SubscriptionType = Extract<(typeof commands)[number], { event?: object }>["type"];
