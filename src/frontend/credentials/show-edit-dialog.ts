import type { LitElement } from "lit";
import type { CredentialRow } from "./credential-row.ts";

/** Loads and opens the dialog that changes a credential. */
export async function showEditDialog(host: LitElement, row: CredentialRow): Promise<void> {
  const [{ openDialog }, { AcEditDialog }] = await Promise.all([
    import("../dialog-element.ts"),
    import("./edit-dialog.ts"),
  ]);
  await openDialog(host, Object.assign(new AcEditDialog(), { row }));
}
