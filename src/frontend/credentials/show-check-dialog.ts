import type { LitElement } from "lit";
import type { CredentialRow } from "./credential-row.ts";
import { showRotateDialog } from "./show-rotate-dialog.ts";

/** Loads and opens the dialog that checks a stored credential, and the one to change its secret where that is wanted then. */
export async function showCheckDialog(host: LitElement, row: CredentialRow): Promise<void> {
  const [{ openDialog }, { AcCheckDialog }] = await Promise.all([
    import("../dialog-element.ts"),
    import("./check-dialog.ts"),
  ]);
  const dialog = Object.assign(new AcCheckDialog(), { row });
  await openDialog(host, dialog);
  if (dialog.wantsAnotherSecret) await showRotateDialog(host, row);
}
