import * as rows from "../../protocol/connect.ts";
import { invalidConfigEntryId } from "../../protocol/errors.ts";
import type { Accounts } from "../accounts/accounts.ts";
import { assertMayActFor } from "../caller.ts";
import { type CommandHandler, handle } from "../commands.ts";
import type { Host } from "../host.ts";
import type { IntegrationTokens } from "./integration-tokens.ts";

/** The handlers of PROTOCOL section 5, and of the integration tokens of section 3. */
export function connectCommands(accounts: Accounts, tokens: IntegrationTokens, host: Host): CommandHandler[] {
  return [
    handle(rows.accessToken, ({ entry_id }, caller) => {
      const entry = host.entry(entry_id);
      if (!entry) throw invalidConfigEntryId("There is no config entry with this entry_id");
      assertMayActFor(caller, entry.domain);
      return accounts.token(entry_id);
    }),
    handle(rows.createIntegrationToken, ({ domain, name }) => tokens.create(domain, name)),
    handle(rows.listIntegrationTokens, () => tokens.list()),
    handle(rows.revokeIntegrationToken, async ({ token_id }) => {
      await tokens.revoke(token_id);
      return null;
    }),
  ];
}
