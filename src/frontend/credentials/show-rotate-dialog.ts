import type { LitElement } from "lit";
import type { CredentialRow } from "./credential-row.ts";

/** Loads and opens the dialog that changes a credential's secret. */
export async function showRotateDialog(host: LitElement, row: CredentialRow): Promise<void> {
  const [{ openDialog }, { AcRotateDialog }] = await Promise.all([
    import("../dialog-element.ts"),
    import("./rotate-dialog.ts"),
  ]);
  await openDialog(host, Object.assign(new AcRotateDialog(), { row }));
}
