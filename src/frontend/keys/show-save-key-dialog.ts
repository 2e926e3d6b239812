import type { LitElement } from "lit";

/** Loads and opens the dialog that shows the key once. */
export async function showSaveKeyDialog(host: LitElement): Promise<void> {
  const [{ openDialog }, { AcSaveKeyDialog }] = await Promise.all([
    import("../dialog-element.ts"),
    import("./save-key-dialog.ts"),
  ]);
  await openDialog(host, new AcSaveKeyDialog());
}
