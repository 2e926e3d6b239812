import { type Hass, HUB_SURFACES, type MenuItem, PATHS } from "../../protocol/page.ts";
import { loadPage } from "./page.ts";
import { type HostElement, patchElement } from "./patch-element.ts";
import { loadTitle } from "./title.ts";
import { whenIdle } from "./when-idle.ts";

/** `mdiKeyOutline`; a copy, so that this module does not bring the icons of all panels along. */
const ICON =
  "M21 18H15V15H13.3C12.2 17.4 9.7 19 7 19C3.1 19 0 15.9 0 12S3.1 5 7 5C9.7 5 12.2 6.6 13.3 9H24V15H21V18M17 16H19V13H22V11H11.9L11.7 10.3C11 8.3 9.1 7 7 7C4.2 7 2 9.2 2 12S4.2 17 7 17C9.1 17 11 15.7 11.7 13.7L11.9 13H17V16M7 15C5.3 15 4 13.7 4 12S5.3 9 7 9 10 10.3 10 12 8.7 15 7 15M7 11C6.4 11 6 11.4 6 12S6.4 13 7 13 8 12.6 8 12 7.6 11 7 11Z";

type Menu = HostElement & { hass?: Hass; items: readonly MenuItem[] };

/** Adds our entry to the overflow menu of Devices & services, for administrators. */
export function addMenuEntry(): void {
  const languages = new WeakMap<Menu, string>();
  void patchElement(HUB_SURFACES.menu, (host, original) => {
    const menu = host as Menu;
    const { hass } = menu;
    if (hass?.user.is_admin && languages.get(menu) !== hass.language) {
      languages.set(menu, hass.language);
      void addTo(menu, hass);
    }
    return original();
  });
}

async function addTo(menu: Menu, { connection, language }: Hass): Promise<void> {
  const label = await loadTitle(connection, language);
  const others = menu.items.filter(({ path }) => path !== PATHS.credentials);
  menu.items = [...others, { path: PATHS.credentials, label, icon: ICON }];
  whenIdle(loadAhead);
}

/** Whoever presses the entry finds the list's module there; a failure is the click's to show. */
const loadAhead = (): void => void loadPage().catch(() => {});
