import { mdiHistory } from "@mdi/js";
import type { LitElement } from "lit";
import { PATHS } from "../../protocol/page.ts";
import type { AcMenuItem } from "../components/menu.ts";
import type { Localize } from "../localize.ts";
import { navigate } from "../navigate.ts";

/** An entry of the page's menu, and what it does. */
export type PageCommand = AcMenuItem & { readonly run: () => void };

/**
 * What the page of credentials offers beside the list; each host shows it in a menu of its own.
 * @param _page where dialogs are opened: it has client and texts.
 * @param _readOnly why nothing can be changed at the moment; blank where it can.
 */
export function pageCommands(_page: LitElement, localize: Localize, _readOnly: string): PageCommand[] {
  return [{ label: localize("activity.open"), icon: mdiHistory, run: () => navigate(PATHS.activity) }];
}
