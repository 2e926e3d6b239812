import type { PanelElement } from "../panel-element.ts";

/** Loads and opens the dialog that takes credentials from a file. */
export async function showImportDialog(page: PanelElement): Promise<void> {
  const [{ openDialog }, { AcImportDialog }, config] = await Promise.all([
    import("../dialog-element.ts"),
    import("./import-dialog.ts"),
    // Without it domains stand for the names of integrations.
    page.client.call("application_credentials/config", {}).catch(() => ({ domains: [], integrations: {} })),
  ]);
  await openDialog(page, Object.assign(new AcImportDialog(), { config }));
}

/** Loads and opens the dialog that saves the list of credentials. */
export async function showExportDialog(page: PanelElement): Promise<void> {
  const [{ openDialog }, { AcExportDialog }] = await Promise.all([
    import("../dialog-element.ts"),
    import("./export-dialog.ts"),
  ]);
  await openDialog(page, new AcExportDialog());
}
