import * as rows from "../../protocol/keys.ts";
import { type CommandHandler, handle, handleSubscription } from "../commands.ts";
import type { Keys } from "./keys.ts";

/** The handlers of PROTOCOL section 7, as far as it is about keys. */
export function keyCommands(keys: Keys): CommandHandler[] {
  return [
    handle(rows.keyStatus, () => keys.status()),
    handle(rows.rotateKey, () => keys.rotate()),
    handleSubscription(rows.subscribeKey, (_args, _caller, send) => keys.subscribe(send)),
    handle(rows.saveKey, (_args, { name }) => keys.save(name)),
    handle(rows.dismissKey, async (_args, { name }) => {
      await keys.dismiss(name);
      return null;
    }),
  ];
}
