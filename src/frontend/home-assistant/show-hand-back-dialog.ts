import type { LitElement } from "lit";

/** Loads and opens the dialog that hands the credentials back. */
export async function showHandBackDialog(host: LitElement): Promise<void> {
  const [{ openDialog }, { AcHandBackDialog }] = await Promise.all([
    import("../dialog-element.ts"),
    import("./hand-back-dialog.ts"),
  ]);
  await openDialog(host, new AcHandBackDialog());
}
