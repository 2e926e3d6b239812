import { DOOR_ERRORS } from "../../src/protocol/errors.ts";
import { commands } from "../../src/protocol/index.ts";

/**
 * Holds an answer to the protocol table. A type that is not in the table is the test's own.
 * @throws Error when the command's row does not name the code.
 */
export function assertDeclared(type: string, code: string | undefined): void {
  const row = commands.find((command) => command.type === type);
  if (!row || code === undefined) return;
  const known: readonly string[] = [...DOOR_ERRORS, ...row.errors];
  if (!known.includes(code)) throw new Error(`${type} answered ${code}, which its row does not name`);
}
