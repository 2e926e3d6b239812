import * as rows from "../../protocol/accounts.ts";
import { type CommandHandler, handle, handleSubscription } from "../commands.ts";
import type { Accounts } from "./accounts.ts";

/** How the accounts are doing, for administrators. */
export function accountCommands(accounts: Accounts): CommandHandler[] {
  return [
    handle(rows.listAccounts, () => accounts.list()),

    handleSubscription(rows.subscribeAccounts, (_args, _caller, send) => {
      const there = accounts.list();
      const known = new Set(there.map(({ entry_id }) => entry_id));
      send(there.map((item) => ({ change_type: "added", entry_id: item.entry_id, item })));
      return accounts.watchItems((entry_id, item) => {
        if (!item) return known.delete(entry_id) && send([{ change_type: "removed", entry_id }]);
        send([{ change_type: known.has(entry_id) ? "updated" : "added", entry_id, item }]);
        known.add(entry_id);
      });
    }),

    handle(rows.refreshAccount, ({ entry_id }) => accounts.refreshNow(entry_id)),
  ];
}
