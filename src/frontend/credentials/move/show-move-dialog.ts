import type { LitElement } from "lit";
import type { CredentialRow } from "../credential-row.ts";
import { targetsOf } from "./movable.ts";

/**
 * Loads and opens the dialog that moves a credential's entries.
 * @param rows every credential.
 * @returns whether the person wants to add a credential first.
 */
export async function showMoveDialog(
  host: LitElement,
  row: CredentialRow,
  rows: readonly CredentialRow[],
): Promise<boolean> {
  const [{ openDialog }, { AcMoveDialog }] = await Promise.all([
    import("../../dialog-element.ts"),
    import("./move-dialog.ts"),
  ]);
  const dialog = Object.assign(new AcMoveDialog(), { row, targets: targetsOf(row, rows) });
  await openDialog(host, dialog);
  return dialog.wantsToAdd;
}
