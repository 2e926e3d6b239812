import { mdiDownload, mdiFileUploadOutline, mdiHistory, mdiKeyChange } from "@mdi/js";
import { PATHS } from "../../protocol/page.ts";
import { type AcMenuItem, hindered } from "../components/menu.ts";
import { showExportDialog, showImportDialog } from "../credentials-file/show-file-dialogs.ts";
import { showKeysDialog } from "../keys/show-keys-dialog.ts";
import type { Localize } from "../localize.ts";
import { navigate } from "../navigate.ts";
import type { PanelElement } from "../panel-element.ts";

/** An entry of the page's menu, and what it does. */
export type PageCommand = AcMenuItem & { readonly run: () => void };

/**
 * What the page of credentials offers beside the list; each host shows it in a menu of its own.
 * @param page where dialogs are opened: it has client and texts.
 * @param readOnly why nothing can be changed at the moment; blank where it can.
 */
export function pageCommands(page: PanelElement, localize: Localize, readOnly: string): PageCommand[] {
  return [
    { label: localize("activity.open"), icon: mdiHistory, run: () => navigate(PATHS.activity) },
    {
      label: localize("file.open_import"),
      icon: mdiFileUploadOutline,
      ...hindered(readOnly),
      run: () => void showImportDialog(page),
    },
    { label: localize("file.open_export"), icon: mdiDownload, run: () => void showExportDialog(page) },
    { label: localize("keys.open"), icon: mdiKeyChange, ...hindered(readOnly), run: () => void showKeysDialog(page) },
  ];
}
