import type { LitElement } from "lit";
import type { CredentialRow } from "./credential-row.ts";

/**
 * Loads and opens the dialog that deletes credentials.
 * @returns whether one was deleted, and the one whose entries the person wants to move.
 */
export async function showDeleteDialog(
  host: LitElement,
  rows: readonly CredentialRow[],
): Promise<{ readonly deleted: boolean; readonly move: CredentialRow | undefined }> {
  const [{ openDialog }, { AcDeleteDialog }] = await Promise.all([
    import("../dialog-element.ts"),
    import("./delete-dialog.ts"),
  ]);
  const dialog = Object.assign(new AcDeleteDialog(), { rows });
  await openDialog(host, dialog);
  return { deleted: dialog.deleted.size > 0, move: dialog.move };
}
