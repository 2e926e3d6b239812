import { mdiHistory, mdiKeyChange } from "@mdi/js";
import type { LitElement } from "lit";
import { PATHS } from "../../protocol/page.ts";
import { type AcMenuItem, hindered } from "../components/menu.ts";
import { showKeysDialog } from "../keys/show-keys-dialog.ts";
import type { Localize } from "../localize.ts";
import { navigate } from "../navigate.ts";

/** An entry of the page's menu, and what it does. */
export type PageCommand = AcMenuItem & { readonly run: () => void };

/**
 * What the page of credentials offers beside the list; each host shows it in a menu of its own.
 * @param page where dialogs are opened: it has client and texts.
 * @param readOnly why nothing can be changed at the moment; blank where it can.
 */
export function pageCommands(page: LitElement, localize: Localize, readOnly: string): PageCommand[] {
  return [
    { label: localize("activity.open"), icon: mdiHistory, run: () => navigate(PATHS.activity) },
    { label: localize("keys.open"), icon: mdiKeyChange, ...hindered(readOnly), run: () => void showKeysDialog(page) },
  ];
}
