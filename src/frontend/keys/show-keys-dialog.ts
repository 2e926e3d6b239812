import type { LitElement } from "lit";

/** Loads and opens the dialog of the key and of backups. */
export async function showKeysDialog(host: LitElement): Promise<void> {
  const [{ openDialog }, { AcKeysDialog }] = await Promise.all([
    import("../dialog-element.ts"),
    import("./keys-dialog.ts"),
  ]);
  await openDialog(host, new AcKeysDialog());
}
