import { type CommandHandler, handle, handleSubscription } from "../backend/commands.ts";
import * as accounts from "../protocol/accounts.ts";
import { accessToken } from "../protocol/connect.ts";
import { homeAssistantError, unauthorized } from "../protocol/errors.ts";

/** In Home Assistant integrations ask core's Python for tokens; nobody gets one here (PROTOCOL sections 3 and 9). */
const refuseTokens = handle(accessToken, () => {
  throw unauthorized();
});

function elsewhere(): never {
  throw homeAssistantError(
    "Home Assistant keeps accounts and refreshes their tokens itself; each integration's page shows how they are doing.",
  );
}

/** What is about accounts: core keeps them, and its config entries say how they are doing. */
export const refuseAccounts: readonly CommandHandler[] = [
  refuseTokens,
  handle(accounts.listAccounts, elsewhere),
  handleSubscription(accounts.subscribeAccounts, elsewhere),
  handle(accounts.refreshAccount, elsewhere),
];
