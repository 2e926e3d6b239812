import * as rows from "../../protocol/moves.ts";
import { type CommandHandler, handle } from "../commands.ts";
import type { Moves } from "./moves.ts";

/** The handlers of PROTOCOL section 4 that move entries. */
export const moveCommands = (moves: Moves): CommandHandler[] => [handle(rows.moveEntries, (args) => moves.move(args))];
